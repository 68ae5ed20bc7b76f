"""Supervision letters to bodies that are late or answer badly; each is answered by a day."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import policies, rules
from complaints.codes import WITH_BODY, LetterState
from complaints.models import SupervisionLetter
from complaints.services import parts, steps
from complaints.services.steps import LETTER
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.db import take_turns
from credit_portal.common.errors import Conflict, NotFound
from credit_portal.workflow import services as workflow

__all__ = ["LETTER", "answer", "issue"]

#: Number of the lock under which letters are numbered.
TURNS = 0x6C657474_6572


@transaction.atomic
def issue(
    *, actor: User, case_id: UUID, text: str, expected_version: int | None = None
) -> SupervisionLetter:
    """Issue a letter to the body that leads. Raises Conflict ("not_with_body")."""
    row = steps.locked(actor, case_id, expected_version)
    actor = steps.capacity(actor, policies.SUPERVISE, row)
    part = parts.lead_part(row)
    if row.state not in WITH_BODY:
        raise Conflict("not_with_body", _("No body handles this now."))
    made = SupervisionLetter(
        case=row, organisation=part.organisation, number=_number(), issuer=actor,
        text_zh=steps.words(text, "text"), issued_on=clock.today(), answer_until=clock.today(),
    )  # fmt: skip
    made.save(force_insert=True)
    deadline = workflow.start_deadline(
        kind=LETTER, case=made, organisation=part.organisation, start_on=clock.today(),
        rule=rules.LETTER,
    )  # fmt: skip
    made.answer_until = deadline.due_on
    made.save(update_fields=["answer_until"])
    steps.note(row, "letter_issued", actor, letter=made.number)
    told = steps.of_body(policies.APPROVE, part.organisation, row)
    steps.tell("complaint_letter", row, told, f"letter:{made.number}")
    return made


def _number() -> str:
    """The next number of the year: one after the other, none left out."""
    take_turns(TURNS)
    year = clock.today().year
    issued = SupervisionLetter.objects.filter(number__startswith=f"DB-{year}-")
    last = issued.order_by("-number").first()
    running = int(last.number.rsplit("-", 1)[1]) + 1 if last else 1
    return f"DB-{year}-{running:05d}"


@transaction.atomic
def answer(
    *, actor: User, letter_id: UUID, text: str, expected_version: int | None = None
) -> SupervisionLetter:
    """The body answers. Raises NotFound, Conflict ("answered_already")."""
    key = SupervisionLetter.objects.filter(pk=letter_id).values_list("case_id", flat=True).first()
    if key is None:
        raise NotFound("not_found", _("There is no such letter."))
    row = steps.locked(actor, key)
    made: SupervisionLetter = (
        row.letters.select_for_update(of=("self",)).select_related("organisation").get(pk=letter_id)
    )
    actor = steps.capacity(actor, policies.APPROVE, row, made.organisation)
    steps.require_version(made, expected_version)
    if made.state != LetterState.ISSUED:
        raise Conflict("answered_already", _("This letter was answered already, or has ended."))
    made.answer_zh, made.answerer = steps.words(text, "text"), actor
    made.state, made.answered_on, made.version = (
        LetterState.ANSWERED, clock.today(), made.version + 1,
    )  # fmt: skip
    made.save()
    workflow.satisfy(LETTER, made)
    steps.note(row, "letter_answered", actor, letter=made.number)
    return made
