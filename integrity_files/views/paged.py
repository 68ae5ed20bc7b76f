"""Lists of staff pages in keyset pages: as quick with 50,000 rows as with five, however deep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from credit_portal.common import keyset


@dataclass(frozen=True)
class Page:
    """Rows of one page and the addresses of its neighbours ("" where there is none)."""

    rows: list[Any]
    next_url: str
    previous_url: str


def keyset_page(request: HttpRequest, rows: QuerySet[Any], order: Sequence[str], size: int) -> Page:
    """The page that `?cursor=` leads to, the latest first; other parameters of the address stay.

    Raises Invalid (400) for a cursor that is not ours.
    """
    found = keyset.page(rows, order, cursor=request.GET.get("cursor", ""), limit=size)
    return Page(found.rows, _address(request, found.next), _address(request, found.previous))


def _address(request: HttpRequest, cursor: str | None) -> str:
    if cursor is None:
        return ""
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"?{query.urlencode()}"
