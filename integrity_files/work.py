"""Leads that wait for a member of the credit office, as lines of his work list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common.i18n import localized
from credit_portal.workflow.registry import WorkItem
from integrity_files import policies
from integrity_files import selectors_leads as selectors
from integrity_files.codes import LeadState
from integrity_files.listing import Shown, lines
from integrity_files.models import Lead
from integrity_files.services.lead_steps import VERIFY


def items(user: Any) -> Iterator[WorkItem]:
    """To take, to verify, to go on with, to confirm."""
    if user.organisation_paths(policies.HANDLE):
        new = selectors.waiting(user, policies.HANDLE, LeadState.NEW)
        yield from _lines(new, _("Lead to take"))
        yield from _lines(selectors.mine(user), _("Lead to verify"))
        yield from _lines(selectors.to_order(user), _("Found true: order rectification"))
    if user.organisation_paths(policies.DECIDE):
        doubted = selectors.waiting(user, policies.DECIDE, LeadState.DOUBTED)
        yield from _lines(doubted.exclude(finder=user), _("Lead found untrue, to confirm"))


def _lines(rows: QuerySet[Lead], kind: str) -> Iterator[WorkItem]:
    return lines(rows, kind, _shown, (VERIFY,))


def _shown(row: Lead) -> Shown:
    url = reverse("leads:lead", args=[row.pk])
    return Shown(row.title_zh, url, localized(row.organisation, "name"))
