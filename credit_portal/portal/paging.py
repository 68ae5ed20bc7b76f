"""Pages of records with the addresses of their neighbours."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from credit_portal.publishing import search
from credit_portal.publishing.models import Displayed

SIZE = 20
#: Orders of a list: the column that leads, and whether the latest comes first.
ORDERS = {
    "": ("published_at", True),
    "due": ("due_on", False),
    "old": ("published_at", False),
    "changed": ("updated_at", True),
    "ends": ("until", False),
}
#: What a row of a list shows; whole models with deferred columns cost several times as much.
COLUMNS = (
    "rec", "ref", "kind", "organisation_name_zh", "organisation_name_en", "title_zh", "title_en",
    "sector", "outcome", "category", "severity", "due_on", "published_at", "updated_at", "until",
    "row",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """Rows of one page, each with COLUMNS as attributes, and the addresses of its neighbours (""
    where there is none)."""

    rows: list[Any]
    next_url: str
    previous_url: str


def paginate(
    rows: "QuerySet[Displayed]",
    cursor: str,
    address: Callable[[str], str],
    *,
    question: search.Question = search.Question(),  # noqa: B008 - frozen
    order: str = "",
) -> Page:
    """The page of what answers that a cursor leads to, by `order`: a key of ORDERS.

    A row has its document unless that was deferred. Raises Invalid (400) for a cursor that is
    not ours.
    """
    field, falling = ORDERS[order]
    left_out, _rest = rows.query.deferred_loading
    columns = COLUMNS if "document" in left_out else (*COLUMNS, "document")
    shown: QuerySet[Any] = rows.values_list(*columns, named=True)
    found = search.page(shown, question, field, cursor=cursor, limit=SIZE, descending=falling)
    return Page(
        found.rows,
        address(found.next) if found.next else "",
        address(found.previous) if found.previous else "",
    )
