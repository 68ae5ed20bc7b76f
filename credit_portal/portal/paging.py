"""Pages of records with the addresses of their neighbours."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from credit_portal.common import keyset
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


@dataclass(frozen=True)
class Page:
    """Rows of one page and the addresses of its neighbours ("" where there is none)."""

    rows: list[Displayed]
    next_url: str
    previous_url: str


def paginate(
    rows: "QuerySet[Displayed]",
    cursor: str,
    address: Callable[[str], str],
    *,
    by_due: bool = False,
    order: str = "",
) -> Page:
    """The page a cursor leads to, newest first, by `order`, or (`by_due`) the first due day first.

    Raises Invalid (400) for a cursor that is not ours.
    """
    field, descending = ORDERS["due" if by_due else order]
    found = keyset.page(rows, [field, "ref"], cursor=cursor, limit=SIZE, descending=descending)
    return Page(
        found.rows,
        address(found.next) if found.next else "",
        address(found.previous) if found.previous else "",
    )
