"""A hand-over sheet on paper: number, cause with its document, table, lines to sign."""

from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from credit_portal.common import clock, pdf
from credit_portal.common.i18n import is_english, localized
from credit_portal.directory.models import SuccessionLine
from credit_portal.workdays.explanation import date_en, date_zh
from credit_portal.workflow.hand_overs import deadline_of, fell_away
from credit_portal.workflow.models_hand_over import HandOver, HandOverItem

#: More than this is read on the screen; the sheet says how many it leaves out.
PRINTED = 10_000


def make(sheet: HandOver) -> bytes:
    """The PDF in the active language."""
    return pdf.compile_letter("hand_over", data(sheet))


def data(sheet: HandOver) -> dict[str, Any]:
    """What the layout prints."""
    items = list(sheet.items.order_by("due_on", "id")[: PRINTED + 1])
    total = sheet.items.count()
    return {
        "lang": (get_language() or "zh")[:2],
        "organisation": localized(sheet.organisation, "name"),
        "number": sheet.number,
        "title": _("Hand-over sheet"),
        "paragraphs": [*cause(sheet), ended(sheet) or _acknowledged(sheet)],
        "head": [_("No."), _("Matter"), _("Reference"), _("On record since"), _("Due date")],
        "rows": [_row(place, item) for place, item in enumerate(items[:PRINTED], 1)],
        "omitted": _omitted(total) if total > PRINTED else "",
        "signs": [_("Handed over by:"), _("Taken over by:"), _("Witnessed by:"), _("Date:")],
        "made_on": _day(sheet.made_on),
    }


def cause(sheet: HandOver) -> list[str]:
    """Why there is a sheet: a succession with its document, or a new holder; what it lists."""
    post, count = localized(sheet.post, "title"), sheet.items.count()
    told = {"post": post, "n": count}
    if sheet.appointment is not None:
        told |= {"day": _day(sheet.appointment.starts_on), "holder": sheet.appointment.person.name}
        text = _(
            "%(holder)s took office as %(post)s on %(day)s. The %(n)s open cases of the post "
            "below, registered before, are handed over; every due date stays."
        )
        return [text % told]
    act = sheet.succession
    if act is None:
        return []
    names = _predecessors(sheet)
    told |= {"day": _day(act.effective_on), "title": act.document_title, "before": names,
             "number": act.document_number, "organ": act.document_organ}  # fmt: skip
    if not names:
        text = _(
            "By “%(title)s” (%(number)s) of %(organ)s, in effect from %(day)s, the %(n)s open "
            "cases of the post %(post)s below are handed over; every due date stays."
        )
    else:
        text = _(
            "By “%(title)s” (%(number)s) of %(organ)s, in effect from %(day)s, the post "
            "%(post)s takes over the %(n)s open cases below from %(before)s; every due date "
            "stays."
        )
    return [text % told]


def _predecessors(sheet: HandOver) -> str:
    rows = SuccessionLine.objects.filter(succession=sheet.succession_id, to_post=sheet.post_id)
    bodies = {row.from_organisation_id: row.from_organisation for row in
              rows.select_related("from_organisation").order_by("position")}  # fmt: skip
    return gettext("; ").join(localized(one, "name") for one in bodies.values())


def ended(sheet: HandOver) -> str:
    """That the sheet fell away, when and why; "" while it waits or once it was acknowledged."""
    found = fell_away(sheet)
    if found is None:
        return ""
    if found.act is None:
        text = _(
            "This sheet fell away on %(day)s: its body ended. Nobody acknowledges it any more."
        )
        return text % {"day": _day(found.on)}
    text = _(
        "This sheet fell away on %(day)s, unacknowledged: by “%(title)s” (%(number)s) of %(organ)s "
        "the body ended, and the open cases stand on the sheets of its successors."
    )
    act = found.act
    return text % {"day": _day(found.on), "title": act.document_title,
                   "number": act.document_number, "organ": act.document_organ}  # fmt: skip


def _acknowledged(sheet: HandOver) -> str:
    if sheet.acknowledged_at is not None:
        day = _day(clock.day_of(sheet.acknowledged_at))
        text = _("Acknowledged on %(day)s by %(title)s.")
        return text % {"day": day, "title": sheet.acknowledged_title}
    deadline = deadline_of(sheet)
    if deadline is None:
        return ""
    return _("To be acknowledged by %(day)s.") % {"day": _day(deadline.due_on)}


def _row(place: int, item: HandOverItem) -> list[str]:
    return [str(place), item.title, item.reference or "—", _iso(item.since), _iso(item.due_on)]


def _omitted(total: int) -> str:
    left = total - PRINTED
    return _("%(n)s further cases stand in the list of the portal.") % {"n": left}


def _day(day: date | None) -> str:
    if day is None:
        return "—"
    return date_en(day) if is_english() else date_zh(day)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else "—"
