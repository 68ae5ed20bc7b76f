"""Sanctions of persons after a record: entered from the decision of the organ that imposed them,
confirmed by a second person. Confidential: for the files, never public (政务处分法 art. 46, 54)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.capacity import in_capacity
from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import acts, clock
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid
from integrity_files import policies as base
from integrity_files import policies_consequences as policies
from integrity_files import rules_consequences as rules
from integrity_files import selectors_records as records
from integrity_files.codes_consequences import Sanction, TermState
from integrity_files.codes_records import RecordState
from integrity_files.models import DisciplineTerm, Record, RecordResponsible
from integrity_files.selectors_responsible import require_other
from integrity_files.services.record_responsible import reason
from integrity_files.services.record_steps import past, words


@transaction.atomic
def enter_sanction(
    *, actor: User, record_id: UUID, responsible_id: UUID, sanctions: Sequence[str],
    effective_on: date | None, paper_number: str, paper_organ: str, basis: str,
    months: int | None = None,
) -> DisciplineTerm:  # fmt: skip
    """Enter the sanction of somebody named as responsible; its last day is computed.

    `sanctions`: those decided together; `months` only where several like ones were given one term.
    Raises Invalid ("person_missing", "sanction_unknown", "term_unfit", "date_future",
    "sanction_twice"), Conflict ("not_determined"), NotFound, NotAllowed ("about_yourself" …).
    """
    record = lock(records.visible_to(actor), record_id)
    policies.require(actor, policies.ORDER, record.organisation)
    require_other(actor, record)
    if record.state != RecordState.DECIDED:
        raise Conflict("not_determined", _("Only a determined record has consequences."))
    row = _term(sanctions, months, past(effective_on, "effective_on"))
    row.paper_number = words(paper_number, "paper_number", 100)
    row.paper_organ = words(paper_organ, "paper_organ", 200)
    row.basis_zh, row.record = words(basis, "basis", 500), record
    row.enterer, row.entered_on = actor, clock.today()
    actor = in_capacity(actor, policies.ORDER, record.organisation)
    with acts.reading_as(actor, reason(record)):
        named = RecordResponsible.objects.filter(pk=responsible_id, record=record).first()
        if named is None or named.person is None:
            raise Invalid(
                "person_missing", _("Choose a person named as responsible."),
                field="responsible_id",
            )  # fmt: skip
        row.person, row.post = named.person, named.post
        _once(row)
        row.save(force_insert=True)
    _trail("entered", row, actor)
    return row


def _term(sanctions: Sequence[str], months: int | None, effective_on: date) -> DisciplineTerm:
    """A row with what is executed, its months and its last day (政务处分法 art. 8, 15)."""
    given = list(sanctions)
    if not given or not set(given) <= set(Sanction.values):
        raise Invalid("sanction_unknown", _("Choose a sanction from the list."), field="sanctions")
    executed = rules.executed(given)
    length = months or rules.term_of(executed)
    if not rules.is_term(given, length):
        raise Invalid(
            "term_unfit",
            _("The law does not allow this term for these sanctions together."),
            field="months",
        )
    return DisciplineTerm(
        sanctions=given, sanction=executed, months=length, effective_on=effective_on,
        last_day=rules.sanction_until(effective_on, length),
    )  # fmt: skip


def _once(row: DisciplineTerm) -> None:
    twin = DisciplineTerm.objects.filter(
        person=row.person, paper_organ=row.paper_organ, paper_number=row.paper_number
    ).exclude(state=TermState.REFUSED)
    if twin.exists():
        raise Invalid(
            "sanction_twice", _("This decision is entered already."), field="paper_number"
        )  # fmt: skip


@transaction.atomic
def answer_sanction(
    *, actor: User, record_id: UUID, term_id: UUID, agrees: bool
) -> DisciplineTerm:  # fmt: skip
    """Compare the entry with the decision: confirm it, or say that it does not agree.
    Raises NotFound, NotAllowed ("four_eyes", "own_body", "about_yourself"), Conflict."""
    record = records.record(actor, record_id)
    policies.require(actor, policies.CONFIRM, record.organisation)
    require_other(actor, record)
    capable = in_capacity(actor, policies.CONFIRM, record.organisation)
    with acts.reading_as(actor, reason(record)):
        row = lock(DisciplineTerm.objects.filter(record=record), term_id)
        if row.state != TermState.ENTERED:
            raise Conflict("answered", _("This was answered already."))
        base.require_second(actor, row.enterer, row.entered_on)
        row.state = TermState.CONFIRMED if agrees else TermState.REFUSED
        row.confirmer, row.answered_on = capable, clock.today()
        row.save(update_fields=["state", "confirmer", "answered_on"])
    _trail("confirmed" if agrees else "refused", row, capable)
    return row


@transaction.atomic
def sanctions_of(
    *, actor: User, record_id: UUID
) -> tuple[Record, list[DisciplineTerm], list[RecordResponsible]]:
    """Sanctions entered after a record and who may be named; the look is an audit row.
    Raises NotFound, NotAllowed."""
    row = records.record(actor, record_id)
    if not policies.is_office(actor, row.organisation):
        policies.require(actor, policies.ORDER, row.organisation)
    with acts.reading_as(actor, reason(row)):
        terms = DisciplineTerm.objects.filter(record=row)
        found = list(terms.select_related("person", "post", "enterer"))
        named = RecordResponsible.objects.filter(record=row, person__isnull=False)
        people = list(named.select_related("person", "post"))
    audit.record(
        "integrity_files.sanctions_seen", actor=actor, target=row,
        organisation=row.organisation, reason=reason(row), entries=len(found),
    )  # fmt: skip
    return row, found, people


def _trail(name: str, row: DisciplineTerm, actor: User) -> None:
    """Codes only: neither the person nor the sanction stands in the trail."""
    audit.record(
        f"integrity_files.sanction_{name}", actor=actor, target=row.record,
        organisation=row.record.organisation, new={"state": row.state},
    )  # fmt: skip
