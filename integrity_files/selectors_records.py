"""Every read of records. The credit office sees those about bodies it stands outside of; a body
sees its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.outside import GOVERNMENT_KINDS
from credit_portal.accounts.scope import within, within_any
from credit_portal.common import clock
from credit_portal.common.db import lock
from credit_portal.common.errors import NotFound
from credit_portal.directory.models import Organisation
from credit_portal.publishing import decided, references
from credit_portal.publishing.documents import Document
from credit_portal.publishing.marks import mark_of
from credit_portal.publishing.models import Decision
from credit_portal.publishing.models.decision import REMOVING
from integrity_files import policies_records as policies
from integrity_files.codes_records import HidingState, MotionState, RecordState, Shown
from integrity_files.models import Lead, Record, RecordHiding, RecordMotion
from integrity_files.selectors_leads import paths_above

PRECEDENTS, FEW_BODIES = 8, 50
CONFIRMED = HidingState.CONFIRMED
#: What was determined is told to the body in these.
TOLD = (RecordState.DECIDED, RecordState.REVOKED)


def visible_to(user: Any) -> QuerySet[Record]:
    """Records that the user works on for the credit office, or that are about his body."""
    seen = _office(user) | within(user, policies.ANSWER)
    rows = Record.objects.filter(seen).select_related("organisation", "lead")
    return rows.order_by("-created_at", "-id")


def _office(user: Any) -> Q:
    """Of bodies that he serves and stands outside of (design.md 2.6)."""
    own = getattr(user, "organisation", None)
    if own is None:
        return Q(pk__in=[])
    above = [path for path in paths_above(own.path) if path]
    barred = Q(organisation__path__in=above) & ~Q(organisation__kind__in=sorted(GOVERNMENT_KINDS))
    return within_any(user, policies.OFFICE) & ~barred & ~Q(organisation=own.pk)


def visible_ids(user: Any, ids: Iterable[str]) -> set[str]:
    """Of these records those that the user may see."""
    return {
        str(key) for key in visible_to(user).filter(pk__in=list(ids)).values_list("pk", flat=True)
    }


def record(user: Any, record_id: UUID | str) -> Record:
    """One visible record with its story. Raises NotFound."""
    rows = visible_to(user).select_related(
        "orderer", "server", "hearer", "proposer", "decider", "item", "rule_set", "paper_file",
        "statement__writer", "lead__paper_file",
    )  # fmt: skip
    parts = ("events", "files__file", "files__adder", "reports__filer", "reports__accepter",
             "leniencies", "hidings", "corrections", "motions__proposer",
             "motions__decider")  # fmt: skip
    found = rows.prefetch_related(*parts).filter(pk=record_id).first()
    if found is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return found


def filtered(user: Any, asked: dict[str, str]) -> QuerySet[Record]:
    """Visible records narrowed by state, category, domain, severity and words of a name, with what
    was decided last on their display (`last_act`).

    By severity and document nobody finds what is only proposed, but for the credit office.
    """
    decisions = Decision.objects.filter(
        source_type=Record._meta.label_lower, source_id=Cast(OuterRef("pk"), CharField())
    )
    last = decisions.order_by("-number").values("act")[:1]
    rows = visible_to(user).annotate(last_act=Subquery(last))
    if (bodies := _own_bodies(user)) is not None:
        rows = rows.filter(organisation__in=bodies)
    for name, lookup in (("state", "state"), ("category", "lead__category"),
                         ("domain", "domain")):  # fmt: skip
        if asked.get(name):
            rows = rows.filter(**{lookup: asked[name]})
    told = Q(state__in=TOLD) | (_office(user) if bodies is None else Q(pk__in=[]))
    if asked.get("severity"):
        rows = rows.filter(told, severity=asked["severity"])
    if words := asked.get("q", "").strip():
        rows = rows.filter(
            Q(title_zh__icontains=words) | Q(lead__title_zh__icontains=words)
            | Q(organisation__name_zh__icontains=words) | Q(ref__iexact=words)
            | (told & Q(paper_number__icontains=words))
        )  # fmt: skip
    return rows


def _own_bodies(user: Any) -> list[UUID] | None:
    """Keys of the few bodies of somebody who is not of the credit office; None for others.

    Said beside the paths, so that the planner knows how many records these very bodies have.
    """
    if any(user.organisation_paths(verb) for verb in policies.OFFICE):
        return None
    rows = Organisation.objects.filter(within(user, policies.ANSWER, ""))
    found = list(rows.values_list("pk", flat=True)[: FEW_BODIES + 1])
    return found if len(found) <= FEW_BODIES else None


def waiting(user: Any, verb: str, *states: str) -> QuerySet[Record]:
    """Records in these states over whose body the user holds the verb, the oldest first."""
    rows = visible_to(user).filter(within(user, verb), state__in=states)
    return rows.order_by("created_at", "id")


def precedents(row: Record) -> list[Record]:
    """Determined records of the same category, the latest first: like cases are treated alike."""
    rows = Record.objects.filter(state=RecordState.DECIDED, lead__category=row.lead.category)
    rows = rows.exclude(pk=row.pk).select_related("organisation").prefetch_related("leniencies")
    return list(rows.order_by("-decided_on", "-id")[:PRECEDENTS])


def by_source(source_id: str) -> Record:
    """The record that publishing knows by this id. Raises NotFound."""
    found = Record.objects.select_related("organisation", "lead").filter(pk=source_id).first()
    if found is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return found


def last_decision(row: Record) -> Decision | None:
    """What was decided last on its display; None when it never was to be shown."""
    return decided.last_of(*_source(row))


def _source(row: Record) -> tuple[str, str]:
    return row._meta.label_lower, str(row.pk)


def is_published(row: Record) -> bool:
    """Whether its last decision shows it, though its last day may have passed."""
    return decided.is_published(*_source(row))


def is_seen(row: Record) -> bool:
    """Whether it is on display today."""
    return decided.is_seen(*_source(row))


def is_hidden_under(ref: str) -> bool:
    """Whether the record of a public reference is hidden now."""
    found = Record.objects.filter(ref=references.normalise(ref.strip()[:40])).exclude(ref="")
    return any(hiding(row) is not None for row in found.prefetch_related("hidings")[:1])


def hiding(row: Record) -> RecordHiding | None:
    """The hiding that keeps it from the public now, None when none does."""
    rows = [one for one in row.hidings.all() if one.state in (HidingState.OPEN, CONFIRMED)]
    return rows[-1] if rows else None


def shown(row: Record) -> str:
    """What has become of its display, a code of `Shown`; "" before the determination."""
    if row.state != RecordState.DECIDED:
        return Shown.REVOKED if row.state == RecordState.REVOKED else ""
    if row.repaired_on is not None:
        return Shown.REPAIRED
    if row.last_day is None:
        return Shown.NOT_SHOWN
    if row.last_day < clock.today():
        return Shown.EXPIRED if row.corrected_on else Shown.UNCORRECTED
    return _standing(row)


def _standing(row: Record) -> str:
    """Within its days of display: what was decided last, once it is published."""
    if hiding(row) is not None:
        return Shown.HIDDEN
    if _last_act(row) in REMOVING:
        return Shown.WITHDRAWN
    return Shown.SHOWN if row.ref else Shown.WAITING


def _last_act(row: Record) -> str | None:
    """What was decided last on its display; lists fetch it along (`filtered`)."""
    if hasattr(row, "last_act"):
        return str(row.last_act)
    last = last_decision(row)
    return last.act if last is not None else None


def locked(source_id: str) -> Record:
    """The record that publishing knows by this id, locked. Raises NotFound."""
    return lock(Record.objects.select_related("organisation", "lead"), source_id)


def of_lead(lead: Lead) -> Record | None:
    """The record that grew out of a lead; None when rectification was not ordered."""
    return Record.objects.filter(lead=lead).first()


def mark(row: Record) -> Document | None:
    """The mark of objections that a record bears now; None for none."""
    return mark_of(row._meta.label_lower, str(row.pk))


def objected_on(row: Record) -> date | None:
    """Since when a record is under objection; None when it is not."""
    found = mark(row)
    return date.fromisoformat(found["since"]) if found else None


def open_motion(row: Record) -> RecordMotion | None:
    """What the office proposed on a determined record and nobody decided yet."""
    return next((one for one in row.motions.all() if one.state == MotionState.PROPOSED), None)
