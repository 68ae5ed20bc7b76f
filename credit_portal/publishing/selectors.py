"""Every public read of records: one rule of visibility for pages, feeds, API and downloads.

All of it goes through the alias `public_read`. A record is on display until the end of its last
day, by the query itself (design.md 2.7); nothing here depends on a job having run.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from credit_portal.common import clock
from credit_portal.common.errors import NotFound
from credit_portal.directory.models import Organisation
from credit_portal.ledger import selectors as ledger
from credit_portal.ledger.note import encode
from credit_portal.publishing import documents, registry, rows
from credit_portal.publishing.documents import Document
from credit_portal.publishing.models import (
    Act,
    Decision,
    Disclosure,
    Displayed,
    Generation,
    Opening,
    Removal,
)
from credit_portal.publishing.models.decision import REMOVING

PUBLIC = "public_read"
#: What lists of versions read: all that the public role may.
_VERSION = (
    "id",
    "rec",
    "seq",
    "ref",
    "kind",
    "act",
    "cm",
    "leaf_hash",
    "leaf_index",
    "at",
    "until",
    "basis",
    "agency",
)
#: The due day may still move (style rule 12); as the canonical text of a list row has it.
PROVISIONAL = Q(row__contains='"due_provisional":true')


@dataclass(frozen=True)
class Change:
    """One step of the change feed; `removed_at` is set when the record is no longer displayed.

    `until` is the last day of display: whoever keeps a copy drops the record after it without
    waiting for a further step.
    """

    cursor: int
    ref: str
    act: str
    at: datetime
    version: int
    until: date | None
    removed_at: datetime | None


@dataclass(frozen=True)
class RecordProof:
    """What a stranger needs to check a version without us (design.md 3)."""

    ref: str
    version: int
    index: int
    salt: bytes
    document: str
    leaf_hash: bytes
    entry: bytes
    path: tuple[bytes, ...]
    checkpoint: str

    def as_json(self) -> dict[str, Any]:
        """The answer of the proof door; binary parts in base64."""
        return {
            "ref": self.ref,
            "version": self.version,
            "index": self.index,
            "salt": encode(self.salt),
            "doc": self.document,
            "leaf": self.entry.decode(),
            "leaf_hash": encode(self.leaf_hash),
            "path": [encode(step) for step in self.path],
            "checkpoint": self.checkpoint,
        }


def on_display(today: date | None = None) -> Q:
    """The condition of display on a day (today when not given)."""
    return Q(until__isnull=True) | Q(until__gte=today or clock.today())


def published(
    kind: str | None = None, organisation: Organisation | UUID | None = None
) -> QuerySet[Displayed]:
    """What is on display now, newest first, optionally of one kind and one body."""
    found = Displayed.objects.using(PUBLIC).filter(on_display())
    if kind is not None:
        found = found.filter(kind=kind)
    if organisation is not None:
        key = organisation.pk if isinstance(organisation, Organisation) else organisation
        found = found.filter(organisation_id=key)
    return found.order_by("-published_at", "-ref")


def lookup(ref: str) -> Displayed | Removal | None:
    """The record on display under a reference, its removal, or None when it was never public.

    A display that ended by date answers a Removal even before the job has erased it; a written one
    has its entry in the ledger, counted from 1, as `entry`.
    """
    shown = Displayed.objects.using(PUBLIC).filter(ref=ref).first()
    if shown is not None:
        if shown.until is not None and shown.until < clock.today():
            return _ended(shown, shown.until)
        return shown
    return (
        Removal.objects.using(PUBLIC)
        .filter(ref=ref)
        .select_related("basis")
        .annotate(entry=F("disclosure__leaf_index") + 1)  # as people count
        .order_by("-removed_at", "-disclosure_id")
        .first()
    )


def _ended(shown: Displayed, last_day: date) -> Removal:
    """The removal that the job is about to write."""
    return Removal(
        disclosure_id=shown.disclosure_id,
        ref=shown.ref,
        rec=shown.rec,
        kind=shown.kind,
        removed_at=end_of(last_day),
        act=Act.EXPIRE,
        basis_id="E01",
        reason=Removal.Reason.PERIOD_ENDED,
    )


def end_of(day: date) -> datetime:
    """The moment at which a last day of display ends."""
    return datetime.combine(day + timedelta(days=1), time(), clock.TZ)


def versions(rec: str) -> list[Disclosure]:
    """All versions of a record, oldest first, with basis; `opening` where one is left.

    A version without opening has no `opening` attribute (RelatedObjectDoesNotExist).
    """
    return list(
        Disclosure.objects.using(PUBLIC)
        .only(*_VERSION, "basis__name_zh", "basis__name_en", "opening__document", "opening__salt")
        .select_related("basis", "opening")
        .filter(rec=rec)
        .order_by("seq")
    )


def version_at(leaf_index: int) -> Disclosure | None:
    """The version whose leaf stands at a place of the ledger; None for a system entry."""
    rows = Disclosure.objects.using(PUBLIC).only(*_VERSION)
    return rows.filter(leaf_index=leaf_index).first()


def removals() -> QuerySet[Removal]:
    """The public account of ended displays, newest first."""
    return Removal.objects.using(PUBLIC).select_related("basis").order_by("-removed_at", "-ref")


def generation() -> int:
    """Number of commits that changed what is displayed: the validator of every cache."""
    return _generation().value


def validator(stamp: str | None = None) -> str:
    """Generation and day as a cache validator: what is displayed can also end at midnight."""
    return f"{stamp or _generation().stamp}-{clock.today():%Y%m%d}"


def _generation() -> Generation:
    return Generation.objects.using(PUBLIC).get(pk=1)


def changes_since(cursor: int = -1, limit: int = 100) -> list[Change]:
    """The latest step of each record whose leaf stands behind `cursor`, in ledger order.

    A removed record is told by its removal only. Pass the last `cursor` back for more.
    """
    today = clock.today()
    later = Disclosure.objects.using(PUBLIC).filter(rec=OuterRef("rec"), seq__gt=OuterRef("seq"))
    found = (
        Disclosure.objects.using(PUBLIC)
        .only(*_VERSION)
        .filter(~Exists(later), leaf_index__gt=cursor)
        .order_by("leaf_index")[:limit]
    )
    return [_change(version, today) for version in found]


def _change(version: Disclosure, today: date) -> Change:
    act, removed_at = version.act, version.at if version.act in REMOVING else None
    if removed_at is None and version.until and version.until < today:
        act, removed_at = Act.EXPIRE.value, end_of(version.until)
    return Change(
        version.leaf_index, version.ref, act, version.at, version.seq, version.until, removed_at
    )


def proof_of(ref: str, version: int | None = None) -> RecordProof:
    """Proof of the displayed version of a record, or of an earlier one still open.

    Raises NotFound when the record, or that version's opening, is not on display.
    """
    shown = published().filter(ref=ref).only("rec", "version").first()
    wanted = version or (shown.version if shown else 0)
    opening = (
        Opening.objects.using(PUBLIC)
        .select_related("disclosure")
        .only("document", "salt", *(f"disclosure__{name}" for name in _VERSION))
        .filter(disclosure__rec=shown.rec, disclosure__seq=wanted)
        .first()
        if shown
        else None
    )
    if opening is None:
        raise NotFound("no_proof", _("There is no such version on public display."))
    disclosure = opening.disclosure
    found = ledger.proof(disclosure.leaf_index)
    return RecordProof(
        ref=ref,
        version=disclosure.seq,
        index=found.index,
        salt=bytes(opening.salt),
        document=documents.canonical(opening.document),
        leaf_hash=found.leaf_hash,
        entry=ledger.entry(disclosure.leaf_index),
        path=found.path,
        checkpoint=found.checkpoint,
    )


def preview(kind: str, document: Document, rec: str | None = None) -> dict[str, Any]:
    """What the public will see, beside what it sees now (None when nothing is displayed).

    `changed` lists the top-level keys that differ. Raises ValueError for a document that
    cannot be published.
    """
    documents.check(document)
    found = rows.summary(registry.kind_of(kind), document)
    shown = Displayed.objects.using(PUBLIC).filter(rec=rec).first() if rec else None
    current: Document | None = shown.document if shown else None
    keys = sorted({*document, *(current or {})})
    return {
        "kind": kind,
        "document": document,
        "summary": {name: found[name] for name in (*rows.TEXTS, "due_on")},
        "doc_sha": documents.document_sha(document),
        "ref": shown.ref if shown else None,
        "current": current,
        "changed": [key for key in keys if document.get(key) != (current or {}).get(key)],
    }


# -- for the owning apps -------------------------------------------------------------------------


def pending_count() -> int:
    """Decisions that still wait for publication; by the application role."""
    return Decision.objects.filter(done_at=None).count()
