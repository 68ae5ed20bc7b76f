"""Recompute the private tree of the audit trail from its events, and name every row that was
altered, removed or put in afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef

from credit_portal.audit.canonical import FIELDS, leaf_of, reason_digest
from credit_portal.audit.models import (
    AuditAnchor,
    AuditEvent,
    AuditPosition,
    AuditReason,
    AuditTree,
)

from .anchors import LOG
from .leaf import parse_system
from .merkle import EMPTY_ROOT, Frontier, LogError
from .models import LedgerEntry
from .note import encode

CHUNK = 4096
MAX_FAULTS = 100
#: The longest that a row may commit after its key was made.
LONGEST_ACT = timedelta(hours=1)


AT = FIELDS.index("at")


@dataclass(frozen=True, slots=True)
class Placed:
    """A place with its leaf hash, and the columns of its event (None when that is gone)."""

    idx: int
    key: UUID
    stored: bytes
    values: tuple[Any, ...] | None


@dataclass(slots=True)
class AuditReport:
    """What was read, and the faults found (the first hundred)."""

    events: int = 0
    anchors: int = 0
    uncovered: int = 0
    erased_reasons: int = 0
    root: bytes = EMPTY_ROOT
    faults: list[str] = field(default_factory=list)

    def fault(self, text: str) -> None:
        """Note a fault; the list stays readable."""
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(text)


def check_audit(
    *, using: str = "default", progress: Callable[[int], None] = lambda _: None
) -> AuditReport:
    """Recompute everything; call inside one snapshot.

    1. Places are dense from 0, each with its event, whose columns hash to the leaf.
    2. At every anchor the root is that of the tree, and the public log has a leaf that says so;
       no anchor in the log is without its row. 3. No event was put in behind an anchor.
    4. The words of a reason are those that were given; erased ones are counted.
    """
    check = _Check(using, progress)
    check.places()
    check.anchors_in_log()
    check.outside()
    check.reasons()
    return check.report


def written_at(key: UUID) -> datetime:
    """The machine's moment in a key of version 7."""
    return datetime.fromtimestamp((key.int >> 80) / 1000, UTC)


class _Check:
    def __init__(self, using: str, progress: Callable[[int], None]) -> None:
        self.using = using
        self.progress = progress
        self.report = AuditReport()
        self.tree = Frontier()
        self.pending: list[bytes] = []
        self.anchors = list(AuditAnchor.objects.using(using).order_by("hour"))
        self.open = iter(self.anchors)
        self.target = next(self.open, None)
        self.before: datetime | None = None

    # -- 1. and 2.: the tree ---------------------------------------------------------------------
    def places(self) -> None:
        """Every place in order, the roots alongside."""
        self._anchors_at(0)
        for row in self._rows():
            self._check_row(row)
            self.pending.append(row.stored)
            size = self.tree.size + len(self.pending)
            if self.target is not None and self.target.size <= size:
                self._grow()
                self._anchors_at(size)
            elif len(self.pending) == CHUNK:
                self._grow()
        self._grow()
        self.report.root = self.tree.root()
        while self.target is not None:
            self.report.fault(f"anchor of {self.target.hour:%Y-%m-%d %H} h: places are missing")
            self.target = next(self.open, None)
        self._check_state()

    def _rows(self) -> Iterator[Placed]:
        places = AuditPosition.objects.using(self.using).order_by("idx")
        rows = places.values_list("idx", "event_id", "leaf_hash").iterator(chunk_size=CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            keys = [key for _idx, key, _hash in chunk]
            events = AuditEvent.objects.using(self.using).filter(pk__in=keys)
            found = {values[0]: values for values in events.values_list(*FIELDS)}
            for idx, key, stored in chunk:
                yield Placed(idx, key, bytes(stored), found.get(key))

    def _check_row(self, row: Placed) -> None:
        which = f"event {row.key} at place {row.idx}"
        if row.idx != self.report.events:
            self.report.fault(f"places {self.report.events} to {row.idx - 1} were removed")
            self.report.events = row.idx
        self.report.events += 1
        if row.values is None:
            self.report.fault(f"{which} was removed")
            return
        if leaf_of(row.values) != row.stored:
            self.report.fault(f"{which} was altered")
        self._check_time(row.key, row.values[AT], which)

    def _check_time(self, key: UUID, at: datetime, which: str) -> None:
        """A row put in later stands in an hour that its own key does not know."""
        made = written_at(key)
        if self.before is not None and made < self.before - LONGEST_ACT:
            self.report.fault(f"{which} was put in later than it says")
        elif not settings.CLOCK_ROW and abs(at - made) > LONGEST_ACT:
            self.report.fault(f"{which} bears another time than its key")

    def _grow(self) -> None:
        self.tree.extend(self.pending)
        self.pending = []
        self.progress(self.tree.size)

    def _anchors_at(self, size: int) -> None:
        """Check every anchor that states this size; an hour without events repeats the last."""
        while self.target is not None and self.target.size <= size:
            anchor = self.target
            self.report.anchors += 1
            if (anchor.size, bytes(anchor.root)) != (self.tree.size, self.tree.root()):
                self.report.fault(f"anchor of {anchor.hour:%Y-%m-%d %H} h: not the root")
            self.before = anchor.ran_at
            self.target = next(self.open, None)

    def _check_state(self) -> None:
        state = AuditTree.objects.using(self.using).filter(pk=1).first()
        if state is None or state.size != self.tree.size:
            self.report.fault("the state does not say the number of places")
        if self.anchors and self.anchors[-1].size != self.tree.size:
            self.report.fault("places stand behind the last anchor")

    def anchors_in_log(self) -> None:
        """The anchors of the public log are these, in this order."""
        said = {anchor.leaf_index: (anchor.size, bytes(anchor.root)) for anchor in self.anchors}
        rows = LedgerEntry.objects.using(self.using).order_by("idx").only("idx", "entry")
        for row in rows.iterator(chunk_size=CHUNK):
            if b'"act":"anchor"' not in row.entry[:20]:
                continue
            try:
                value = parse_system(row.entry)
            except LogError as error:
                self.report.fault(f"entry {row.idx}: {error}")
                continue
            if value["log"] != LOG:
                continue
            size, root = said.pop(row.idx, (None, b""))
            if (value["size"], value["root"]) != (size, encode(root)):
                self.report.fault(f"anchor in entry {row.idx} of the log: not what is stored")
        for index in sorted(said):
            self.report.fault(f"anchor in entry {index} of the log: no such entry")

    # -- 3. and 4.: what stands beside the tree --------------------------------------------------
    def outside(self) -> None:
        """Events without a place wait for the next hour; older ones were put in."""
        placed = AuditPosition.objects.filter(event_id=OuterRef("pk"))
        rows = AuditEvent.objects.using(self.using).filter(~Exists(placed)).values_list("id", "at")
        for key, at in rows.order_by("id").iterator(chunk_size=CHUNK):
            self.report.uncovered += 1
            self._check_time(key, at, f"event {key}")

    def reasons(self) -> None:
        """Words of reasons against the digest in their event."""
        rows = AuditReason.objects.using(self.using).values_list(
            "event_id", "event__reason_digest", "text", "salt"
        )
        kept = 0
        for key, stored, text, salt in rows.iterator(chunk_size=CHUNK):
            kept += 1
            if stored is None or reason_digest(bytes(salt), text) != bytes(stored):
                self.report.fault(f"the reason of event {key} was put in or reworded")
        events = AuditEvent.objects.using(self.using).filter(reason_digest__isnull=False)
        self.report.erased_reasons = events.count() - kept
