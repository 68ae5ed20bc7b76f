"""What a site says of its records, in pages: openings, what is on display, removals, changes.

Only shapes are checked here; `watch_records` compares with the log. Pure: part of the stand-alone
verifier (docs/ledger.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from .merkle import LogError
from .outside import Fetch

Row = dict[str, Any]
OPENINGS = "api/v1/openings/"
DISPLAYED = "api/v1/openings/displayed/"
CODES = "api/v1/openings/codes/"
REMOVALS = "api/v1/removals/"
CHANGES = "api/v1/changes/"
#: Leaves that one answer of DISPLAYED tells of: a bit for each, 8 KiB.
BLOCK = 1 << 16
PAGE = 200
#: The list of changes and of removals give up to a hundred rows at once.
SMALL_PAGE = 100
#: A list that never ends is no list: more pages than a log of 10 million removals would have.
MOST_PAGES = 100_000


class Unreadable(LogError):
    """The site answers, but not in the shape that is documented."""


def read_json(fetch: Fetch, path: str) -> Row:
    """Object at a path; Unreadable when it is none."""
    try:
        value = json.loads(fetch(path))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{path} is not JSON") from error
    if not isinstance(value, dict):
        raise Unreadable(f"{path} is not an object")
    return value


def rows_of(body: Row, path: str) -> list[Row]:
    """The rows of a page."""
    rows = body.get("results")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unreadable(f"{path} has no rows")
    return rows


def displayed(fetch: Fetch, block: int) -> int:
    """Bits of block `block`, as one number: bit i for leaf BLOCK * block + i."""
    data = fetch(f"{DISPLAYED}?block={block}")
    if len(data) > BLOCK // 8:
        raise Unreadable(f"{DISPLAYED} answers {len(data)} bytes")
    return int.from_bytes(data, "little")


def openings(fetch: Fetch, after: int) -> tuple[list[Row], int | None]:
    """Rows behind leaf `after` in order of leaves, and the leaf to go on from, None at the end."""
    path = f"{OPENINGS}?limit={PAGE}" + (f"&after={after}" if after >= 0 else "")
    return _page(fetch, path, "next_after", after)


def changes(fetch: Fetch, since: int) -> tuple[list[Row], int | None]:
    """Changes behind leaf `since`; the leaf to go on from, None when there were none."""
    path = f"{CHANGES}?limit={SMALL_PAGE}" + (f"&since={since}" if since >= 0 else "")
    rows, after = _page(fetch, path, "next_since", since)
    return rows, after if rows else None


def _page(fetch: Fetch, path: str, name: str, before: int) -> tuple[list[Row], int | None]:
    body = read_json(fetch, path)
    rows = rows_of(body, path)
    onward = body.get(name)
    if onward is not None and (type(onward) is not int or onward < before):
        raise Unreadable(f"{path} leads nowhere")
    if rows and onward == before:
        raise Unreadable(f"{path} does not move on")
    return rows, onward


def removals(fetch: Fetch, on_page: Callable[[int], None] = lambda _: None) -> Iterator[Row]:
    """All removals, page after page by the `next` address of each."""
    path = f"{REMOVALS}?limit={SMALL_PAGE}"
    for count in range(MOST_PAGES):
        body = read_json(fetch, path)
        yield from rows_of(body, path)
        on_page(count)
        onward = body.get("next")
        if onward is None:
            return
        query = _query(onward)
        if not query or path == f"{REMOVALS}?{query}":
            raise Unreadable(f"{path} leads nowhere")
        path = f"{REMOVALS}?{query}"
    raise Unreadable(f"{REMOVALS} does not end")


def _query(address: Any) -> str:
    """Query of an address; "" for what is none."""
    text = str(address)
    try:
        return urlsplit(text).query if text.isascii() and text.isprintable() else ""
    except ValueError:
        return ""


def codes(fetch: Fetch, table: str) -> list[Row]:
    """Rows of a table of codes."""
    path = f"{CODES}?table={table}"
    rows = read_json(fetch, path).get(table)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unreadable(f"{path} has no table")
    return rows
