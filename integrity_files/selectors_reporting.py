"""Every read of what is reported upward. A batch is seen by whoever may see one of its bodies;
of its lines he sees those of his bodies."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import CharField, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.scope import within
from credit_portal.accounts.sides import accounts_behind
from credit_portal.common import clock
from credit_portal.common.errors import NotFound
from credit_portal.directory.models import Organisation
from credit_portal.workflow.models import Deadline
from integrity_files import policies_reporting as policies
from integrity_files.codes_objections import MARKED
from integrity_files.codes_records import HidingState, RecordState
from integrity_files.codes_reporting import TAKEN, Answer, ItemState, ReportAct, ReportState
from integrity_files.models import (
    Objection,
    Record,
    RecordCorrection,
    RecordHiding,
    ReportBatch,
    ReportItem,
    ReportLine,
)

BODY = "record__organisation"
RECTIFY = "integrity_files.record_rectify"
DETERMINED = (RecordState.DECIDED, RecordState.REVOKED)


def unwatched() -> QuerySet[Record]:
    """Determined records whose newest version was not looked at, or whose display ended, or whose
    mark of an objection came or went since.

    Chosen by stored condition: safe twice, safe late. Demonstration data are never reported
    outside of a demonstration.
    """
    new = Q(report_watch=None) | ~Q(report_watch__record_version=F("version"))
    ended = Q(last_day__lt=clock.today(), report_watch__is_expired=False)
    marked = ~Q(report_watch__is_marked=F("under_objection"))
    rows = Record.objects.annotate(under_objection=Exists(objections_to(OuterRef("pk"))))
    rows = rows.filter(new | ended | marked, state__in=DETERMINED)
    if not settings.DEMO:
        rows = rows.filter(is_demo=False)
    return rows.order_by("pk")


def objections_to(record_id: Any) -> QuerySet[Objection]:
    """Objections by which a record is marked now; by its key, or an outer query's."""
    return Objection.objects.filter(
        source_type=Record._meta.label_lower,
        source_id=Cast(record_id, CharField()),
        state__in=MARKED,
    )


def office() -> Organisation | None:
    """The body that determines, by PUBLISHING_OFFICE_CODE."""
    return Organisation.objects.filter(code=settings.PUBLISHING_OFFICE_CODE).first()


def rectify_by(row: Record) -> Any:
    """The last day to rectify; None when none ran."""
    rows = Deadline.objects.filter(kind=RECTIFY, case_type=row._meta.label_lower, case_id=row.pk)
    return rows.order_by("-created_at", "-id").values_list("due_on", flat=True).first()


def is_known(record_id: UUID) -> bool:
    """Whether the platform has some version of the record."""
    return ReportLine.objects.filter(item__record=record_id, answer__in=TAKEN).exists()


def is_withdrawn(record_id: UUID) -> bool:
    """Whether what the platform took last of the record is its withdrawal."""
    taken = ReportLine.objects.filter(item__record=record_id, answer__in=TAKEN)
    last = taken.order_by("-batch__serial").values_list("act", flat=True).first()
    return last == ReportAct.WITHDRAW


def items(user: Any) -> QuerySet[ReportItem]:
    """Items of bodies over which he may see them, the newest first."""
    rows = ReportItem.objects.filter(within(user, policies.SEE, BODY))
    return rows.select_related("record__organisation").order_by("-created_at", "-id")


def item(user: Any, item_id: UUID) -> ReportItem:
    """One visible item. Raises NotFound."""
    found: ReportItem = _found(items(user).filter(pk=item_id).first())
    return found


def to_mend(user: Any) -> QuerySet[Any]:
    """Items that were refused or do not fit, with what was said last."""
    rows = items(user).filter(state__in=[ItemState.REFUSED, ItemState.UNFIT])
    refusals = ReportLine.objects.filter(answer=Answer.REFUSED).order_by("-id")
    return rows.prefetch_related(Prefetch("lines", refusals, to_attr="refusals"))


def waiting(user: Any) -> list[dict[str, Any]]:
    """How many items wait in each channel."""
    rows = items(user).filter(state=ItemState.WAITING).order_by()
    counted = rows.values("channel").annotate(count=Count("pk")).order_by("channel")
    return [dict(one) for one in counted]


