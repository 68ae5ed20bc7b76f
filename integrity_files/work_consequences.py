"""Consequences that wait for somebody, as lines of his work list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common.i18n import localized
from credit_portal.workflow.registry import WorkItem
from integrity_files import policies_consequences as policies
from integrity_files import selectors_consequences as selectors
from integrity_files.codes_consequences import ConsequenceState as S
from integrity_files.listing import Shown, lines
from integrity_files.models import Consequence
from integrity_files.services import consequence_steps as steps


def items(user: Any) -> Iterator[WorkItem]:
    """What the credit office and the owners of duties have to do."""
    for verb, state, barred, kind in (
        (policies.CONFIRM, S.ORDERED, Q(orderer=user), _("Consequence to confirm")),
        (policies.ACCEPT, S.REPORTED, Q(orderer=user) | Q(reporter=user),
         _("Proof to accept")),
        (policies.CARRY, S.RUNNING, Q(pk__in=[]), _("Consequence to carry out")),
    ):  # fmt: skip
        if user.organisation_paths(verb):
            rows = selectors.waiting(user, verb, state).exclude(barred)
            yield from lines(rows, kind, _shown, (steps.DUTY,))


def _shown(row: Consequence) -> Shown:
    title = f"{row.get_kind_display()} · {row.record.name_zh}"
    url = reverse("consequences:consequence", args=[row.pk])
    return Shown(title, url, localized(row.owner, "name"), row.record.ref)
