"""Every read of objections and tips, and what public record they are about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.outside import GOVERNMENT_KINDS
from credit_portal.accounts.scope import within, within_any
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, NotFound
from credit_portal.common.templatetags._dates import long_date
from credit_portal.directory.models import Organisation
from credit_portal.publishing import references
from credit_portal.publishing import selectors as publishing
from credit_portal.publishing.documents import Document
from credit_portal.publishing.models import Decision, Displayed
from integrity_files import codes_objections as codes
from integrity_files import parties
from integrity_files import policies_objections as policies
from integrity_files.models import (
    Objection,
    ObjectionEvent,
    ObjectionNote,
    ObjectionParty,
    Tip,
)
from integrity_files.parties import Party

__all__ = ["Party"]
NOT_THERE = _("There is no such entry, or it is not yours to see.")


@dataclass(frozen=True)
class Target:
    """The public record that is objected to."""

    ref: str
    rec: str
    kind: str
    source_type: str
    source_id: str
    title_zh: str
    title_en: str
    organisation: Organisation


GONE = _(
    "This record has not been on public display since %(day)s, so nothing of it can be "
    "objected to. If somebody else still shows it, send a correction tip."
)


def target(ref: str, *, gone: Any = GONE) -> Target:
    """The record on display under a reference. Raises NotFound ("record_unknown"), Conflict
    ("record_gone") with the sentence `gone` and the day since which it is no longer on display."""
    number = references.normalise(ref.strip()[:40])
    found = publishing.lookup(number)
    if found is None:
        raise NotFound(
            "record_unknown",
            _("There is no public record with this number. Check it on the page of the record."),
            field="record",
        )
    if not isinstance(found, Displayed):
        day = long_date(clock.day_of(found.removed_at), with_weekday=False)
        raise Conflict("record_gone", gone % {"day": day}, field="record")
    last = Decision.objects.filter(rec=found.rec).defer("document").order_by("-number").first()
    if last is None:
        raise NotFound("record_unknown", NOT_THERE, field="record")
    return Target(
        found.ref, found.rec, found.kind, last.source_type, last.source_id,
        found.title_zh[:300], found.title_en[:300], last.organisation,
    )  # fmt: skip


def tip_target(ref: str) -> tuple[str, str, str, str, Organisation]:
    """(ref, rec, title_zh, title_en, body) of a record that is or was public. Raises NotFound."""
    try:
        found = target(ref)
    except Conflict:
        number = references.normalise(ref.strip()[:40])
        last = Decision.objects.filter(disclosure__ref=number).defer("document").first()
        if last is None:
            raise
        return number, last.rec, "", "", last.organisation
    return found.ref, found.rec, found.title_zh, found.title_en, found.organisation


def mark(source_type: str, source_id: str) -> Document | None:
    """The mark that a record bears now: since when, and how many objections are open."""
    rows = Objection.objects.filter(
        source_type=source_type, source_id=source_id, state__in=codes.MARKED
    )
    found = rows.aggregate(since=Min("accepted_on"), open=Count("pk"))
    if not found["open"]:
        return None
    return {"since": found["since"].isoformat(), "open": found["open"]}


def _outside(user: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those about bodies that the user stands outside of."""
    own = getattr(user, "organisation", None)
    if own is None:
        return rows.none()
    steps = own.path.strip("/").split("/")
    above = ["/" + "/".join(steps[: n + 1]) + "/" for n in range(len(steps))]
    inside = Organisation.objects.filter(path__in=above).exclude(kind__in=sorted(GOVERNMENT_KINDS))
    return rows.exclude(organisation=own).exclude(organisation__in=inside)


def visible_to(user: Any) -> QuerySet[Objection]:
    """The credit office sees all about bodies it serves, a body those that its desk filed."""
    rows = Objection.objects.all()
    office = _outside(user, rows.filter(within_any(user, policies.OFFICE)))
    own = Q(objector=codes.Objector.BODY) & within(user, policies.OBJECT)
    rows = rows.filter(Q(pk__in=office.order_by().values("pk")) | own)
    return rows.select_related("organisation", "filer", "earlier").order_by("-filed_on", "id")


def objection(user: Any, objection_id: UUID | str) -> Objection:
    """One visible objection with its story. Raises NotFound."""
    people = ("acceptor", "handler", "proposer", "decider", "appeal_proposer", "appeal_decider")
    rows = visible_to(user).select_related(*people).prefetch_related(*_story())
    found = rows.filter(pk=objection_id).first()
    if found is None:
        raise NotFound("not_found", NOT_THERE)
    return found


