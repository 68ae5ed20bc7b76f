"""Was it kept for you? What somebody without an account says, and how he takes it back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import codes, policies
from commitments import selectors_contradictions as reads
from commitments.codes_contradiction import AnswerState, Says
from commitments.models import (
    Commitment,
    CommitmentPeriod,
    Contradiction,
    ContradictionText,
)
from commitments.services import steps
from credit_portal.accounts.outside import is_outside
from credit_portal.accounts.selectors import holders_of
from credit_portal.audit import services as audit
from credit_portal.common import clock, crypto
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.files import services as files
from credit_portal.workflow import receipts

SHORTEST, LONGEST = 10, 4000
LONGEST_CONTACT = 120
PURPOSE = "commitments.contradiction"


@dataclass(frozen=True)
class Filed:
    """A "no" and its receipt, which is shown once and kept nowhere."""

    contradiction: Contradiction
    receipt: str


@transaction.atomic
def say_kept(*, actor: Actor, commitment_id: UUID) -> Contradiction:
    """Count one "yes". Raises NotFound for what is not registered."""
    row = _answerable(commitment_id)
    made = Contradiction.objects.create(
        commitment=row, says=Says.KEPT, state=AnswerState.COUNTED, filed_on=clock.today()
    )
    audit.record("commitments.answer", actor=None, target=row, new={"says": Says.KEPT})
    return made


@transaction.atomic
def contradict(
    *,
    actor: Actor,
    commitment_id: UUID,
    facts: str,
    happened_on: dt.date | None,
    to_named: bool = False,
    contact: str = "",
    upload: Any = None,
) -> Filed:
    """File a "no" with its facts, for the credit office to check; gives the receipt.

    Of a standing promise it belongs to the measuring period of the day on which it happened.
    Neither the moment nor anything about the sender is kept. Raises NotFound, Invalid ("facts_…",
    "happened_on_…", "contact_long", "file_…").
    """
    row, today = _answerable(commitment_id), clock.today()
    _check(facts, happened_on, contact, today)
    receipt, digest = receipts.issue()
    made = Contradiction.objects.create(
        commitment=row,
        period=_period(row, happened_on),
        says=Says.NOT_KEPT,
        state=AnswerState.FILED,
        filed_on=today,
        to_named=to_named,
        receipt=digest,
    )
    _keep_words(made, actor, facts=facts, happened_on=happened_on, contact=contact, upload=upload)
    audit.record("commitments.answer", actor=None, target=row, new={"says": Says.NOT_KEPT})
    _tell_officers(row, today)
    return Filed(made, receipt)


def _answerable(commitment_id: UUID) -> Commitment:
    """A registered promise of this city; a list taken over from another one is not asked about."""
    rows = Commitment.objects.select_related("organisation").filter(import_source="")
    found = rows.filter(pk=commitment_id, state=codes.State.REGISTERED).first()
    if found is None:
        raise NotFound("not_found", _("There is no such commitment."))
    if found.has_ended:
        told = _("This promise has ended; nothing more is asked about it.")
        raise Conflict("promise_ended", told)
    return found


def _check(facts: str, happened_on: dt.date | None, contact: str, today: dt.date) -> None:
    words = facts.strip()
    if len(words) < SHORTEST:
        raise Invalid("facts_short", _("Say in a sentence or two what happened."), field="facts")
    if len(words) > LONGEST:
        raise Invalid("facts_long", _("At most 4,000 characters."), field="facts")
    if happened_on is None:
        raise Invalid("happened_on_missing", _("Say when it happened."), field="happened_on")
    if happened_on > today:
        raise Invalid("happened_on_future", _("This day lies in the future."), field="happened_on")
    if len(contact.strip()) > LONGEST_CONTACT:
        raise Invalid("contact_long", _("At most 120 characters."), field="contact")


def _period(row: Commitment, day: dt.date | None) -> CommitmentPeriod | None:
    """The measuring period of a standing promise that holds the day; None without one."""
    if not row.is_standing or day is None:
        return None
    return row.periods.filter(starts_on__lte=day, ends_on__gte=day).order_by("number").first()


def _keep_words(
    made: Contradiction,
    actor: Actor,
    *,
    facts: str,
    happened_on: dt.date | None,
    contact: str,
    upload: Any,
) -> None:
    stored = None
    if upload is not None:
        stored = files.store(upload=upload, owner=actor, purpose=PURPOSE, anonymous=True)
    ContradictionText.objects.create(
        contradiction=made,
        facts=facts.strip(),
        happened_on=happened_on,
        file=stored,
        contact=sealed_contact(made, contact) if contact.strip() else None,
    )


def sealed_contact(row: Contradiction, contact: str) -> bytes:
    """The contact as kept: bound to its row."""
    return crypto.seal("contact", contact.strip().encode(), _place(row))


def open_contact(row: Contradiction) -> str:
    """The contact in clear; "" when there is none. Whoever calls has asked who may."""
    sealed = row.text.contact
    return crypto.unseal("contact", bytes(sealed), _place(row)).decode() if sealed else ""


def _place(row: Contradiction) -> str:
    return f"commitments_contradictiontext|contact|{row.pk}|1"


def _tell_officers(row: Commitment, today: dt.date) -> None:
    """Once a day and promise: the credit officers who may check it. No words, no moment."""
    found = holders_of(policies.VERIFY, row.organisation)
    officers = [user for user in found if is_outside(user, row.organisation)]
    key = f"commitments.contradicted:{row.pk}:{today}"
    steps.tell("contradiction_filed", row, officers, key, url="/staff/commitments/contradictions/")


@transaction.atomic
def withdraw_contradiction(*, actor: Actor, digest: bytes) -> Contradiction:
    """Take a "no" back by its receipt: its words, contact and file are erased.

    One that a review rests on stays counted there and only loses its words. Raises NotFound,
    Conflict ("withdrawn_already").
    """
    found = reads.by_receipt(digest)
    if found is None:
        raise NotFound("receipt_unknown", _("Nothing is filed under this receipt."), field="code")
    lock(Commitment, found.commitment_id)
    row = lock(Contradiction, found.pk)
    if row.state == AnswerState.WITHDRAWN or row.text.erased_on is not None:
        raise Conflict("withdrawn_already", _("This has been taken back already."), field="code")
    if row.verification_id is None:
        row.state, row.same_as, row.decided_by, row.decided_on = (
            AnswerState.WITHDRAWN, None, None, None,
        )  # fmt: skip
        row.version += 1
        row.save(update_fields=["state", "same_as", "decided_by", "decided_on", "version"])
    erase_words(row.text)
    audit.record("commitments.withdraw_contradiction", actor=None, target=row.commitment)
    return row


def erase_words(text: ContradictionText) -> None:
    """Empty everything that came from the sender, and every wording of it."""
    kept = text.file_id
    text.facts, text.happened_on, text.file, text.contact = "", None, None, None
    text.reason, text.summary, text.erased_on = "", "", clock.today()
    text.save(
        update_fields=["facts", "happened_on", "file", "contact", "reason", "summary", "erased_on"]
    )
    if kept is not None:
        files.erase([kept])
