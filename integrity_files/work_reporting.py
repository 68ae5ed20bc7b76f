"""Batches to release and records to mend, as lines of a work list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common.i18n import localized
from credit_portal.workflow.registry import WorkItem
from integrity_files import policies_reporting as policies
from integrity_files import selectors_reporting as selectors

LIMIT = 20


def items(user: Any) -> Iterator[WorkItem]:
    """What the credit office has to do so that records reach the platform."""
    for batch in selectors.to_release(user)[:LIMIT]:
        yield WorkItem(
            title=_("Batch %(number)s") % {"number": batch.name},
            url=reverse("reporting:batch", args=[batch.pk]),
            kind=_("Batch to release"),
            due_on=None,
            provisional=False,
            overdue=False,
            organisation="",
            reference="",
        )
    if user.organisation_paths(policies.PREPARE):
        for item in selectors.to_mend(user)[:LIMIT]:
            yield WorkItem(
                title=item.record.name_zh,
                url=reverse("reporting:to-mend"),
                kind=_("Not taken by the platform, to mend"),
                due_on=None,
                provisional=False,
                overdue=False,
                organisation=localized(item.record.organisation, "name"),
                reference=item.record.ref,
            )
