"""Loading or correcting a year's holidays as a change by two system administrators."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credit_portal.common.actors import Actor
from credit_portal.common.errors import Invalid, NotAllowed
from credit_portal.common.i18n import is_english
from credit_portal.files.models import StoredFile
from credit_portal.workdays import arrangement, month_grid
from credit_portal.workdays.explanation import date_en, date_zh
from credit_portal.workdays.models import HolidayNotice
from credit_portal.workflow import calendars, change_selectors
from credit_portal.workflow.changes import ChangeKind, Difference, register_change_kind
from credit_portal.workflow.models import Change

KIND = "workdays.calendar"
VERB = "workflow.load_calendar"
#: What uploads of notices are stored as.
PURPOSE = "holiday_notice"
Payload = dict[str, Any]


def register() -> None:
    """Make the kind known."""
    register_change_kind(
        ChangeKind(
            code=KIND,
            title=gettext_lazy("Holiday calendar"),
            propose_verb=VERB,
            confirm_verb=VERB,
            check=check,
            apply=apply,
            describe=describe,
            base=arrangement.base,
            subject=subject,
            template="desk/_calendar_change.html",
            detail=detail,
        )
    )


def check(payload: Payload, actor: Actor) -> None:
    """Raises Invalid for what `arrangement.check` refuses, or without the notice's file."""
    arrangement.check(payload)
    if not payload["url"].startswith(("https://", "http://")):
        sentence = _("Give the address at which the notice was published.")
        raise Invalid("notice_source_missing", sentence, field="url")
    file = StoredFile.objects.filter(pk=payload["file"], purpose=PURPOSE).first()
    if file is None or file.state == StoredFile.State.REJECTED:
        sentence = _("Attach the notice as it was published.")
        raise Invalid("notice_file_missing", sentence, field="notice")


def apply(payload: Payload, actor: Actor) -> dict[str, Any]:
    """Write the days; the job counts every open deadline anew. Facts: year, days, report."""
    if not actor.may(VERB, None):
        raise NotAllowed("not_allowed", _("You may not load the calendar."))
    notices = arrangement.notices_of(payload)
    done = calendars.load(actor=actor, notices=notices, at_once=False)
    return {
        "year": payload["year"],
        "changed_days": done.changed_days,
        "report": str(done.report.pk) if done.report else "",
    }


def subject(payload: Payload) -> str:
    """Holidays of 2027."""
    return _("Holidays of %(year)s") % {"year": payload["year"]}


def describe(payload: Payload) -> list[Difference]:
    """The notice, the number of working days, then each run of days that would be otherwise."""
    year = int(payload["year"])
    before, after = arrangement.present(year), arrangement.proposed(payload)
    days = [
        Difference(_span(run), run.before.told(), run.after.told())
        for run in arrangement.changes(payload)
    ]
    notice = _notice_lines(payload)
    if not days and not notice:
        return []
    counts = [str(arrangement.working_days(found, year)) for found in (before, after)]
    return [*notice, Difference(_("Working days in the year"), *counts), *days]


def _notice_lines(payload: Payload) -> list[Difference]:
    title = payload["title_zh"]
    known = HolidayNotice.objects.filter(year=payload["year"], title_zh=title).first()
    lines = [
        Difference(_("Notice"), known.title_zh if known else "", title),
        Difference(_("Document number"), known.number if known else "", payload["number"]),
        Difference(_("Published at"), known.url if known else "", payload["url"]),
        Difference(
            _("Issued on"),
            str(known.issued_on or "") if known else "",
            payload["issued_on"] or "",
        ),
    ]
    return [line for line in lines if line.after and line.before != line.after]


def _span(run: arrangement.Run) -> str:
    tell = date_en if is_english() else date_zh
    if run.first == run.last:
        return tell(run.first)
    return f"{tell(run.first)} – {tell(run.last)}"


def detail(payload: Payload, change: Change | None = None) -> dict[str, Any]:
    """The year drawn with what would change, what is odd, the notice; also for the preview."""
    year = int(payload["year"])
    runs = arrangement.changes(payload)
    days = arrangement.proposed(payload)
    changed = {day for run in runs for day in arrangement.days_from(run.first, run.last)}
    waits = change is None or change.is_waiting
    return {
        "year": year,
        "months": month_grid.months(year, days, changed=changed if waits else ()),
        "working_days": arrangement.working_days(days, year),
        "eve": sorted(day for day in changed if day.year != year),
        "doubts": arrangement.doubts(payload) if waits else [],
        "file": StoredFile.objects.filter(pk=payload["file"]).first(),
        "url": payload["url"],
        "report": change.facts.get("report", "") if change else "",
    }


def file_of(change: Change) -> StoredFile | None:
    """The notice on which a change of this kind rests."""
    if change.kind != KIND or not change.payload:
        return None
    return StoredFile.objects.filter(pk=change.payload["file"], purpose=PURPOSE).first()


def change_of_report(report_id: object) -> Change | None:
    """The change that led to a report, None for a calendar loaded by command."""
    return change_selectors.by_fact(KIND, "report", str(report_id))
