"""What the apps above tell workflow in `ready()`: kinds of deadline, and where work stands."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

#: No handler is given more deadlines than this at once.
LARGEST_BATCH = 20_000
#: Acts on many deadlines of one kind at once, inside the transaction that marked them.
Handler = Callable[[list[UUID], date], None]


@dataclass(frozen=True)
class CaseName:
    """How a case is called where its deadline is told of; `url` without language prefix."""

    title_zh: str
    title_en: str
    url: str
    reference: str = ""


#: Deadline ids -> how their cases are called; an id may be missing.
NameCases = Callable[[list[UUID]], dict[UUID, CaseName]]


@dataclass(frozen=True)
class DeadlineKind:
    """How a kind of deadline behaves as time passes; offsets in calendar days.

    Handlers are called as ``handler(deadline_ids, today)`` with at most 20,000 ids, in the
    transaction that marked them: what they write and the mark come together or not at all.
    `on_remind` runs on each day in `remind_before` (days ahead of the due day; of several that
    passed in silence the nearest; `Deadline.reminded_before` tells which), `on_due` on the due day,
    `on_overdue` once it has passed, `on_escalate` when it has passed by `escalate_after` days (a
    number, or the code of a time limit, as in force that day), `on_moved` when a newly loaded
    calendar moved or confirmed due dates. `lock_cases` locks the cases of deadlines in key order,
    before a recount locks the deadlines. `name_cases` tells titles and pages of cases. Plans of
    bodies set the days of a `planned` kind. Nobody follows it without one of `followed_with`.
    One that is `case_by_case` stands only where each case is asked for: who follows a body may be
    barred from some of its cases.
    """

    kind: str
    label: Any
    remind_before: tuple[int, ...]
    on_remind: Handler | None
    on_due: Handler | None
    on_overdue: Handler | None
    escalate_after: int | str | None
    on_escalate: Handler | None
    on_moved: Handler | None
    lock_cases: Handler | None = None
    name_cases: NameCases | None = None
    planned: bool = False
    followed_with: tuple[str, ...] = ()
    case_by_case: bool = False


@dataclass(frozen=True)
class WorkItem:
    """One line of somebody's work list; `title` and `detail` in the active language.

    `taken_over`: he inherited it; such lines stand before everything else.
    """

    title: str
    url: str
    kind: str = ""
    due_on: date | None = None
    provisional: bool = False
    overdue: bool = False
    organisation: str = ""
    detail: str = ""
    reference: str = ""
    taken_over: bool = False


WorkProvider = Callable[[Any], Iterable[WorkItem]]
_kinds: dict[str, DeadlineKind] = {}
_providers: list[WorkProvider] = []


def register_deadline_kind(
    kind: str,
    *,
    label: Any = "",
    remind_before: Iterable[int] = (7, 1),
    on_remind: Handler | None = None,
    on_due: Handler | None = None,
    on_overdue: Handler | None = None,
    escalate_after: int | str | None = None,
    on_escalate: Handler | None = None,
    on_moved: Handler | None = None,
    lock_cases: Handler | None = None,
    name_cases: NameCases | None = None,
    planned: bool = False,
    followed_with: tuple[str, ...] = (),
    case_by_case: bool = False,
) -> None:
    """Say what happens to deadlines of a kind; see `DeadlineKind`.

    Raises ValueError for a kind registered otherwise before, or senseless offsets.
    """
    offsets = tuple(sorted(set(remind_before), reverse=True))
    if any(offset < 1 for offset in offsets):
        raise ValueError(f"{kind}: reminders come at least one day ahead")
    _check_escalation(kind, escalate_after, on_escalate)
    found = DeadlineKind(
        kind, label or kind, offsets, on_remind, on_due, on_overdue, escalate_after, on_escalate,
        on_moved, lock_cases, name_cases, planned, followed_with, case_by_case,
    )  # fmt: skip
    if _kinds.get(kind, found) != found:
        raise ValueError(f"the deadline kind {kind} is registered twice")
    _kinds[kind] = found


def _check_escalation(kind: str, after: int | str | None, handler: Handler | None) -> None:
    if (after is None) != (handler is None) or not _is_length(after):
        raise ValueError(f"{kind}: escalation needs a handler and at least one day")


def _is_length(after: int | str | None) -> bool:
    """Whether it is no length at all, the code of a time limit, or at least one day."""
    return after is None or (after >= 1 if isinstance(after, int) else bool(after))


def deadline_kinds() -> list[DeadlineKind]:
    """Every registered kind, by name."""
    return [_kinds[kind] for kind in sorted(_kinds)]


def deadline_kind(kind: str) -> DeadlineKind:
    """One kind; raises KeyError when no app registered it."""
    return _kinds[kind]


def knows(kind: str) -> bool:
    """Whether an app registered the kind."""
    return kind in _kinds


def closed_to(user: Any) -> frozenset[str]:
    """Kinds that are not for the body whose deadlines they are, and not for this user either."""
    return frozenset(
        one.kind
        for one in deadline_kinds()
        if one.followed_with and not any(map(user.organisation_paths, one.followed_with))
    )


def unlisted_for(user: Any) -> frozenset[str]:
    """Kinds that do not stand in lists of a body's deadlines which this user reads: those closed to
    him, and those of which each case would have to be asked for."""
    return closed_to(user) | {one.kind for one in deadline_kinds() if one.case_by_case}


def register_work(provider: WorkProvider) -> None:
    """Add a source of work items; `provider(user)` yields what waits for that user."""
    if provider not in _providers:
        _providers.append(provider)


def work_providers() -> list[WorkProvider]:
    """Every source of work items."""
    return list(_providers)
