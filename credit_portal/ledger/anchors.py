"""The hourly root of the audit trail: a private Merkle tree whose root the public log states.

Events get their place here, inside the anchoring transaction: all that are committed and have
none yet, in the order of their keys. So places have no gaps, and an event that commits late is
not lost but stands in the next hour. The entries of this tree are never public.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from credit_portal.audit.canonical import FIELDS, leaf_of
from credit_portal.audit.models import AuditAnchor, AuditEvent, AuditPosition, AuditTree
from credit_portal.common import bulk, clock, db
from credit_portal.common.errors import Conflict

from . import leaf
from .merkle import EMPTY_ROOT, HASH_SIZE, Frontier, LogError, edge_tiles
from .note import encode
from .services import append

LOG = "audit"
BATCH = 5000
LONGEST = "600s"


@transaction.atomic
def anchor_audit() -> AuditAnchor | None:
    """State the root over all events so far in the public log; None when this hour has its
    anchor, or there is no event at all.

    Safe to run at any time and by several processes. After an outage one anchor covers what
    happened meanwhile. Raises Conflict `audit_tree_broken` when the stored edge of the tree is
    not what was anchored last, `ledger_broken` as `ledger.services.append`.
    """
    state = db.lock(AuditTree, 1)
    now = clock.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    last = AuditAnchor.objects.order_by("-hour").first()
    if last is not None and last.hour >= hour:
        return None
    tree = _tree(state, last)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('statement_timeout', %s, true)", [LONGEST])
    for batch in _batches(_unplaced()):
        _place(tree, batch)
    if tree.size == 0:
        return None
    _keep(state, tree)
    entry = leaf.build_system("anchor", at=now, log=LOG, root=encode(tree.root()), size=tree.size)
    return AuditAnchor.objects.create(
        hour=hour,
        size=tree.size,
        root=tree.root(),
        leaf_index=append([entry])[0],
        at=now,
        ran_at=datetime.now(UTC),
    )


def _tree(state: AuditTree, last: AuditAnchor | None) -> Frontier:
    """The right edge of the tree, proven to be what the last anchor stated."""
    try:
        tree = Frontier(state.size, split_edges(state.size, bytes(state.edges)))
    except LogError as error:
        raise _broken() from error
    size, root = (last.size, bytes(last.root)) if last else (0, EMPTY_ROOT)
    if (tree.size, tree.root()) != (size, root):
        raise _broken()
    return tree


def _broken() -> Conflict:
    return Conflict(
        "audit_tree_broken",
        "The stored tree of the audit trail is not the one that was anchored last.",
    )


def split_edges(size: int, data: bytes) -> list[bytes]:
    """The tiles of the right edge from their concatenation; `LogError` for another length."""
    edges, at = [], 0
    for tile in edge_tiles(size):
        length = tile.width * HASH_SIZE
        edges.append(data[at : at + length])
        at += length
    if at != len(data):
        raise LogError(f"the edge is not that of a tree of {size} leaves")
    return edges


def _unplaced() -> Iterator[tuple[Any, ...]]:
    """Committed events without a place, in the order of their keys, as columns of FIELDS. Those of
    which only the day is kept wait until it is over: the hour of their place would tell more."""
    placed = AuditPosition.objects.filter(event_id=OuterRef("pk"))
    rows = AuditEvent.objects.filter(~Exists(placed), at__lte=clock.now()).order_by("id")
    return rows.values_list(*FIELDS).iterator(chunk_size=BATCH)


def _batches(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _place(tree: Frontier, batch: list[tuple[Any, ...]]) -> None:
    hashes = [leaf_of(row) for row in batch]
    places = range(tree.size, tree.size + len(batch))
    bulk.copy_in(
        AuditPosition._meta.db_table,
        ("idx", "event_id", "leaf_hash"),
        [(idx, row[0], hashed) for idx, row, hashed in zip(places, batch, hashes, strict=True)],
    )
    tree.extend(hashes)


def _keep(state: AuditTree, tree: Frontier) -> None:
    state.size = tree.size
    state.edges = b"".join(data for _tile, data in tree.edges())
    state.save(update_fields=["size", "edges"])
