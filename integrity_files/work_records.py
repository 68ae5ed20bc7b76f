"""Records that wait for somebody, as lines of his work list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.accounts.sides import accounts_behind
from credit_portal.common import clock
from credit_portal.common.i18n import localized
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import WorkItem
from integrity_files import policies_records as policies
from integrity_files import selectors_records as selectors
from integrity_files.codes_records import HideReason, HidingState, ReportState
from integrity_files.codes_records import RecordState as S
from integrity_files.listing import Shown, lines, waiting
from integrity_files.models import Record, RecordHiding
from integrity_files.services import record_steps as steps

KINDS = (steps.RECTIFY, steps.STATEMENT)


def items(user: Any) -> Iterator[WorkItem]:
    """What the credit office and the bodies have to do with records."""
    for verb, found in (
        (policies.HANDLE, _to_handle),
        (policies.DECIDE, _to_decide),
        (policies.ACCEPT, _to_accept),
        (policies.HIDE, _to_confirm),
        (policies.ANSWER, _to_answer),
    ):
        if user.organisation_paths(verb):
            yield from found(user)


def _to_handle(user: Any) -> Iterator[WorkItem]:
    rows = selectors.waiting(user, policies.HANDLE, S.RECTIFYING, S.NOTICED, S.HEARD)
    mine = rows.filter(orderer=user)
    runs = mine.filter(state=S.RECTIFYING)
    yield from _lines(runs, _("Rectification runs"), _("Time to rectify is over, notice to serve"))
    noticed = mine.filter(state=S.NOTICED).select_related("statement")
    handed_in = noticed.filter(statement__state="filed")
    kind = _("Notice served, statement to consider")
    yield from _waiting(handed_in, kind, lambda row: row.statement.filed_on)
    yield from _lines(noticed.exclude(statement__state="filed"), kind, clocks=(steps.STATEMENT,))
    heard = mine.filter(state=S.HEARD)
    yield from _waiting(heard, _("Determination to propose"), lambda row: row.heard_on)
    hidden = selectors.waiting(user, policies.HANDLE, S.DECIDED).filter(
        hidings__state=HidingState.CONFIRMED, hidings__reason=HideReason.PERSONAL,
        pk__in=Deadline.objects.filter(kind=steps.HIDDEN, outcome="").values("case_id"),
    )  # fmt: skip
    kind = _("Hidden, to be corrected, revoked or shown again")
    yield from _lines(hidden, kind, clocks=(steps.HIDDEN,))


def _to_decide(user: Any) -> Iterator[WorkItem]:
    rows = selectors.waiting(user, policies.DECIDE, S.PROPOSED, S.DROPPING).exclude(proposer=user)
    for state, kind in (
        (S.PROPOSED, _("Determination to decide")), (S.DROPPING, _("To confirm: not pursued")),
    ):  # fmt: skip
        yield from _waiting(rows.filter(state=state), kind, lambda row: row.proposed_on)


def _to_accept(user: Any) -> Iterator[WorkItem]:
    rows = selectors.waiting(user, policies.ACCEPT, *S.values).exclude(orderer=user)
    rows = rows.filter(reports__state=ReportState.FILED)
    rows = rows.annotate(reported_on=F("reports__filed_on"))
    yield from _waiting(rows, _("Rectification to accept"), lambda row: row.reported_on)


def _to_confirm(user: Any) -> Iterator[WorkItem]:
    rows = selectors.waiting(user, policies.HIDE, S.DECIDED)
    unanswered = RecordHiding.objects.filter(record=OuterRef("pk"), state=HidingState.OPEN)
    by_others = unanswered.exclude(hider__in=accounts_behind(user))
    rows = rows.filter(Exists(by_others)).annotate(until=Subquery(unanswered.values("until")[:1]))
    kind = _("Emergency hiding to confirm")
    yield from _waiting(rows, kind, lambda row: clock.day_of(row.until))


def _to_answer(user: Any) -> Iterator[WorkItem]:
    rows = selectors.waiting(user, policies.ANSWER, S.RECTIFYING, S.NOTICED)
    due = rows.filter(state=S.RECTIFYING).exclude(reports__state=ReportState.FILED)
    yield from _lines(due, _("To rectify"))
    noticed = rows.filter(state=S.NOTICED).exclude(statement__state="filed")
    yield from _lines(noticed, _("Statement to hand in"), clocks=(steps.STATEMENT,))


def _waiting(rows: QuerySet[Record], kind: str, since: Any) -> Iterator[WorkItem]:
    return waiting(rows, kind, shown, since)


def _lines(
    rows: QuerySet[Record], kind: str, late: str = "", clocks: tuple[str, ...] = KINDS
) -> Iterator[WorkItem]:
    return lines(rows, kind, shown, clocks, late)


def shown(row: Record) -> Shown:
    """How a record stands on a work list."""
    url = reverse("records:record", args=[row.pk])
    return Shown(row.name_zh, url, localized(row.organisation, "name"), row.ref)
