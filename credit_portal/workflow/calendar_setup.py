"""Loading a calendar from the command line: one may set a year up, two change one that is loaded.

On the desk two system administrators do it (`calendar_changes`). Whoever has a shell may begin an
installation's first years alone; days by which dates were already counted take two people here
too. Demonstrations, tests and the embedded database are a single person's and ask nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.accounts.sides import is_one_side
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, NotAllowed
from credit_portal.workdays import calendar_file
from credit_portal.workdays import selectors as workdays
from credit_portal.workdays.calendar_file import NoticeDays
from credit_portal.workflow import recompute, services
from credit_portal.workflow.calendars import CalendarLoaded


@transaction.atomic
def load_by_command(*, actor: Actor, text: str, second: User | None = None) -> CalendarLoaded:
    """Load a calendar file; `second` is who checked it beside `actor`, and is on record with him.

    Raises Conflict ("calendar_takes_two") when the file touches a year that is loaded and does
    not name two, NotAllowed when they are one side or one of them may not, and what
    `services.load_calendar` raises.
    """
    notices = calendar_file.parse(text.splitlines())
    recompute.hold_calendar(alone=True)  # no year becomes a loaded one after it was asked for
    if second is not None:
        _require_another(actor, second)
    elif _takes_two(notices):
        raise Conflict(
            "calendar_takes_two",
            _("A year that is loaded is changed by two people: name them by --actor and --second."),
        )
    done = services.load_calendar(actor=actor, text=text)
    if second is not None:
        notice = workdays.notices_of_year(notices[-1].year).latest("id")
        years = list(done.years)
        audit.record("workflow.second_calendar", actor=second, target=notice, new={"years": years})
    return done


def _takes_two(notices: Sequence[NoticeDays]) -> bool:
    if settings.DEMO or settings.TESTING or settings.EMBEDDED:
        return False
    named = {notice.year for notice in notices}
    named |= {day.date.year for notice in notices for day in notice.days}
    return not named.isdisjoint(workdays.loaded_years())


def _require_another(actor: Actor, second: User) -> None:
    if not isinstance(actor, User) or not second.may(services.LOAD_CALENDAR, None):
        raise NotAllowed("not_allowed", _("You may not load the calendar."))
    today = clock.today()
    if is_one_side(actor, second, today) or is_one_side(second, actor, today):
        raise NotAllowed("four_eyes", _("The second person must be another one."))
