"""Tables of codes in the public log: a `codes` leaf fixes each as it stood (security.md 1.4, S10).

The table of legal grounds is logged with the first publication and whenever it has changed; the
table of time limits whenever two people have changed it. A table's digest is the SHA-256 of its
rows in RFC 8785 form, so that anybody can compute it from what `/deadlines/` and the API show.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from credit_portal.ledger.leaf import build_system
from credit_portal.ledger.note import encode
from credit_portal.publishing import documents
from credit_portal.publishing.models import Basis, CodesLeaf
from credit_portal.workdays.models import DeadlineRule

BASIS_FIELDS = ("code", "name_zh", "name_en", "source_zh", "source_en")
RULE_FIELDS = (
    "code", "version", "unit", "count", "roll", "extendable_count", "extendable_unit",
    "extendable_times", "basis_zh", "basis_en", "source_url", "confidence", "effective_from",
    "effective_to", "entered_on", "closed_on",
)  # fmt: skip


@dataclass(frozen=True)
class Codes:
    """A table that has changed since it was logged last: its leaf and digest."""

    table: str
    entry: bytes
    digest: bytes


def changed(at: datetime, *, publishing: bool) -> list[Codes]:
    """Tables to be logged now. The legal grounds only together with a publication: before the
    first one nothing rests on them."""
    found = [_basis(at)] if publishing else []
    return [one for one in (*found, _rules(at)) if one is not None]


def remember(logged: Sequence[Codes], indices: Sequence[int], at: datetime) -> None:
    """Note at which leaves the tables stand."""
    for codes, index in zip(logged, indices, strict=True):
        CodesLeaf.objects.create(leaf_index=index, table=codes.table, sha256=codes.digest, at=at)


def _basis(at: datetime) -> Codes | None:
    rows = Basis.objects.order_by("code").values(*BASIS_FIELDS)
    return _codes("basis", [dict(row) for row in rows], at)


def _rules(at: datetime) -> Codes | None:
    """None as long as only the shipped versions are there: they stand in the source."""
    if not DeadlineRule.objects.filter(~Q(entered_on=None) | ~Q(closed_on=None)).exists():
        return None
    rows = DeadlineRule.objects.order_by("code", "version").values(*RULE_FIELDS)
    return _codes("rules", [_plain(row) for row in rows], at)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Dates as text, as JSON has them."""
    plain = (str, int, bool, type(None))
    return {key: value if isinstance(value, plain) else str(value) for key, value in row.items()}


def _codes(table: str, rows: list[dict[str, Any]], at: datetime) -> Codes | None:
    digest = hashlib.sha256(documents.canonical({table: rows}).encode()).digest()
    last = CodesLeaf.objects.filter(table=table).order_by("-leaf_index").first()
    if last is not None and bytes(last.sha256) == digest:
        return None
    return Codes(table, build_system("codes", at=at, table=table, sha256=encode(digest)), digest)
