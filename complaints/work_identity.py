"""Requests to see who reported, and cases left without a handler, as lines of a work list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints import policies, selectors
from complaints import selectors_identity as identity
from complaints.codes import CaseState, UnsealState
from complaints.models import Case, UnsealRequest
from complaints.work import body_of
from credit_portal.accounts.scope import within
from credit_portal.common.i18n import localized
from credit_portal.workflow.registry import WorkItem
from integrity_files.listing import Shown, lines


def items(user: Any) -> Iterator[WorkItem]:
    """To decide on, to open within its minutes, to take over."""
    if user.organisation_paths(policies.CONFIRM_UNSEAL):
        yield from lines(identity.waiting_for(user), _("Request to see who reported"), _request)
    if user.organisation_paths(policies.ASK_UNSEAL):
        rows = identity.visible_to(user).filter(asker=user, state=UnsealState.CONFIRMED)
        ready = rows.filter(pk__in=[one.pk for one in rows if not identity.is_over(one)])
        yield from lines(ready, _("It may be seen who reported"), _request)
    if user.organisation_paths(policies.HANDLE):
        own = within(user, policies.HANDLE, "assignments__organisation")
        left = {"assignments__state": "signed", "assignments__handler": None}
        cases = selectors.visible_to(user).filter(own, state=CaseState.HANDLING, **left)
        yield from lines(cases.distinct(), _("Complaint to take over"), _case)


def _request(row: UnsealRequest) -> Shown:
    url = reverse("unsealing:request", args=[row.pk])
    return Shown(row.case.number, url, localized(row.asker_unit, "name"), row.case.number)


def _case(row: Case) -> Shown:
    body = body_of(row)
    return Shown(row.number, reverse("relations:case", args=[row.pk]), body, row.number)
