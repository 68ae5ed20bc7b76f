"""The outbox of reporting: a sweep writes an item for each new version of a determined record.

A version is what the platform would be told: a change that alters no field makes no item.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict
from credit_portal.notices.services import notify
from credit_portal.workflow import moves
from integrity_files import machine_reporting as machine
from integrity_files import policies
from integrity_files import policies_reporting as reporting
from integrity_files import selectors_records as records
from integrity_files import selectors_reporting as selectors
from integrity_files.codes_reporting import ItemState
from integrity_files.models import Record, ReportItem, ReportWatch
from integrity_files.reporting import formats, mapping

SWEEP = 100
UNTAKEN = (ItemState.WAITING, ItemState.UNFIT, ItemState.REFUSED)


@transaction.atomic
def gather_reports(limit: int = SWEEP) -> int:
    """Look at records that have a new version, or whose display ended; answers how many."""
    found = selectors.unwatched().select_for_update(of=("self",), skip_locked=True)
    rows = list(found.select_related("organisation", "lead", "item")[:limit])
    office = selectors.office()
    for row in rows:
        _look(row, office)
    return len(rows)


def _look(row: Record, office: Any) -> ReportItem | None:
    """Write the item of what the record says now; None when nothing is new to be told."""
    today, hiding = clock.today(), records.hiding(row)
    payload = mapping.row_of(
        row, office=office, today=today, rectify_by=selectors.rectify_by(row),
        hidden_on=clock.day_of(hiding.hidden_at) if hiding is not None else None,
        was_hidden=row.hidings.exists(),
    )  # fmt: skip
    digest = mapping.digest_of(payload)
    watch = ReportWatch.objects.filter(pk=row.pk).first() or ReportWatch(record=row)
    is_new = watch.digest != digest
    watch.record_version, watch.digest = row.version, digest
    watch.is_expired = mapping.is_expired(row, today)
    watch.is_marked = selectors.objections_to(Value(row.pk)).exists()
    item = _item(row, payload, watch) if is_new else None
    watch.save()
    return item


def _item(row: Record, payload: dict[str, str], watch: ReportWatch) -> ReportItem | None:
    """The item of a new version in the place of those that were not taken."""
    for old in row.report_items.select_for_update().filter(state__in=UNTAKEN):
        move(old, "replace")
    sent = row.report_items.filter(state=ItemState.SENT).exists()
    if not mapping.act_for(payload, is_known=sent or selectors.is_known(row.pk)):
        return None
    watch.number += 1
    now, problems = clock.now(), formats.problems(payload)
    item = ReportItem.objects.create(
        record=row, number=watch.number, record_version=row.version, payload=payload,
        channel=mapping.channel_of(row), digest=watch.digest, problems=problems,
        state=ItemState.UNFIT if problems else ItemState.WAITING, created_at=now, updated_at=now,
    )  # fmt: skip
    if problems:
        tell_office(item)
    return item


def move(item: ReportItem, name: str) -> None:
    """Take a transition of the locked item."""
    moves.move(machine.ITEM, item, name, actor=SYSTEM)


def tell_office(item: ReportItem) -> None:
    """A record could not be reported: whoever mends it is told, once a version and refusal."""
    row = item.record
    told = [
        one
        for one in holders_of(reporting.PREPARE, row.organisation)
        if policies.bar(one, row.organisation) is None
    ]
    notify(
        recipients=told,
        template="report_refused",
        context={
            "title_zh": row.name_zh,
            "title_en": row.name_zh,
            "organisation_zh": row.organisation.name_zh,
            "organisation_en": row.organisation.name_en or row.organisation.name_zh,
            "url": "/staff/reporting/to-mend/",
        },
        dedupe_key=f"integrity_files.report:{item.pk}:{item.version}",
        organisation=row.organisation,
        target=row,
    )


@transaction.atomic
def report_again(*, actor: User, item_id: UUID) -> ReportItem:
    """Report a refused or unfit item anew, after record, body or office was mended.

    The record is mapped again: what changed makes a new version; what did not goes once more by
    the same key. Raises NotFound, NotAllowed, Conflict ("not_to_mend", "still_unfit").
    """
    seen = selectors.item(actor, item_id)
    policies.require(actor, reporting.PREPARE, seen.record.organisation)
    rows = Record.objects.select_related("organisation", "lead", "item")
    row = lock(rows, seen.record_id)
    item = lock(ReportItem, item_id)
    if item.state not in (ItemState.REFUSED, ItemState.UNFIT):
        raise Conflict("not_to_mend", _("This is not waiting to be mended any more."))
    made = _look(row, selectors.office())
    item.refresh_from_db()
    if made is None and item.state == ItemState.UNFIT:
        raise Conflict(
            "still_unfit", _("Nothing was mended: the row is the same as before and does not fit.")
        )
    if made is None and item.state == ItemState.REFUSED:
        move(item, "put_back")
    audit.record(
        "integrity_files.report_again", actor=actor, target=row, organisation=row.organisation,
        item=(made or item).key,
    )  # fmt: skip
    return made or item