def _story() -> list[Any]:
    return [
        Prefetch("events", ObjectionEvent.objects.order_by("id")),
        Prefetch("notes", ObjectionNote.objects.select_related("file")),
    ]


def tips_visible_to(user: Any) -> QuerySet[Tip]:
    """Tips about bodies that the credit office serves, the oldest first."""
    rows = _outside(user, Tip.objects.filter(within_any(user, policies.OFFICE)))
    return rows.select_related("organisation", "file", "answerer").order_by("filed_on", "id")


def tip_ids(user: Any, ids: Any) -> set[str]:
    """Which of these tips the user sees now, for notices about them and for calendars."""
    rows = tips_visible_to(user).filter(pk__in=ids).order_by().values_list("pk", flat=True)
    return {str(pk) for pk in rows}


def tip(user: Any, tip_id: UUID | str) -> Tip:
    """One visible tip. Raises NotFound."""
    found: Tip | None = tips_visible_to(user).filter(pk=tip_id).first()
    if found is None:
        raise NotFound("not_found", NOT_THERE)
    return found


def by_receipt(digest: bytes) -> Objection | None:
    """The objection under a receipt, with its story; None when there is none."""
    rows = Objection.objects.select_related("organisation", "earlier", "proposer", "decider")
    return rows.prefetch_related(*_story()).filter(receipt_digest=digest).first()


def tip_by_receipt(digest: bytes) -> Tip | None:
    """The tip under a receipt; None when there is none."""
    return Tip.objects.filter(receipt_digest=digest).first()


def waiting(user: Any, verb: str, *states: str) -> QuerySet[Objection]:
    """Objections in these states over whose body the user holds the verb, the oldest first."""
    rows = visible_to(user).filter(within(user, verb), state__in=states)
    return rows.order_by("filed_on", "id")


def earlier_decisions(row: Objection) -> QuerySet[Objection]:
    """Decided objections to the same record on the same ground, the newest first."""
    about = {"source_type": row.source_type, "source_id": row.source_id, "ground": row.ground}
    rows = Objection.objects.filter(state__in=codes.SETTLED, **about)
    return rows.exclude(pk=row.pk).order_by("-decided_on", "id")


def citable(row: Objection) -> QuerySet[Objection]:
    """Of the earlier decisions those that may answer a repetition: none whose appeal is open."""
    return earlier_decisions(row).filter(state__in=codes.CITABLE)


def of_desk(found: Target) -> QuerySet[Objection]:
    """What the body's desk objected to the record so far, on whatever ground."""
    about = {"source_type": found.source_type, "source_id": found.source_id}
    return Objection.objects.filter(objector=codes.Objector.BODY, **about)


def own_records(user: Any) -> QuerySet[Displayed]:
    """Records on display of bodies for which the user may object, the newest first."""
    bodies = Organisation.objects.filter(within(user, policies.OBJECT, ""))
    return publishing.published().filter(
        organisation_id__in=list(bodies.values_list("pk", flat=True))
    )


def party_of(row: Objection) -> Party | None:
    """Who objected, in clear; None for a body's desk and once it has been erased."""
    found = ObjectionParty.objects.filter(pk=row.pk).first()
    if found is None:
        return None
    return parties.in_clear(row, found)


def contact_of_tip(row: Tip) -> tuple[str, str]:
    """(e-mail, mobile) of whoever sent a tip, in clear."""
    return (
        parties.opened(row, "email", row.email_sealed),
        parties.opened(row, "mobile", row.mobile_sealed),
    )


def masked(row: Objection) -> Party | None:
    """Who objected, as pages show it."""
    found = party_of(row)
    return parties.masked(found) if found is not None else None


def may_appeal(row: Objection, today: dt.date) -> bool:
    """Whether the objector may still appeal."""
    return (
        row.state == codes.ObjectionState.DECIDED
        and row.appeal_until is not None
        and today <= row.appeal_until
    )


def visible_ids(user: Any, ids: Any) -> set[str]:
    """Which of these objections the user sees now, for notices about them."""
    rows = visible_to(user).filter(pk__in=ids).order_by().values_list("pk", flat=True)
    return {str(pk) for pk in rows}
