"""Publishing what was decided: a whole batch in one transaction (design.md 1, security.md 3.1).

Versions, openings, displayed rows, ledger leaves, the outbox and the generation change together
or not at all; the signer signs the leaves a moment later. Work is claimed from PostgreSQL rows
only.
"""

import logging
import os
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import transaction

from credit_portal.common import clock, db, jobs
from credit_portal.common.ids import uuid7
from credit_portal.directory.models import Organisation
from credit_portal.ledger import services as ledger
from credit_portal.ledger.leaf import SALT_SIZE, Leaf, moment
from credit_portal.ledger.memory import RolledBack
from credit_portal.ledger.merkle import leaf_hash
from credit_portal.ledger.note import encode
from credit_portal.publishing import documents, references, registry, rows, store
from credit_portal.publishing.models.decision import REMOVING
from credit_portal.publishing.removals import ENDING
from credit_portal.publishing.services import codes
from credit_portal.publishing.services.expiry import expire_passed
from credit_portal.publishing.services.pace import Pace

logger = logging.getLogger(__name__)
MOST_STUCK = 5
REFRESH = "credit_portal.publishing.tasks.refresh_open_data"
Progress = Callable[[int], None]


class Pending(NamedTuple):
    """A decision as `store.pending` reads it."""

    id: UUID
    kind: str
    act: str
    source_type: str
    source_id: str
    rec: str
    document: str
    doc_sha: str
    agency: str
    organisation_id: UUID
    about_person: bool
    erase_previous: bool
    until: date | None
    basis: str
    number: int


@dataclass(slots=True)
class Version:
    """A decision on its way to being a version: what its leaf will say, and the leaf."""

    decision: Pending
    ref: str
    seq: int
    at: datetime
    published_at: datetime
    salt: bytes
    cm: bytes
    entry: bytes
    id: UUID = field(default_factory=uuid7)
    leaf_hash: bytes = b""
    index: int = -1

    @property
    def removes(self) -> bool:
        """Whether it ends the display."""
        return self.decision.act in REMOVING


class Head(NamedTuple):
    """The latest version of a record so far."""

    seq: int
    ref: str
    leaf_hash: bytes
    published_at: datetime


def publish_all(batch: int = 100, *, progress: Progress = lambda count: None) -> int:
    """Publish until nothing is left; answers how many decisions were done.

    Begins with `batch` at once and goes on with more where a backlog is long (`Pace`), which then
    does not pay for each hundred what a transaction costs.

    A record that cannot be published does not hold up the others: the halves of the batch are
    tried to find it, it is logged and passed over (invariant I01 then names it). When MOST_STUCK
    of them fail and nothing else succeeds, the fault is not theirs, and it is raised.
    """
    total, pace = 0, Pace(batch)
    stuck: list[str] = []
    while True:
        size, begun = pace.size, time.monotonic()
        try:
            done = publish_pending_batch(size, stuck)
        except RolledBack:  # the fault is no record's
            raise
        except Exception:
            tried = [Pending(*row).rec for row in store.pending(size, stuck)]
            if not tried or (len(stuck) >= MOST_STUCK and not total):
                raise
            if pace.failed(len(tried)):
                stuck.append(tried[0])
                logger.exception("record %s cannot be published", stuck[-1])
            continue
        if not done:
            return total
        total += done
        pace.done(done, time.monotonic() - begun)
        progress(total)


@transaction.atomic
def publish_pending_batch(limit: int = 100, skip: Sequence[str] = ()) -> int:
    """Publish up to `limit` decisions, oldest first, in this transaction; none of the records
    in `skip`. Fewer where their documents are long (`store.PENDING_BYTES`).

    1 take the lock (0 when another process publishes), 2 end what has passed its last day,
    3 read the outbox, 4 build versions and leaves, 5 append to the ledger, 6 write, 7 tell the
    owning apps. Answers how many decisions were done.
    """
    if not db.advisory_lock(store.LOCK):
        return 0
    expire_passed(limit)
    pending = [Pending(*row) for row in store.pending(limit, skip)]
    now = _publication_time()
    logged = codes.changed(now, publishing=bool(pending))
    if not (pending or logged):
        return 0
    versions = _build(pending, now)
    entries = [*(one.entry for one in logged), *(version.entry for version in versions)]
    indices = ledger.append(entries)
    codes.remember(logged, indices[: len(logged)], now)
    indices = indices[len(logged) :]
    for version, index in zip(versions, indices, strict=True):
        version.index = index
    _write(versions, now)
    _tell(versions)
    return len(versions)


def _publication_time() -> datetime:
    """Now to the second, never earlier than the previous leaf."""
    now = clock.now().replace(microsecond=0)
    last = store.latest_at()
    return max(now, last) if last else now


def _build(pending: list[Pending], now: datetime) -> list[Version]:
    """Versions in order of decision, each chained to the one before it of its record."""
    found = store.heads(list({row.rec for row in pending}))
    heads = {rec: Head(seq, ref, bytes(digest), first) for rec, seq, ref, digest, first in found}
    fresh = _references([row for row in pending if row.rec not in heads], now)
    versions = []
    for row in pending:
        version = _version(row, heads.get(row.rec), fresh.get(row.rec, ""), now)
        heads[row.rec] = Head(version.seq, version.ref, version.leaf_hash, version.published_at)
        versions.append(version)
    return versions


