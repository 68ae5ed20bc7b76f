"""What monitors read in bulk: openings in order of leaves, what is on display as bits, the grounds.

Everything comes from the tables as they are, never from a cache: a row that somebody removed or
altered behind the application's back has to be missing, or different, here too (security.md 1.6).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

import orjson

from credit_portal.common import asking, clock
from credit_portal.ledger.note import encode
from credit_portal.ledger.watch_site import BLOCK
from credit_portal.publishing.models import Basis
from credit_portal.publishing.rows import moment
from credit_portal.publishing.services.codes import BASIS_FIELDS

PUBLIC = "public_read"
#: Versions whose text is open, of records on display; and each displayed row, opening or not.
OPENINGS = """
select v.leaf_index, v.ref, v.rec, v.seq, o.salt, o.document, s.disclosure_id = v.id,
       s.document, s.kind, s.title_zh, s.title_en, s.sector, s.outcome, s.category,
       s.division_code, s.organisation_slug, s.organisation_name_zh, s.organisation_name_en,
       s.due_on, s.published_at, s.updated_at, s.version, s.until, s.row,
       s.severity, s.inherited_from,
       array(select b.slug from directory_organisation b where b.id = s.organisation_id
             union select f.slug from directory_formeraddress f
                    where f.organisation_id = s.organisation_id)
  from publishing_disclosure v
  join publishing_displayed s on s.rec = v.rec and (s.until is null or s.until >= %s)
  left join publishing_opening o on o.disclosure_id = v.id
 where v.leaf_index > %s and (o.disclosure_id is not null or s.disclosure_id = v.id)
 order by v.leaf_index limit %s"""
DISPLAYED = """
select v.leaf_index
  from publishing_disclosure v join publishing_displayed s on s.disclosure_id = v.id
 where v.leaf_index >= %s and v.leaf_index < %s and (s.until is null or s.until >= %s)"""


class Stored(NamedTuple):
    """A row of OPENINGS."""

    leaf_index: int
    ref: str
    rec: str
    seq: int
    salt: bytes | None
    document: str | None
    is_current: bool
    shown: str
    kind: str
    title_zh: str
    title_en: str
    sector: str
    outcome: str
    category: str
    division_code: str
    organisation_slug: str
    organisation_name_zh: str
    organisation_name_en: str
    due_on: date | None
    published_at: datetime
    updated_at: datetime
    version: int
    until: date | None
    row: str
    severity: str
    inherited_from: str
    filed_under: list[str]


PLAIN = ("kind", "title_zh", "title_en", "sector", "outcome", "category", "division_code",
         "due_on", "version", "until", "severity", "inherited_from", "filed_under")  # fmt: skip
#: Texts of one page together, in bytes: half of what a verifier takes at most.
PAGE_BYTES = 8 << 20


def page(after: int, limit: int) -> dict[str, Any]:
    """Up to `limit` openings behind leaf `after` (-1: from the first), in order of leaves; fewer
    when their texts are long, one at least.

    `next_after` is the leaf to go on from, None at the end. Of a displayed version `document` is
    the text on display; `opening_document` is there only if the opening holds another one, which
    never happens lawfully.
    """
    rows = [Stored(*row) for row in asking.rows(OPENINGS, [clock.today(), after, limit + 1])]
    told = _fitting(rows[:limit])
    onward = told[-1].leaf_index if len(told) < len(rows) else None
    return {"next_after": onward, "results": [_told(row) for row in told]}


def _fitting(rows: list[Stored]) -> list[Stored]:
    """The first rows, as many as stay within PAGE_BYTES; one at least."""
    room = PAGE_BYTES
    for count, row in enumerate(rows):
        texts = (row.document, row.shown, row.row) if row.is_current else (row.document,)
        room -= sum(len(text.encode()) for text in dict.fromkeys(texts) if text)
        if room < 0 and count:
            return rows[:count]
    return rows


def displayed(block: int) -> bytes:
    """Which of the leaves from BLOCK * block on are the version on display of a record, today.

    Bit i (of byte i // 8, lowest first) is leaf BLOCK * block + i; zero bytes at the end are cut.
    """
    first = BLOCK * block
    data = bytearray(BLOCK // 8)
    for (index,) in asking.rows(DISPLAYED, [first, first + BLOCK, clock.today()]):
        data[(index - first) >> 3] |= 1 << ((index - first) & 7)
    return bytes(data).rstrip(b"\0")


def bases() -> dict[str, list[dict[str, Any]]]:
    """The table of legal grounds, as the digest of its `codes` leaf is made of it."""
    rows = Basis.objects.using(PUBLIC).order_by("code").values(*BASIS_FIELDS)
    return {"basis": [dict(row) for row in rows]}


def _told(row: Stored) -> dict[str, Any]:
    told: dict[str, Any] = {
        "ref": row.ref,
        "rec": row.rec,
        "seq": row.seq,
        "index": row.leaf_index,
        "salt": None if row.salt is None else encode(bytes(row.salt)),
        "document": _json(row.shown if row.is_current else row.document),
        "displayed": _columns(row) if row.is_current else None,
    }
    if row.is_current and row.document is not None and row.document != row.shown:
        told["opening_document"] = _json(row.document)
    return told


def _columns(row: Stored) -> dict[str, Any]:
    """The displayed row as tables hold it, and `row` as lists show it."""
    return {
        **{name: getattr(row, name) for name in PLAIN},
        "organisation": {
            "slug": row.organisation_slug,
            "name_zh": row.organisation_name_zh,
            "name_en": row.organisation_name_en,
        },
        "published_at": moment(row.published_at),
        "updated_at": moment(row.updated_at),
        "row": _json(row.row),
    }


def _json(text: str | None) -> Any:
    return None if text is None else orjson.Fragment(text)
