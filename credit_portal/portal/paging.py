"""Pages of records with the addresses of their neighbours."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from credit_portal.common import keyset
from credit_portal.publishing.models import Displayed

SIZE = 20


@dataclass(frozen=True)
class Page:
    """Rows of one page and the addresses of its neighbours ("" where there is none)."""

    rows: list[Displayed]
    next_url: str
    previous_url: str


def paginate(
    rows: "QuerySet[Displayed]", cursor: str, address: Callable[[str], str], *, by_due: bool = False
) -> Page:
    """The page a cursor leads to, newest first or (`by_due`) the earliest due day first.

    Raises Invalid (400) for a cursor that is not ours.
    """
    fields = ["due_on", "ref"] if by_due else ["published_at", "ref"]
    found = keyset.page(rows, fields, cursor=cursor, limit=SIZE, descending=not by_due)
    return Page(
        found.rows,
        address(found.next) if found.next else "",
        address(found.previous) if found.previous else "",
    )
