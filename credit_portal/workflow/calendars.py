"""Loading a calendar: its days, then the open deadlines that they touch (`recount`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from credit_portal.common import clock
from credit_portal.common.actors import Actor, actor_id
from credit_portal.common.errors import Conflict
from credit_portal.common.jobs import enqueue_on_commit
from credit_portal.workdays import selectors as workdays
from credit_portal.workdays import services as calendar_services
from credit_portal.workdays.calendar_file import NoticeDays
from credit_portal.workflow import recompute, recount
from credit_portal.workflow.models import CalendarReport

RECOUNT = "credit_portal.workflow.tasks.recount_deadlines"


@dataclass(frozen=True)
class CalendarLoaded:
    """What loading a calendar did; without a report when no day changed."""

    years: tuple[int, ...]
    changed_days: int
    report: CalendarReport | None = None

    @property
    def recomputed(self) -> int:
        """Deadlines counted anew."""
        return self.report.counted if self.report else 0

    @property
    def moved(self) -> int:
        """Deadlines with another due day."""
        return self.report.moved if self.report else 0

    @property
    def confirmed(self) -> int:
        """Deadlines no longer provisional."""
        return self.report.confirmed if self.report else 0


def load(
    *,
    actor: Actor,
    notices: Sequence[NoticeDays],
    at_once: bool = True,
) -> CalendarLoaded:
    """Write the days of whole years and count anew, `at_once` or by the job after commit.

    The caller has asked who may, and opened the transaction. While it runs nothing else is
    counted, so that no deadline counted by the old calendar is missed. Raises Invalid, Conflict.
    """
    recompute.hold_calendar(alone=True)
    if recount.is_running():
        sentence = _("Dates are still being counted by the calendar loaded last. Try again soon.")
        raise Conflict("calendar_counting", sentence)
    before = workdays.calendar().table
    years = sorted({notice.year for notice in notices})
    changed: list[date] = []
    for year in years:
        of_year = [notice for notice in notices if notice.year == year]
        changed += calendar_services.load_year(actor=actor, notices=of_year).changed
    if not changed:
        return CalendarLoaded(tuple(years), 0)
    after = workdays.calendar().table
    shifted = [day for day in sorted(changed) if before.is_workday(day) != after.is_workday(day)]
    report = CalendarReport.objects.create(
        years=years, title_zh=notices[-1].title_zh, title_en=notices[-1].title_en,
        url=notices[-1].url, first_day=min(changed), last_day=max(changed),
        shifted=[day.isoformat() for day in shifted],
        loaded_by=actor_id(actor), loaded_title=actor.title, started_at=clock.now(),
    )  # fmt: skip
    if at_once:
        report = recount.all_at_once(report)
    else:
        enqueue_on_commit(RECOUNT)
    return CalendarLoaded(tuple(years), len(changed), report)
