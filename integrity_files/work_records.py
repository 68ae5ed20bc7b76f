"""Records that wait for somebody, as lines of his work list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common.i18n import localized
from credit_portal.workflow.registry import WorkItem
from integrity_files import policies_records as policies
from integrity_files import selectors_records as selectors
from integrity_files.codes_records import HidingState, ReportState
from integrity_files.codes_records import RecordState as S
from integrity_files.listing import Shown, lines
from integrity_files.models import Record
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
    yield from _lines(mine.filter(state=S.RECTIFYING), _("Rectification runs"))
    noticed = mine.filter(state=S.NOTICED)
    yield from _lines(noticed, _("Notice served, statement to consider"))
    yield from _lines(mine.filter(state=S.HEARD), _("Determination to propose"))


def _to_decide(user: Any) -> Iterator[WorkItem]:
    rows = selectors.waiting(user, policies.DECIDE, S.PROPOSED, S.DROPPING)
    yield from _lines(rows.filter(state=S.PROPOSED), _("Determination to decide"))
    yield from _lines(rows.filter(state=S.DROPPING), _("To confirm: not pursued"))


def _to_accept(user: Any) -> Iterator[WorkItem]:
    rows = selectors.waiting(user, policies.ACCEPT, *S.values).exclude(orderer=user)
    rows = rows.filter(reports__state=ReportState.FILED)
    yield from _lines(rows, _("Rectification to accept"))


def _to_confirm(user: Any) -> Iterator[WorkItem]:
    rows = selectors.waiting(user, policies.HIDE, S.DECIDED)
    rows = rows.filter(hidings__state=HidingState.OPEN).exclude(
        hidings__hider=user, hidings__state=HidingState.OPEN
    )
    yield from _lines(rows, _("Emergency hiding to confirm"))


def _to_answer(user: Any) -> Iterator[WorkItem]:
    rows = selectors.waiting(user, policies.ANSWER, S.RECTIFYING, S.NOTICED)
    due = rows.filter(state=S.RECTIFYING).exclude(reports__state=ReportState.FILED)
    yield from _lines(due, _("To rectify"))
    noticed = rows.filter(state=S.NOTICED).exclude(statement__state="filed")
    yield from _lines(noticed, _("Statement to hand in"))


def _lines(rows: QuerySet[Record], kind: str) -> Iterator[WorkItem]:
    return lines(rows, kind, _shown, KINDS)


def _shown(row: Record) -> Shown:
    url = reverse("records:record", args=[row.pk])
    return Shown(row.name_zh, url, localized(row.organisation, "name"), row.ref)
