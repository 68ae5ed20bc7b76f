"""Who is told that dates were counted anew: one notice for each person, his cases listed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from credit_portal.accounts import selectors as accounts
from credit_portal.accounts.models import User
from credit_portal.directory.models import Organisation
from credit_portal.notices import services as notices
from credit_portal.workdays.explanation import date_en, date_zh
from credit_portal.workflow import registry
from credit_portal.workflow.models import CalendarReport, MovedDate
from credit_portal.workflow.registry import CaseName

FOLLOW = "workflow.follow_deadlines"
#: Cases named in one message; all of them stand in the report.
LISTED = 12


@dataclass(frozen=True)
class Named:
    """A line of a report with the name of its case, where one is known."""

    line: MovedDate
    case: CaseName | None
    kind: str


def named(lines: Iterable[MovedDate]) -> list[Named]:
    """Lines with their cases' names, one query or so for each kind of deadline."""
    rows = list(lines)
    by_kind: dict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row.deadline_id)
    names: dict[UUID, CaseName] = {}
    labels: dict[str, str] = {}
    for kind, ids in by_kind.items():
        spec = registry.deadline_kind(kind) if registry.knows(kind) else None
        labels[kind] = str(spec.label) if spec else kind
        if spec is not None and spec.name_cases is not None:
            names |= spec.name_cases(ids)
    return [Named(row, names.get(row.deadline_id), labels[row.kind]) for row in rows]


def tell(report: CalendarReport) -> None:
    """Write to everybody who follows the deadlines of a body concerned; nobody twice."""
    bodies: dict[User, list[UUID]] = defaultdict(list)
    concerned = report.lines.values("organisation_id")
    for body in Organisation.objects.filter(pk__in=concerned).order_by("path"):
        for user in accounts.nearest_holders_of(FOLLOW, body):
            bodies[user].append(body.pk)
    groups: dict[tuple[tuple[UUID, ...], frozenset[str]], list[User]] = defaultdict(list)
    for user, ids in bodies.items():
        groups[tuple(ids), registry.unlisted_for(user)].append(user)
    for (keys, closed), users in groups.items():
        lines = report.lines.filter(organisation_id__in=keys).exclude(kind__in=closed)
        if not lines.exists():
            continue
        notices.notify(
            recipients=users,
            template="dates_recounted",
            context=_context(report, lines),
            dedupe_key=f"calendar:{report.pk}",
        )


def _context(report: CalendarReport, lines: QuerySet[MovedDate]) -> dict[str, Any]:
    lines = lines.order_by("due_on", "id")
    shown = named(lines[:LISTED])
    count = lines.count()
    more = count - len(shown)
    return {
        "title_zh": report.title_zh,
        "title_en": report.title_en or report.title_zh,
        "count": count,
        "due_on": shown[0].line.due_on.isoformat(),
        "cases_zh": "\n".join([*map(_line_zh, shown), *([f"另有{more}件"] if more else [])]),
        "cases_en": "\n".join([*map(_line_en, shown), *([f"and {more} more"] if more else [])]),
        "url": f"/staff/calendar/reports/{report.pk}/",
    }


def _line_zh(shown: Named) -> str:
    line, name = shown.line, shown.case.title_zh if shown.case else shown.kind
    if line.kept:
        return f"· {name}：仍为{date_zh(line.due_on_kept)}"
    if line.due_on != line.old_due_on:
        return (
            f"· {name}：由{date_zh(line.old_due_on)}改为{date_zh(line.due_on)}{_certain_zh(line)}"
        )
    return f"· {name}：{date_zh(line.due_on)}{_certain_zh(line)}"


def _certain_zh(line: MovedDate) -> str:
    return "，不再是暂定日期" if line.was_provisional and not line.provisional else ""


def _line_en(shown: Named) -> str:
    line = shown.line
    name = (shown.case.title_en or shown.case.title_zh) if shown.case else shown.kind
    certain = ", no longer provisional" if line.was_provisional and not line.provisional else ""
    if line.kept:
        return f"· {name}: stays {date_en(line.due_on_kept)}"
    if line.due_on != line.old_due_on:
        return f"· {name}: {date_en(line.due_on)} instead of {date_en(line.old_due_on)}{certain}"
    return f"· {name}: {date_en(line.due_on)}{certain}"
