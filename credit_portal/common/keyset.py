"""Keyset pages: the cursor names the last row seen, so depth costs nothing (performance.md 3)."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import Invalid

MAX_LIMIT = 100
#: (position or None, descending, most rows) -> rows strictly after the position, in order.
Fetch = Callable[[list[str] | None, bool, int], list[Any]]
#: Longest cursor that we make, with room to spare.
LONGEST = 1000


@dataclass(frozen=True)
class Page:
    """Rows of one page and the cursors of its neighbours (None at the ends)."""

    rows: list[Any]
    next: str | None
    previous: str | None


def encode(values: list[Any]) -> str:
    """Opaque text of a position."""
    text = json.dumps([str(value) for value in values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, width: int) -> list[str]:
    """Position of a cursor; raises Invalid (400) for anything we did not make."""
    try:
        if len(cursor) > LONGEST:
            raise ValueError
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != width:
            raise ValueError
        if not all(isinstance(value, str) and "\0" not in value for value in values):
            raise ValueError
        "".join(values).encode()  # half characters, which no column holds
    except (binascii.Error, ValueError):
        raise _not_ours() from None
    return values


def _not_ours() -> Invalid:
    return Invalid(
        "invalid_cursor", _("The page address is not valid."), field="cursor", status=400
    )


def _beyond(fields: Sequence[str], position: list[str], *, descending: bool) -> Q:
    """Rows strictly after `position` in the lexicographic order of `fields`.

    The first condition follows from the others; it lets an index begin at the position.
    """
    step = "lt" if descending else "gt"
    found = Q()
    for depth in range(len(fields)):
        same = Q(**dict(zip(fields[:depth], position[:depth], strict=True)))
        found |= same & Q(**{f"{fields[depth]}__{step}": position[depth]})
    return Q(**{f"{fields[0]}__{step}e": position[0]}) & found


def limit_of(text: str | None, default: int = 20, most: int = MAX_LIMIT) -> int:
    """Page size from a parameter, 1 to `most`; raises Invalid (400) otherwise."""
    if text is None:
        return default
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= most:
        sentence = _("The page size is a number from 1 to %(most)s.") % {"most": most}
        raise Invalid("invalid_limit", sentence, field="limit", status=400)
    return int(text)


def page(
    rows: QuerySet[Any],
    fields: Sequence[str],
    *,
    cursor: str = "",
    limit: int = 20,
    descending: bool = True,
) -> Page:
    """One page of a queryset in the order of `fields` (all one direction); see `window`."""

    def fetch(position: list[str] | None, falling: bool, most: int) -> list[Any]:
        found = rows
        if position:
            found = found.filter(_beyond(fields, position, descending=falling))
        return list(found.order_by(*(f"-{name}" if falling else name for name in fields))[:most])

    return window(fetch, fields, cursor=cursor, limit=limit, descending=descending)


def window(
    fetch: Fetch,
    fields: Sequence[str],
    *,
    cursor: str = "",
    limit: int = 20,
    descending: bool = True,
) -> Page:
    """One page of what `fetch` finds; a leading "-" in `cursor` goes back.

    Raises Invalid (400) for a cursor that is not ours, also when its values fit no column.
    """
    back = cursor.startswith("-")
    position = decode(cursor.removeprefix("-"), len(fields)) if cursor else None
    try:
        found = fetch(position, descending != back, limit + 1)
    except (ValueError, TypeError, ValidationError) as error:
        if position is None:
            raise
        raise _not_ours() from error  # a forged value fits no column
    more = len(found) > limit
    found = found[:limit]
    if back:
        found.reverse()
    return Page(found, *_neighbours(found, fields, back=back, more=more, moved=bool(position)))


def _neighbours(
    found: list[Any], fields: Sequence[str], *, back: bool, more: bool, moved: bool
) -> tuple[str | None, str | None]:
    if not found:
        return None, None
    first, last = (encode([_value(row, name) for name in fields]) for row in (found[0], found[-1]))
    following = last if (more or back) else None
    before = f"-{first}" if (more if back else moved) else None
    return following, before


def _value(row: Any, name: str) -> Any:
    value = row[name] if isinstance(row, dict) else getattr(row, name)
    return value.isoformat() if hasattr(value, "isoformat") else value
