"""The notice of a decision on an objection as a PDF: served by receipt, or to staff."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from credit_portal.common import pdf
from credit_portal.common.i18n import is_english, localized
from credit_portal.workdays.explanation import date_en, date_zh
from integrity_files import selectors_objected as objected
from integrity_files import selectors_objections as selectors
from integrity_files.codes_objections import ObjectionState, Objector
from integrity_files.models import Objection


def make(row: Objection) -> bytes:
    """The PDF in the active language."""
    return pdf.compile_letter("objection_notice", data(row))


def data(row: Objection) -> dict[str, Any]:
    """What the layout prints."""
    appeal = row.state == ObjectionState.APPEAL_DECIDED
    office = row.decider.organisation if row.decider else None
    return {
        "lang": (get_language() or "zh")[:2],
        "organ": localized(office, "name") if office else "",
        "number": _("No. %(n)s") % {"n": row.short},
        "title": _("Notice of the decision on an appeal")
        if appeal
        else _("Notice of the decision on an objection"),
        "to": _addressee(row),
        "paragraphs": [*_asked(row), *_decided(row), *_rights(row)],
        "made_on": _day(row.ended_on or row.decided_on),
        "seal": _("(seal)"),
    }


def _addressee(row: Objection) -> str:
    if row.objector == Objector.BODY:
        return localized(row.organisation, "name")
    party = selectors.party_of(row)
    return party.name if party else _("To the objector")


def _asked(row: Objection) -> list[str]:
    """Which record: by its number only, once the public does not see it any more."""
    text = _(
        "On %(day)s you objected to the public record %(ref)s (%(title)s) of %(body)s on this "
        "ground: %(ground)s."
    )
    if not (row.title_zh and objected.is_seen(row)):
        text = _(
            "On %(day)s you objected to the public record %(ref)s of %(body)s on this ground: "
            "%(ground)s."
        )
    return [
        text
        % {
            "day": _day(row.filed_on),
            "ref": row.ref or "—",
            "title": localized(row, "title") or row.ref,
            "body": localized(row.organisation, "name"),
            "ground": row.get_ground_display(),
        }
    ]


def _decided(row: Objection) -> list[str]:
    found = [_reasons(row, "proposed")]
    text = _("Decision of %(day)s: %(result)s.")
    found.append(text % {"day": _day(row.decided_on), "result": row.get_result_display()})
    if row.state == ObjectionState.APPEAL_DECIDED:
        found.append(_reasons(row, "appeal_proposed"))
        text = _("Decision on your appeal of %(day)s: %(result)s.")
        result = row.get_appeal_result_display()
        found.append(text % {"day": _day(row.appealed_on), "result": result})
    return [one for one in found if one]


def _reasons(row: Objection, step: str) -> str:
    keys = [event.note_id for event in row.events.all() if event.name == step]
    notes = {str(one.pk): one.text for one in row.notes.all()}
    words = notes.get(str(keys[-1]), "") if keys else ""
    return _("Reasons: %(words)s") % {"words": words} if words else ""


def _rights(row: Objection) -> list[str]:
    found = [
        _("Reconsideration and action at court are open to you by law, whatever is decided here.")
    ]
    if row.state == ObjectionState.DECIDED and row.appeal_until:
        text = _("You may appeal by your receipt, or at your desk, until %(day)s.")
        found.insert(0, text % {"day": _day(row.appeal_until)})
    return found


def _day(day: date | None) -> str:
    if day is None:
        return "—"
    return date_en(day) if is_english() else date_zh(day)