def batches(user: Any) -> QuerySet[ReportBatch]:
    """Batches in which he may see something, the newest first, with their counts."""
    seen = ReportLine.objects.filter(within(user, policies.SEE, "item__record__organisation"))
    rows = ReportBatch.objects.filter(pk__in=seen.values("batch_id"))
    return rows.annotate(
        taken=Count("lines", filter=Q(lines__answer__in=TAKEN)),
        refused=Count("lines", filter=Q(lines__answer=Answer.REFUSED)),
    ).order_by("-serial")


def batch(user: Any, batch_id: UUID) -> ReportBatch:
    """One visible batch with the lines that he may see. Raises NotFound."""
    rows = batches(user).select_related("maker", "releaser")
    found: ReportBatch = _found(rows.prefetch_related("tries").filter(pk=batch_id).first())
    return found


def lines(row: ReportBatch, user: Any = None) -> list[ReportLine]:
    """Lines of a batch in their order with items and bodies; only what `user` may see."""
    found = row.lines.select_related("item__record__organisation").order_by("position")
    if user is not None:
        found = found.filter(within(user, policies.SEE, "item__record__organisation"))
    return list(found)


def hidden(record: Any) -> QuerySet[RecordHiding]:
    """Hidings by which a record is not shown now; by its key, or an outer query's."""
    states = [HidingState.OPEN, HidingState.CONFIRMED]
    return RecordHiding.objects.filter(record=record, state__in=states)


def gone_since(row: ReportBatch) -> list[ReportLine]:
    """Lines of a batch that would report what is no longer in force: revoked, repaired, hidden,
    hidden and corrected since, or its display over; a withdrawal says so itself."""
    found = _gone(row.lines.all())
    return list(found.select_related("item__record").order_by("position"))


def _gone(lines: QuerySet[ReportLine]) -> QuerySet[ReportLine]:
    over = Q(item__record__state=RecordState.REVOKED) | Q(item__record__repaired_on__isnull=False)
    over |= Q(item__record__last_day__lt=clock.today())
    over |= Q(Exists(hidden(OuterRef("item__record"))))
    was_hidden = RecordHiding.objects.filter(
        record=OuterRef("item__record"), hidden_at__gte=OuterRef("item__created_at")
    )
    corrected = RecordCorrection.objects.filter(
        record=OuterRef("item__record"), record_version__gt=OuterRef("item__record_version")
    )
    over |= Q(Exists(was_hidden)) & Q(Exists(corrected))
    return lines.filter(over).exclude(act=ReportAct.WITHDRAW)


def to_release(user: Any) -> QuerySet[ReportBatch]:
    """Prepared batches that somebody of another side made, all of whose bodies he covers."""
    rows = _to_act(user, policies.RELEASE, ReportState.PREPARED)
    return rows.exclude(maker__in=accounts_behind(user))


def to_answer(user: Any, state: str = ReportState.RELEASED) -> QuerySet[ReportBatch]:
    """Batches released by file, or stopped, whose answer is to be entered, all of whose bodies he
    covers."""
    return _to_act(user, policies.PREPARE, state)


def outdated() -> QuerySet[ReportBatch]:
    """Batches on their way by the service in which a record is gone that nobody answered yet."""
    gone = _gone(ReportLine.objects.filter(batch=OuterRef("pk"), answer=""))
    return ReportBatch.objects.filter(Exists(gone), state=ReportState.SENDING).order_by("serial")


def to_put_back(user: Any) -> QuerySet[ReportBatch]:
    """Prepared batches that cannot be released any more, since a record in them is gone."""
    gone = _gone(ReportLine.objects.filter(batch=OuterRef("pk")))
    return _to_act(user, policies.PREPARE, ReportState.PREPARED).filter(Exists(gone))


def _to_act(user: Any, verb: str, state: str) -> QuerySet[ReportBatch]:
    if not user.organisation_paths(verb):
        return ReportBatch.objects.none()
    outside = ReportLine.objects.filter(batch=OuterRef("pk")).exclude(
        within(user, verb, "item__record__organisation")
    )
    return batches(user).filter(~Exists(outside), state=state)


def told_of(record: Record) -> list[ReportLine]:
    """When a record was reported and what was answered, the newest first."""
    rows = ReportLine.objects.filter(item__record=record).exclude(answer=Answer.DROPPED)
    return list(rows.select_related("batch", "item").order_by("-batch__serial"))


def _found(row: Any) -> Any:
    if row is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return row
