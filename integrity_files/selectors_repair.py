"""Every read of credit repair. The credit office sees what was filed about bodies it stands outside
of; a body sees its own, drafts too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.outside import GOVERNMENT_KINDS
from credit_portal.accounts.scope import within, within_any
from credit_portal.common import clock
from credit_portal.common.errors import NotFound
from credit_portal.common.i18n import localized
from credit_portal.workflow.models import Deadline
from integrity_files import parties
from integrity_files import policies_repair as policies
from integrity_files import selectors_records as records
from integrity_files.codes_records import RecordState
from integrity_files.codes_repair import (
    FILED_STATES,
    OPEN_STATES,
    TAKEN_STATES,
    RepairOutcome,
    RepairState,
)
from integrity_files.models import Record, Repair, RepairParty
from integrity_files.rules_repair import Facts
from integrity_files.selectors_leads import paths_above

BODY = "record__organisation"
COMPLETE = "integrity_files.repair_complete"
DETERMINED = (RecordState.DECIDED, RecordState.REVOKED)


def visible_to(user: Any) -> QuerySet[Repair]:
    """Applications that the user works on for the credit office, or of his own body."""
    seen = _office(user) | within(user, policies.APPLY, BODY)
    rows = Repair.objects.filter(seen)
    return rows.select_related(BODY, "record__lead").order_by("-created_at", "-id")


def _office(user: Any) -> Q:
    """Filed ones of bodies that he serves and stands outside of (design.md 2.6)."""
    own = getattr(user, "organisation", None)
    if own is None:
        return Q(pk__in=[])
    above = [path for path in paths_above(own.path) if path]
    barred = Q(record__organisation__path__in=above) & ~Q(
        record__organisation__kind__in=sorted(GOVERNMENT_KINDS)
    )
    mine = within_any(user, policies.OFFICE, BODY) & ~barred & ~Q(record__organisation=own.pk)
    return mine & Q(filed_on__isnull=False)


def visible_ids(user: Any, ids: Iterable[str]) -> set[str]:
    """Of these applications those that the user may see."""
    return {
        str(key) for key in visible_to(user).filter(pk__in=list(ids)).values_list("pk", flat=True)
    }


def repair(user: Any, repair_id: UUID | str) -> Repair:
    """One visible application with its story. Raises NotFound."""
    rows = visible_to(user).select_related(
        "record__item", "record__rule_set", "writer", "pledger", "asker", "accepter", "proposer",
        "decider",
    )  # fmt: skip
    found = rows.prefetch_related("events", "files__file").filter(pk=repair_id).first()
    if found is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return found


def waiting(user: Any, verb: str, *states: str) -> QuerySet[Repair]:
    """Applications in these states over whose body the user holds the verb, the oldest first."""
    rows = visible_to(user).filter(within(user, verb, BODY), state__in=states)
    return rows.order_by("created_at", "id")


def unconfirmed(user: Any) -> QuerySet[Repair]:
    """Filed by a form in the name of the user's body, and not confirmed; oldest first. What waits
    for papers has a line of its own."""
    rows = waiting(user, policies.APPLY, RepairState.FILED, *TAKEN_STATES)
    return rows.filter(writer=None, confirmer=None)


def to_decide(user: Any) -> QuerySet[Repair]:
    """Proposed results that the user may decide, by what the database asks of who decides: no side
    of his accepted or proposed it, or decided on its record before; the oldest first."""
    day = Value(clock.today())
    rows = waiting(user, policies.DECIDE, RepairState.PROPOSED)
    for who, on in (("proposer_id", "proposed_on"), ("accepter_id", "answered_on")):
        rows = rows.exclude(_asked("accounts_one_side", Value(user.pk), F(who), day, F(on)))
    return rows.exclude(
        _asked("integrity_files_decided_before", Value(user.pk), F("record_id"), F("pk"), day)
    )


def _asked(function: str, *given: Any) -> Func:
    return Func(*given, function=function, output_field=BooleanField())


def unanswered(user: Any) -> QuerySet[Repair]:
    """Applications whose time to complete the papers has certainly passed, the oldest first."""
    clocks = Deadline.objects.filter(
        kind=COMPLETE, case_type=Repair._meta.label_lower, case_id=OuterRef("pk"), outcome="",
        due_on__lt=clock.today(), provisional=False,
    )  # fmt: skip
    return waiting(user, policies.HANDLE, RepairState.INCOMPLETE).filter(Exists(clocks))


def record_to_repair(user: Any, record_id: UUID | str) -> Record:
    """A determined record of a body for which the user may apply; what is only proposed is not the
    body's to see. Raises NotFound."""
    rows = Record.objects.filter(within(user, policies.APPLY), state__in=DETERMINED)
    found = rows.select_related("organisation", "lead", "rule_set").filter(pk=record_id).first()
    if found is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return found


