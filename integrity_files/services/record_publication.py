"""What the public is shown of records: first display, later facts, and what publishing tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.publishing import marks
from credit_portal.publishing.models import Act, Removal
from credit_portal.publishing.registry import Published
from credit_portal.publishing.services import decide, restate_part
from integrity_files import disclosures_records as disclosures
from integrity_files import selectors_records as selectors
from integrity_files.codes_records import RecordState
from integrity_files.models import Objection, Record, Tip
from integrity_files.services import record_steps as steps


def is_due(row: Record) -> bool:
    """Whether its display has a day to come: minor ones have none, old ones are over, and what
    is revoked or repaired is shown no more."""
    stands = row.state == RecordState.DECIDED and row.repaired_on is None
    return stands and row.last_day is not None and row.last_day >= clock.today()


def show(
    row: Record, *, proposer: Actor, approver: Actor | None, act: str = Act.PUBLISH, **more: Any
) -> None:
    """Decide what is shown of a determined record, until the end of its last day; a body may have
    objected to it before it was ever shown, so its first version bears the mark too."""
    decide(
        kind=steps.KIND, source=row, organisation=row.organisation, proposer=proposer,
        approver=approver, act=act, until=row.last_day,
        document=marks.marked(disclosures.document(row), selectors.mark(row)), **more,
    )  # fmt: skip


def remove(
    row: Record, *, act: str, proposer: Actor, approver: Actor | None, basis: str, reason: str
) -> None:
    """Decide that it is shown no longer; what must not be shown at all is not kept in copies."""
    decide(
        kind=steps.KIND, source=row, organisation=row.organisation, proposer=proposer,
        approver=approver, act=act, basis=basis, reason=reason,
    )  # fmt: skip
    if reason == Removal.Reason.PERSONAL_DATA:
        forget_titles(row)


def forget_titles(row: Record) -> None:
    """Erase the title of the record that objections and tips keep; its number stays. Called where
    the record is revoked, or hidden for the sake of personal data."""
    copies = Objection.objects.filter(
        source_type=row._meta.label_lower, source_id=str(row.pk)
    ).exclude(ref="")
    copies.update(title_zh="", title_en="")
    if row.rec:
        Tip.objects.filter(rec=row.rec).update(title_zh="", title_en="")


def restate(
    row: Record, *, proposer: Actor, approver: Actor, act: str = Act.PUBLISH
) -> bool:  # fmt: skip
    """Say what is new of a record that is on display; answers whether it was."""
    if not is_due(row) or not selectors.is_published(row):
        return False
    show(row, proposer=proposer, approver=approver, act=act)
    return True


def remember(published: Sequence[Published]) -> None:
    """Keep the public references given at first publication, also with what was objected before."""
    label = Record._meta.label_lower
    for one in published:
        Record.objects.filter(pk=UUID(one.source_id)).update(ref=one.ref, rec=one.rec)
        before = Objection.objects.filter(source_type=label, source_id=one.source_id, ref="")
        before.update(ref=one.ref, rec=one.rec)


def take_back_repair(row: Record) -> None:
    """An application for repair that the public page tells was withdrawn: the page tells it no
    longer. Nobody decides that; nothing else of the page changes."""
    restate_part(
        source_type=row._meta.label_lower, source_id=str(row.pk), name="repair",
        value=disclosures.document(row)["repair"],
    )  # fmt: skip
