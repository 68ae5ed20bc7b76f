"""What the public is shown of records: first display, later facts, and what publishing tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.publishing.models import Act
from credit_portal.publishing.registry import Published
from credit_portal.publishing.services import decide
from integrity_files import disclosures_records as disclosures
from integrity_files import selectors_records as selectors
from integrity_files.codes_records import RecordState
from integrity_files.models import Record
from integrity_files.services import record_steps as steps


def is_due(row: Record) -> bool:
    """Whether its display has a day to come: minor ones have none, old ones are over, and what
    is revoked or repaired is shown no more."""
    stands = row.state == RecordState.DECIDED and row.repaired_on is None
    return stands and row.last_day is not None and row.last_day >= clock.today()


def show(
    row: Record, *, proposer: Actor, approver: Actor | None, act: str = Act.PUBLISH, **more: Any
) -> None:
    """Decide what is shown of a determined record, until the end of its last day."""
    decide(
        kind=steps.KIND, source=row, organisation=row.organisation, proposer=proposer,
        approver=approver, act=act, document=disclosures.document(row), until=row.last_day, **more,
    )  # fmt: skip


def remove(
    row: Record, *, act: str, proposer: Actor, approver: Actor | None, basis: str, reason: str
) -> None:
    """Decide that it is shown no longer."""
    decide(
        kind=steps.KIND, source=row, organisation=row.organisation, proposer=proposer,
        approver=approver, act=act, basis=basis, reason=reason,
    )  # fmt: skip


def restate(
    row: Record, *, proposer: Actor, approver: Actor, act: str = Act.PUBLISH
) -> bool:  # fmt: skip
    """Say what is new of a record that is on display; answers whether it was."""
    if not is_due(row) or not selectors.is_displayed(row):
        return False
    show(row, proposer=proposer, approver=approver, act=act)
    return True


def remember(published: Sequence[Published]) -> None:
    """Keep the public references given at first publication."""
    for one in published:
        Record.objects.filter(pk=UUID(one.source_id)).update(ref=one.ref, rec=one.rec)
