"""Pages of records with the addresses of their neighbours."""

from collections.abc import Callable
from dataclasses import dataclass

from credit_portal.publishing import listed, search

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

    rows: list[listed.Listed]
    next_url: str
    previous_url: str


def paginate(
    where: search.Where,
    cursor: str,
    address: Callable[[str], str],
    *,
    question: search.Question = search.Question(),  # noqa: B008 - frozen
    order: str = "",
    chosen: bool = False,
    steady: bool = False,
) -> Page:
    """The page of what answers that a cursor leads to, by `order`: a key of ORDERS.

    A row has its document where there are words to be shown in it; `chosen` and `steady` are those
    of `listed.rows`. Raises Invalid (400) for a
    cursor that is not ours.
    """
    field, falling = ORDERS[order]
    found = listed.page(
        where, question, field, cursor=cursor, limit=SIZE, descending=falling,
        documents=bool(question.words), chosen=chosen, steady=steady,
    )  # fmt: skip
    return Page(
        found.rows,
        address(found.next) if found.next else "",
        address(found.previous) if found.previous else "",
    )
