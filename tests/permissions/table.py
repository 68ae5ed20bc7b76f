"""The permission matrix as data: one row an address, written by hand and read in review.

A row says, method by method, whom the address lets through and with which status. What it answers
to everybody else follows from four rules (design.md 2.7, style rule 19), so it is not written:

- nobody signed in: pages lead to the sign-in (302), the API answers 401;
- the thing belongs to another body, or does not exist: 404, whoever asks;
- it is there and this role may see it, but not do this: 403; a role that may not see it: 404;
- a method that the address does not know: 405, or what the same person gets to a GET.

`POST` and its like send the row's `data`; the status written is what somebody gets who may: 302 or
200 for an act that is done, 422 or 400 for one who is told what is missing. Everything is taken
back after each request. Rows stand in `rows/<app>.py`. An address of the URLconf without a row
fails the build; so does a row without an address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from credit_portal.accounts.roles import CODES

ANONYMOUS = "anonymous"
ROLELESS = "roleless"
EVERY_ROLE = frozenset(CODES)
SIGNED_IN = EVERY_ROLE | {ROLELESS}
EVERYBODY = SIGNED_IN | {ANONYMOUS}
METHODS = ("get", "post", "put", "patch", "delete")
OWN, FOREIGN, NONE, PLAIN = "own", "foreign", "none", "-"
SIGN_IN = 302


@dataclass(frozen=True)
class Ok:
    """Who is let through, and the answer that he gets."""

    status: int
    roles: frozenset[str]


def ok(status: int, *roles: str | frozenset[str]) -> Ok:
    """`ok(200, "filer", OTHERS)`. Raises ValueError for a role that does not exist."""
    found: set[str] = set()
    for one in roles:
        found |= {one} if isinstance(one, str) else one
    if unknown := found - EVERYBODY:
        raise ValueError(f"no such role: {sorted(unknown)}")
    return Ok(status, frozenset(found))


@dataclass(frozen=True)
class Row:
    """One address: its route as the URLconf spells it, what it names, who may do what."""

    route: str
    on: str = ""  # the thing of scene.py that the address names; "" for none
    see: frozenset[str] = frozenset()  # who sees the thing without being let through everywhere
    arguments: dict[str, str] = field(default_factory=dict)
    #: What unsafe methods send, so that the refusal is about the person and not about the form.
    data: dict[str, Any] = field(default_factory=dict)
    #: Whether the whole area is closed to others: they get 403, whatever the address names.
    closed: bool = False
    refusal: int = 403  # what they get there instead: Django's admin leads to the sign-in
    refusals: dict[str, int] = field(default_factory=dict)  # and one role by itself
    get: Ok | None = None
    post: Ok | None = None
    put: Ok | None = None
    patch: Ok | None = None
    delete: Ok | None = None

    @property
    def is_api(self) -> bool:
        """Whether refusals are JSON and the sign-in is not a page."""
        return self.route.startswith("api/v1/")

    @property
    def seen_by(self) -> frozenset[str]:
        """Who learns that the thing is there."""
        let_through = [rule.roles for method in METHODS if (rule := getattr(self, method))]
        return self.see.union(*let_through)

    def expected(self, method: str, role: str, ownership: str) -> frozenset[int]:
        """The statuses that are right here; more than one only for an unknown method."""
        rule: Ok | None = getattr(self, method)
        if rule is not None:
            return frozenset({self._answer(rule, role, ownership)})
        other = self.get or self.post or Ok(405, frozenset())
        let_in = role in other.roles and ownership in (OWN, PLAIN)
        refusals = set() if let_in else {self._answer(other, role, ownership)}
        if role == ANONYMOUS:
            refusals.add(401 if self.is_api else SIGN_IN)
        return frozenset({405} | refusals)

    def _answer(self, rule: Ok, role: str, ownership: str) -> int:
        if role == ANONYMOUS and role not in rule.roles:
            return 401 if self.is_api else SIGN_IN
        if self.closed and role not in rule.roles:
            return self.refusals.get(role, self.refusal)
        if ownership in (FOREIGN, NONE):
            return 404
        if role in rule.roles:
            return rule.status
        return 403 if ownership == PLAIN or role in self.seen_by else 404


def rows() -> Iterator[Row]:
    """All rows of all files."""
    folder = Path(__file__).parent / "rows"
    for path in sorted(folder.glob("[a-z]*.py")):
        yield from import_module(f"tests.permissions.rows.{path.stem}").ROWS
