"""Answers on paper: entered by one clerk, compared with the paper by another."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.capacity import in_capacity
from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.files import services as files
from credit_portal.files.models import StoredFile
from integrity_files import policies as base
from integrity_files import policies_letters as policies
from integrity_files import selectors_letters as selectors
from integrity_files.codes_letters import LetterState, PaperState
from integrity_files.models import Letter, LetterAnswer
from integrity_files.services.letters import locked, note, tell
from integrity_files.services.record_steps import past, words

PURPOSE = "letter_answer"


@transaction.atomic
def enter_answer(
    *, actor: User, letter_id: UUID, received_on: date | None, paper_date: date | None,
    organ: str, gist: str, number: str = "", upload: Any = None,
    expected_version: int | None = None,
) -> Letter:  # fmt: skip
    """Enter an answer with its scan; another clerk checks it. Raises Conflict ("not_issued"),
    Invalid ("date_future", "date_order", "file_missing", `file_…`), NotAllowed."""
    row = locked(actor, letter_id, policies.ENTER, expected_version)
    if row.state != LetterState.ISSUED:
        raise Conflict("not_issued", _("Only a letter that was issued is answered."))
    received, dated = past(received_on, "received_on"), past(paper_date, "paper_date")
    if received < dated:
        raise Invalid(
            "date_order", _("It cannot have come before its own date."), field="received_on"
        )
    if not upload:
        raise Invalid("file_missing", _("Attach the scan."), field="file")
    actor = in_capacity(actor, policies.ENTER, row.organ)
    LetterAnswer.objects.create(
        letter=row, received_on=received, paper_date=dated, organ_zh=words(organ, "organ", 200),
        number_zh=str(number or "").strip()[:100], gist_zh=words(gist, "gist", 3000),
        scan=files.store(upload=upload, owner=actor, purpose=PURPOSE), clerk=actor,
        entered_on=clock.today(),
    )  # fmt: skip
    note(row, "answer_entered", actor)
    told = [one for one in policies.holders(policies.ENTER, row.organ) if one.pk != actor.pk]
    tell("letter_answer_to_check", row, told, f"answer:{row.answers.count()}")
    return row


@transaction.atomic
def check_answer(
    *, actor: User, letter_id: UUID, answer_id: UUID, agrees: bool, remark: str = ""
) -> Letter:
    """Compare an entry with the paper: it agrees, or it does not and is entered anew.
    Raises NotAllowed ("four_eyes"), NotFound, Conflict ("answered")."""
    row = locked(actor, letter_id, policies.ENTER)
    found = lock(LetterAnswer.objects.filter(letter=row), answer_id)
    if found.state != PaperState.ENTERED:
        raise Conflict("answered", _("This was answered already."))
    base.require_second(actor, found.clerk, found.entered_on)
    actor = in_capacity(actor, policies.ENTER, row.organ)
    found.state = PaperState.CHECKED if agrees else PaperState.REFUSED
    found.checker, found.checked_on = actor, clock.today()
    found.remark_zh = str(remark or "").strip()[:1000]
    found.save(update_fields=["state", "checker", "checked_on", "remark_zh"])
    note(row, "answer_checked" if agrees else "answer_refused", actor)
    return row


@transaction.atomic
def read_scan(*, actor: User, letter_id: UUID, answer_id: UUID) -> StoredFile:
    """The scan of an answer, for the organ that wrote the letter; the look is on record.
    Raises NotFound."""
    row = selectors.letter(actor, letter_id)
    found = next((one for one in row.answers.all() if one.pk == answer_id), None)
    if found is None or not selectors.is_office(actor, row):
        raise NotFound("not_found", _("There is no document."))
    audit.record(
        "integrity_files.letter_scan_seen", actor=actor, target=row, organisation=row.organ
    )
    return found.scan