def _references(rows_: list[Pending], now: datetime) -> dict[str, str]:
    """A reference for each record that is new, numbers taken once per letter."""
    by_letter: dict[str, list[str]] = defaultdict(list)
    for row in rows_:
        by_letter[registry.kind_of(row.kind).letter].append(row.rec)
    found = {}
    year = now.astimezone(clock.TZ).year
    for letter, listed in by_letter.items():
        recs = list(dict.fromkeys(listed))
        first = store.take_numbers(letter, year, len(recs))
        for number, rec in enumerate(recs, first):
            found[rec] = references.make(letter, year, number)
    return found


def _version(row: Pending, head: Head | None, ref: str, now: datetime) -> Version:
    if documents.text_sha(row.document) != row.doc_sha:
        raise RuntimeError(f"decision {row.id}: the document is not the one that was approved")
    at = _day(now) if row.about_person else now
    salt = os.urandom(SALT_SIZE)
    cm = documents.commitment(salt, row.document)
    leaf = Leaf(
        rec=row.rec,
        seq=head.seq + 1 if head else 1,
        prev=encode(head.leaf_hash) if head else None,
        act=row.act,
        agency=row.agency,
        at=moment(at),
        basis=row.basis,
        until=row.until.isoformat() if row.until else None,
        cm=encode(cm),
    )
    entry = leaf.entry()
    return Version(
        decision=row,
        ref=head.ref if head else ref,
        seq=leaf.seq,
        at=at,
        published_at=head.published_at if head else at,
        salt=salt,
        cm=cm,
        entry=entry,
        leaf_hash=leaf_hash(entry),
    )


def _day(moment_: datetime) -> datetime:
    """A person is dated by the day, so that a small unit does not identify him."""
    return moment_.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _write(versions: list[Version], now: datetime) -> None:
    store.insert_disclosures(
        (
            v.id,
            v.decision.rec,
            v.seq,
            v.ref,
            v.decision.kind,
            v.decision.act,
            v.cm,
            v.leaf_hash,
            v.index,
            v.at,
            v.decision.until,
            v.decision.basis,
            v.decision.agency,
            v.decision.id,
        )
        for v in versions
    )
    store.insert_openings((v.id, v.decision.id, v.salt) for v in versions if not v.removes)
    last = {version.decision.rec: version for version in versions}
    shown = [version for version in last.values() if not version.removes]
    if shown:
        store.upsert_displayed(_displayed(shown))
    _remove(versions, last)
    done = store.finish([version.decision.number for version in versions], now)
    if done != len(versions):
        raise RuntimeError("a decision was published by somebody else at the same time")
    store.bump_generation(uuid4().hex, now)
    if any(version.decision.act in ENDING for version in versions):
        jobs.enqueue_on_commit(REFRESH)  # the door refuses the files from this commit on


def _displayed(versions: list[Version]) -> list[dict[str, Any]]:
    bodies = Organisation.objects.in_bulk({v.decision.organisation_id for v in versions})
    return [
        displayed_row(version, bodies[version.decision.organisation_id]) for version in versions
    ]


def displayed_row(version: Version, body: Organisation) -> dict[str, Any]:
    """All columns of the displayed row of a version but its document."""
    row = version.decision
    return {
        "rec": row.rec,
        "ref": version.ref,
        "disclosure_id": version.id,
        "kind": row.kind,
        "organisation_id": row.organisation_id,
        "published_at": version.published_at,
        "updated_at": version.at,
        "version": version.seq,
        "until": row.until,
        **rows.columns(
            registry.kind_of(row.kind),
            rows.parse(row.document),
            body,
            ref=version.ref,
            version=version.seq,
            published_at=version.published_at,
            updated_at=version.at,
        ),
    }


def _remove(versions: list[Version], last: dict[str, Version]) -> None:
    """Removals: a notice for each, nothing displayed, no earlier opening left."""
    removals = [version for version in versions if version.removes]
    if removals:
        store.insert_removals(
            (
                v.id,
                v.ref,
                v.decision.rec,
                v.decision.kind,
                v.at,
                v.decision.act,
                v.decision.basis,
                rows.parse(v.decision.document)["reason"],
                v.decision.id,
                v.salt,
            )
            for v in removals
        )
        store.end_display([v.decision.rec for v in last.values() if v.removes])
    erasing = [v for v in versions if v.removes or v.decision.erase_previous]
    if erasing:
        store.remove_openings((v.decision.rec, v.decision.id) for v in erasing)


def _tell(versions: list[Version]) -> None:
    """Owning apps learn the references of first publications, in this transaction."""
    told: dict[str, list[registry.Published]] = defaultdict(list)
    for version in versions:
        if version.seq == 1:
            row = version.decision
            told[row.kind].append(registry.Published(row.source_id, version.ref, row.rec))
    for kind, published in told.items():
        tell = registry.kind_of(kind).on_published
        if tell is not None:
            tell(published)
