"""Lists and lines of work, written once: pages, what an address asks, what is due first.

The lengths of lists stand here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.http import HttpRequest

from credit_portal.common import clock, keyset
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import WorkItem
from credit_portal.workflow.selectors import open_by_case

#: Rows on a page of a list.
PAGE = 30
#: The same of lists that grow without end (as the public ones).
KEYSET_PAGE = 20
#: Lines of one kind on somebody's work list; the list itself shows the rest.
LINES = 50
#: Characters of what an address asks that are read.
ASKED = 100


class Shown(NamedTuple):
    """How a row stands on a work list."""

    title: str
    url: str
    organisation: str
    reference: str = ""


def page_of(request: HttpRequest, rows: Any) -> Page[Any]:
    """The page of a list that the address asks for; the first or last for what is no page."""
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


@dataclass(frozen=True)
class KeysetPage:
    """Rows of one page and the addresses of its neighbours ("" where there is none)."""

    rows: list[Any]
    next_url: str
    previous_url: str


def keyset_page(
    request: HttpRequest, rows: QuerySet[Any], order: Sequence[str], *, descending: bool = True
) -> KeysetPage:
    """The page that `?cursor=` leads to, the latest first (the earliest where not `descending`), as
    quick with 50,000 rows as with five; other parameters of the address stay.

    Raises Invalid (400) for a cursor that is not ours.
    """
    cursor = request.GET.get("cursor", "")
    found = keyset.page(rows, order, cursor=cursor, limit=KEYSET_PAGE, descending=descending)
    return KeysetPage(found.rows, _address(request, found.next), _address(request, found.previous))


def _address(request: HttpRequest, cursor: str | None) -> str:
    if cursor is None:
        return ""
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"?{query.urlencode()}"


def asked_of(request: HttpRequest, names: Iterable[str]) -> dict[str, str]:
    """What the address asks, by name, "" for nothing; no text of the database holds a NUL."""
    return {name: request.GET.get(name, "")[:ASKED].replace("\0", "") for name in names}


def chosen(rows: QuerySet[Any], asked: Mapping[str, str], **known: Iterable[str]) -> QuerySet[Any]:
    """Rows narrowed by codes: each name is a field, `known` its codes; what is no such code narrows
    nothing."""
    for name, codes in known.items():
        if asked[name] in codes:
            rows = rows.filter(**{name: asked[name]})
    return rows


def due_first(rows: QuerySet[Any], *last: str) -> QuerySet[Any]:
    """With the day by which the next step is due (`due_on`, and `stopped_on` where the time stands
    still), the earliest first, then those whose time stands still, those without one last and among
    them by `last`."""
    clocks = Deadline.objects.filter(
        case_type=rows.model._meta.label_lower, case_id=OuterRef("pk"), outcome=""
    ).order_by(F("suspended_on").asc(nulls_first=True), "due_on", "id")
    rows = rows.annotate(
        due_on=Subquery(clocks.values("due_on")[:1]),
        stopped_on=Subquery(clocks.values("suspended_on")[:1]),
    )
    turn = Case(When(due_on=None, then=2), When(stopped_on=None, then=0), default=1)
    return rows.order_by(turn, "due_on", *last)


def lines(
    rows: QuerySet[Any], kind: str, shown: Callable[[Any], Shown], clocks: Iterable[str] = (),
    late: str = "",
) -> Iterator[WorkItem]:  # fmt: skip
    """The first rows as lines of work, each with the earliest of its open `clocks` (kinds); `late`
    is what there is to do once that has passed. One that stands still is never overdue."""
    found, today = list(rows[:LINES]), clock.today()
    keys = [row.pk for row in found]
    due = open_by_case(clocks, rows.model._meta.label_lower, keys) if keys and clocks else {}
    for row in found:
        deadline = next(iter(due.get(row.pk, [])), None)
        provisional = bool(deadline and deadline.provisional)
        runs = deadline is not None and deadline.suspended_on is None
        overdue = bool(deadline and runs and not provisional and deadline.due_on < today)
        yield _line(
            shown(row), late if late and overdue else kind, overdue=overdue,
            provisional=provisional, due_on=deadline.due_on if deadline else None,
        )  # fmt: skip


def waiting(
    rows: QuerySet[Any], kind: str, shown: Callable[[Any], Shown], since: Callable[[Any], date]
) -> Iterator[WorkItem]:
    """The first rows as lines of work that run by no clock: each says since when it waits."""
    for row in rows[:LINES]:
        yield _line(shown(row), kind, due_on=since(row))


def _line(said: Shown, kind: str, **more: Any) -> WorkItem:
    return WorkItem(
        title=said.title, url=said.url, kind=kind, organisation=said.organisation,
        reference=said.reference, **more,
    )  # fmt: skip
