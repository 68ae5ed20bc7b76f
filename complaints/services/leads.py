"""A complaint found true becomes a lead of the breach chain, in one step and without who reported.

What becomes of the lead is read from it (`lead_story`): a case follows its lead by no copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import case_sight, policies
from complaints.codes import CaseState, ReplyState
from complaints.models import Case, CaseNote
from complaints.public_texts import nameless
from complaints.services import steps
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.files.models import StoredFile
from integrity_files import services as files_of_bodies
from integrity_files.codes import BreachCategory

#: A case can become a lead once its answer was given.
ANSWERED = (CaseState.ANSWERED, CaseState.CLOSED, CaseState.REVIEW)


def is_true(row: Case) -> bool:
    """Whether the last answer given says that what was reported is true."""
    given = row.replies.filter(state=ReplyState.GIVEN).order_by("-given_on", "-drafted_on").first()
    return given is not None and given.verified is True


def may_convert(actor: User, row: Case) -> bool:
    """Whether the actor can make a lead of the case now."""
    if row.accused is None or row.lead_id is not None or row.state not in ANSWERED:
        return False
    if policies.is_own(actor, row.accused):
        return False
    return actor.may(policies.CONVERT, row.accused) and is_true(row)


@transaction.atomic
def convert(
    *,
    actor: User,
    case_id: UUID,
    title: str,
    facts: str,
    category: str,
    happened_on: date,
    note_ids: Sequence[UUID] = (),
    expected_version: int | None = None,
) -> Case:
    """Open the lead of a case: its body, words that name nobody who reported, and copies of the
    cleaned files of the notes that are named.

    Raises Conflict ("not_found_true", "lead_there"), Invalid ("body_missing", "names_person",
    "date_future", "file_unknown"), NotAllowed ("own_body").
    """
    row = steps.locked(actor, case_id, expected_version)
    _require(actor, row)
    if category not in BreachCategory.values:
        raise Invalid("choice_unknown", _("Choose from the list."), field="category")
    if happened_on > clock.today():
        raise Invalid("date_future", _("This day is still to come."), field="happened_on")
    row.lead = files_of_bodies.open_for_complaint(
        actor=steps.capacity(actor, policies.CONVERT, row), source=row, organisation=row.accused,
        post=row.accused_post, evidence=_evidence(actor, row, note_ids), is_demo=row.is_demo,
        facts={
            "title_zh": nameless(title, "title", 200), "facts_zh": nameless(facts, "facts", 5000),
            "category": category, "happened_on": happened_on,
        },
    )  # fmt: skip
    row.version += 1
    row.save(update_fields=["lead", "version"])
    steps.note(row, "lead_opened", actor, lead=str(row.lead_id), files=len(note_ids))
    return row


def _require(actor: User, row: Case) -> None:
    if row.accused is None:
        raise Invalid("body_missing", _("Say first which body it is about."), field="accused")
    policies.require_over(actor, policies.CONVERT, row.accused)
    if row.lead_id is not None:
        raise Conflict("lead_there", _("A lead was made of this case already."))
    if row.state not in ANSWERED or not is_true(row):
        raise Conflict(
            "not_found_true", _("Only a case whose answer says that it is true becomes a lead.")
        )


def files_of(actor: User, row: Case) -> list[CaseNote]:
    """Notes that the actor reads with a cleaned file that a lead can take along."""
    read = [said.note for said in case_sight.view_of(actor, row).notes()]
    return [one for one in read if one.file is not None and one.file.is_clean]


def _evidence(actor: User, row: Case, note_ids: Sequence[UUID]) -> list[StoredFile]:
    there = {one.pk: one.file for one in files_of(actor, row) if one.file is not None}
    if any(key not in there for key in note_ids):
        raise Invalid("file_unknown", _("Choose files of this case."), field="note_ids")
    return [there[key] for key in dict.fromkeys(note_ids)]
