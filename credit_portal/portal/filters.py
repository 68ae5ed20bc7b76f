"""What a visitor asks for: the parameters of lists and search, read tolerantly and told back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus, urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import QueryDict

from credit_portal.common import asking, clock
from credit_portal.common.templatetags.ui import OUTCOMES
from credit_portal.publishing import search, selectors
from credit_portal.publishing.documents import fold
from credit_portal.publishing.models import Displayed

#: Parameters that hold one code each, and the column they ask.
SINGLE = {
    "kind": "kind", "body": "organisation_id", "sector": "sector", "category": "category",
    "severity": "severity", "district": "division_code__startswith",
}  # fmt: skip
MAX_TEXT = 100
BODY = """
select id, slug from directory_organisation where slug = %s
 union all select o.id, o.slug from directory_formeraddress f
   join directory_organisation o on o.id = f.organisation_id where f.slug = %s limit 1"""
#: Six digits of a division's code name its district (GB/T 2260).
DISTRICT = re.compile("[0-9]{6}", re.ASCII)
QUARTER = re.compile("(19|20|21)[0-9]{2}-[1-4]", re.ASCII)
#: How many days each window of the parameter `due` reaches from today, first and last included;
#: what has passed has no first day.
DUE_WINDOWS: dict[str, tuple[int | None, int]] = {
    "week": (0, 6), "month": (0, 30), "passed": (None, -1),
}  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """One question to the published records."""

    q: str = ""
    single: dict[str, str] = field(default_factory=dict)
    outcomes: tuple[str, ...] = ()
    year: int | None = None
    due: str = ""
    sort: str = ""
    quarter: str = ""

    @cached_property
    def question(self) -> search.Question:
        """The words that must all occur, or the reference asked for."""
        return search.read(self.q)

    @property
    def terms(self) -> list[str]:
        """Words to be marked where they are found, folded as the searched text is."""
        return fold(self.q).split()

    @property
    def conditions(self) -> bool:
        """Whether anything but words narrows the question."""
        return bool(self.single or self.outcomes or self.year or self.due or self.quarter)

    @cached_property
    def _pairs(self) -> dict[str, Any]:
        return {
            "q": self.q, **self.single, "outcome": list(self.outcomes),
            "year": self.year or "", "due": self.due, "sort": self.sort,
            "quarter": self.quarter,
        }  # fmt: skip

    @cached_property
    def _parts(self) -> dict[str, str]:
        return {name: _part(name, value) for name, value in self._pairs.items()}

    @cached_property
    def _told(self) -> str:
        return _address(self._parts)

    @property
    def steady(self) -> bool:
        """Whether only the body or the kind is asked for: one plan is right for any of them."""
        rest = self.q or self.outcomes or self.year or self.due or self.sort or self.quarter
        return not rest and self.single.keys() <= {"body", "kind"}

    def query(self, **changes: Any) -> str:
        """The address parameters of this question with some answered otherwise ("" drops one)."""
        if not changes:
            return self._told
        changed = {name: _part(name, value) for name, value in changes.items()}
        return _address(self._parts | changed)


def _part(name: str, value: Any) -> str:
    """A parameter as an address has it, "" for what asks nothing."""
    if value in ("", None, []):
        return ""
    if isinstance(value, str):
        return f"{name}={quote_plus(value)}"
    return urlencode({name: value}, doseq=True)


def _address(parts: Mapping[str, str]) -> str:
    return "?" + "&".join(filter(None, parts.values()))


def read(parameters: QueryDict) -> Filters:
    """The question in an address. What cannot be meant (a year of letters) is left out."""
    single = {
        name: _clean(parameters.get(name, ""))
        for name in SINGLE
        if parameters.get(name, "").strip()
    }
    if not DISTRICT.fullmatch(single.get("district", "")):
        single.pop("district", None)
    outcomes = tuple(
        dict.fromkeys(code for code in parameters.getlist("outcome") if code in OUTCOMES)
    )
    year = parameters.get("year", "")
    due = parameters.get("due", "")
    quarter = parameters.get("quarter", "")
    return Filters(
        q=_clean(parameters.get("q", "")),
        single=single,
        outcomes=outcomes,
        year=int(year)
        if year.isascii() and year.isdigit() and 1949 <= int(year[:5]) <= 2999
        else None,
        due=due if due in DUE_WINDOWS else "",
        sort="due" if parameters.get("sort") == "due" or due in ("week", "month") else "",
        quarter=quarter if QUARTER.fullmatch(quarter) else "",
    )


def _clean(text: str) -> str:
    return "".join(c for c in text if c.isprintable() or c == " ").strip()[:MAX_TEXT]


def due_window(name: str) -> tuple[date | None, date]:
    """First (None for no first) and last day of a due window, counted from today."""
    first, last = DUE_WINDOWS[name]
    today = clock.today()
    begin = None if first is None else today + timedelta(days=first)
    return begin, today + timedelta(days=last)


def quarter_days(name: str) -> tuple[date, date]:
    """First and last day of a quarter such as "2026-3"."""
    year, number = (int(part) for part in name.split("-"))
    after = date(year + number // 4, 3 * number % 12 + 1, 1)
    return date(year, 3 * number - 2, 1), after - timedelta(days=1)


def present_address(address: str) -> str:
    """The address that the body at this one has today; as it is where there is none."""
    found = asking.rows(BODY, [address, address], often=True)
    return str(found[0][1]) if found else address


def body_at(address: str) -> UUID:
    """Key of the body with this public address, now or formerly; the empty key for none.

    Asked beforehand, so that the planner knows of the very body whether it has five records or
    50,000; of a value that it does not know it reads the whole table for five.
    """
    found = asking.rows(BODY, [address, address], often=True)
    return UUID(str(found[0][0])) if found else UUID(int=0)


def apply(rows: "QuerySet[Displayed]", asked: Filters) -> "QuerySet[Displayed]":
    """The published rows under the conditions; the words are for `publishing.search` to find."""
    wanted = Q()
    for name, value in asked.single.items():
        wanted &= Q(**{SINGLE[name]: body_at(value) if name == "body" else value})
    if asked.outcomes:
        wanted &= Q(outcome__in=asked.outcomes)
    if asked.year:
        wanted &= Q(published_at__year=asked.year)
    if asked.due:
        first, last = due_window(asked.due)
        wanted &= Q(due_on__lte=last, outcome="open")
        wanted &= Q(due_on__gte=first) if first else Q()
    if asked.quarter:
        wanted &= Q(due_on__range=quarter_days(asked.quarter))
    if asked.due == "passed":
        wanted &= ~selectors.PROVISIONAL
    if asked.sort == "due" and not asked.due:
        wanted &= Q(due_on__gte=clock.today())
    return rows.filter(wanted)