def taken_of(record: Record) -> Repair | None:
    """The application of a record that was accepted and is not decided yet, however filed."""
    return Repair.objects.filter(record=record, state__in=TAKEN_STATES).first()


def open_of(record: Record) -> Repair | None:
    """The application that stands in the way of another by the desk: accepted, or its own. What was
    filed by a form and is not accepted stands in nobody's way."""
    own = Repair.objects.filter(record=record, state__in=OPEN_STATES, writer__isnull=False)
    return taken_of(record) or own.first()


def open_at_office(record: Record) -> Repair | None:
    """The application that stands in the way of one by form: accepted, or filed by the desk."""
    found = open_of(record)
    return None if found is None or found.state == RepairState.DRAFT else found


def party_of(row: Repair) -> parties.Party | None:
    """Who applied by a form, in clear; None for a desk and once it has been erased."""
    kept = RepairParty.objects.filter(pk=row.pk).first()
    return parties.in_clear(row, kept) if kept is not None else None


def draft_of(record: Record) -> Repair | None:
    """The draft of a record's application."""
    rows = Repair.objects.filter(record=record, state=RepairState.DRAFT)
    return rows.prefetch_related("files__file").first()


def filed_of(record: Record) -> list[Repair]:
    """What was filed for a record, the latest first."""
    rows = Repair.objects.filter(record=record, state__in=FILED_STATES, filed_on__isnull=False)
    return list(rows.order_by("-filed_on", "-id"))


def barred_until(organisation_id: Any) -> date | None:
    """The last day without repair after false material of this body; None where there was none."""
    rows = Repair.objects.filter(record__organisation=organisation_id)
    rows = rows.filter(without_repair_until__isnull=False).order_by("-without_repair_until")
    return rows.values_list("without_repair_until", flat=True).first()


def facts(row: Record) -> Facts | None:
    """What the rule needs of a determined record; None before the determination."""
    if row.state not in DETERMINED:
        return None
    if row.paper_date is None or row.repair_from is None or row.shortest_until is None:
        return None
    return Facts(
        rules=localized(row.rule_set, "name") if row.rule_set is not None else "",
        severity=str(row.get_severity_display()), determined_on=row.paper_date,
        shortest_until=row.shortest_until, repair_from=row.repair_from, last_day=row.last_day,
        corrected_on=row.corrected_on, objected_on=records.objected_on(row),
        repaired_on=row.repaired_on,
        barred_until=barred_until(row.organisation_id),
        is_determined=row.state == "decided", is_revoked=row.state == "revoked",
        law=row.override_zh,
    )  # fmt: skip


def by_receipt(digest: bytes) -> Repair | None:
    """The application behind a receipt's digest."""
    rows = Repair.objects.filter(receipt=digest).select_related(BODY, "record__lead")
    return rows.prefetch_related("events").first()


def by_code(code: str) -> Repair | None:
    """The granted repair whose certificate bears this code (no blanks, no hyphens)."""
    rows = Repair.objects.filter(code=code, state=RepairState.DECIDED, outcome=RepairOutcome.GRANT)
    return rows.select_related(BODY, "record").first()
