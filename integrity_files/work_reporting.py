"""Batches to release and records to mend, as lines of a work list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common.i18n import localized
from credit_portal.workflow.registry import WorkItem
from integrity_files import policies_reporting as policies
from integrity_files import selectors_reporting as selectors
from integrity_files.codes_reporting import ReportState
from integrity_files.listing import Shown, lines
from integrity_files.models import ReportBatch, ReportItem


def items(user: Any) -> Iterator[WorkItem]:
    """What the credit office has to do so that records reach the platform."""
    yield from _batches(selectors.to_release(user), _("Batch to release"))
    yield from _batches(selectors.to_put_back(user), _("Batch to put back: a record in it is gone"))
    yield from _batches(selectors.to_answer(user), _("Batch released, answer to enter"))
    stopped = selectors.to_answer(user, ReportState.STOPPED)
    yield from _batches(stopped, _("Batch stopped, ask the platform and enter its answer"))
    if user.organisation_paths(policies.PREPARE):
        yield from lines(selectors.to_mend(user), _("Not taken by the platform, to mend"), _to_mend)


def _batches(rows: QuerySet[ReportBatch], kind: str) -> Iterator[WorkItem]:
    return lines(rows, kind, _batch)


def _batch(row: ReportBatch) -> Shown:
    title = _("Batch %(number)s") % {"number": row.name}
    return Shown(title, reverse("reporting:batch", args=[row.pk]), "")


def _to_mend(row: ReportItem) -> Shown:
    record = row.record
    body = localized(record.organisation, "name")
    return Shown(record.name_zh, reverse("reporting:to-mend"), body, record.ref)
