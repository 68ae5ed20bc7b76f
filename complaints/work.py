"""Cases that wait for somebody, as lines of his work list; what bars him bars the lines too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints import policies, selectors
from complaints.codes import CaseState as S
from complaints.models import Case
from complaints.services import steps
from complaints.services.reporter import REVIEW
from credit_portal.accounts.scope import within
from credit_portal.common.i18n import localized
from credit_portal.workflow.registry import WorkItem
from integrity_files.listing import Shown, lines


def items(user: Any) -> Iterator[WorkItem]:
    """To examine, to dispatch, to sign for, to handle, to approve, to decide on, to review."""
    rows = selectors.visible_to(user)
    if policies.is_hotline(user):
        yield from _lines(rows.filter(state=S.RECEIVED), _("Complaint to examine"), steps.FIRST)
    if user.organisation_paths(policies.SUPERVISE):
        accepted = rows.filter(state=S.ACCEPTED, merged_into=None)
        yield from _lines(accepted, _("Complaint to dispatch"), steps.TOTAL)
        asked = rows.filter(motions__state="asked").distinct()
        yield from _lines(asked, _("Request for time to decide"), steps.HANDLING)
    yield from _of_body(user, rows)
    if user.organisation_paths(policies.REVIEW):
        yield from _lines(rows.filter(state=S.REVIEW), _("Complaint to review"), REVIEW)


def _of_body(user: Any, rows: QuerySet[Case]) -> Iterator[WorkItem]:
    if user.organisation_paths(policies.HANDLE):
        own = within(user, policies.HANDLE, "assignments__organisation")
        sent = rows.filter(own, assignments__state="sent", state=S.DISPATCHED).distinct()
        yield from _lines(sent, _("Complaint to sign for"), steps.SIGN)
        mine = rows.filter(assignments__handler=user, assignments__state="signed")
        yield from _lines(
            mine.filter(state=S.HANDLING).distinct(), _("Complaint to handle"), steps.HANDLING
        )
    if user.organisation_paths(policies.APPROVE):
        own = within(user, policies.APPROVE, "assignments__organisation")
        drafted = rows.filter(own, state=S.PROPOSED).exclude(replies__author=user)
        yield from _lines(drafted.distinct(), _("Reply to approve"), steps.HANDLING)


def _lines(rows: QuerySet[Case], kind: str, clock: str) -> Iterator[WorkItem]:
    return lines(rows, kind, _shown, (clock,))


def _shown(row: Case) -> Shown:
    url = reverse("complaint_desk:case", args=[row.pk])
    body = localized(row.accused, "name") if row.accused else row.accused_zh
    return Shown(row.number, url, body, row.number)
