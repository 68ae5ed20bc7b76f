"""The report on recounted dates as a table. Every export is an audit row (design.md 2.8)."""

from django.utils.translation import gettext as _

from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common.actors import Actor
from credit_portal.common.i18n import localized
from credit_portal.imports.tables import write_csv
from credit_portal.workflow import recount_notices, report_selectors
from credit_portal.workflow.models import CalendarReport
from credit_portal.workflow.recount_notices import Named


def export_report(*, actor: Actor, report: CalendarReport) -> bytes:
    """Lines that the actor may see as CSV. Whoever keeps the calendar sees no titles of cases."""
    rows = recount_notices.named(report_selectors.lines_for(actor, report))
    hides = isinstance(actor, User) and report_selectors.keeps_calendar(actor)
    audit.record("workflow.export_report", actor=actor, target=report, rows=len(rows))
    headers = [
        _("Body"), _("Kind"), _("Case"), _("Start"), _("Date before"), _("Date now"),
        _("Provisional before"), _("Provisional now"), _("Kept, for the new date had passed"),
        _("Days that moved it"),
    ]  # fmt: skip
    return write_csv(headers, (_line(row, hides=hides) for row in rows))


def _line(row: Named, *, hides: bool) -> list[str]:
    line, yes, no = row.line, _("yes"), _("no")
    names = {} if hides or row.case is None else vars(row.case)
    return [
        localized(line.organisation, "name"), row.kind, localized(dict(names), "title"),
        line.start_on.isoformat(), line.old_due_on.isoformat(), line.due_on_kept.isoformat(),
        yes if line.was_provisional else no, yes if line.provisional else no,
        yes if line.kept else no, " ".join(line.because),
    ]  # fmt: skip
