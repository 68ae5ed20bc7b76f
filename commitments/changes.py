"""What a decision changes in the eyes of the public: old and new, key by key, for the preview."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commitments import codes
from credit_portal.common.i18n import localized

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One line of the comparison; an empty text means that nothing stood or will stand there."""

    label: str
    old: str
    new: str


def changes(current: Document | None, document: Document) -> list[Change]:
    """Lines that differ between what is on display and what will be, in reading order."""
    before: Document = current or {}
    found = [
        Change(_("Outcome"), _outcome(before), _outcome(document)),
        Change(_("Findings"), _text(before, "findings"), _text(document, "findings")),
        Change(_("Day of fulfilment"), str(before.get("kept_on") or ""),
               str(document.get("kept_on") or "")),
        *_periods(before, document),
        Change(_("Status"), _status(before), _status(document)),
        Change(_("Reports"), _count(before, "reports"), _count(document, "reports")),
        Change(_("Evidence"), _titles(before), _titles(document)),
    ]  # fmt: skip
    return [change for change in found if change.old != change.new]


def _outcome(document: Document) -> str:
    code = document.get("outcome")
    return str(codes.Outcome(code).label) if code in codes.Outcome.values else ""


def _text(document: Document, name: str) -> str:
    return localized(document, name)


def _status(document: Document) -> str:
    return localized(document.get("status") or {}, "sentence")


def _count(document: Document, name: str) -> str:
    number = len(document.get(name) or ())
    return pgettext("reports", "%(n)s published") % {"n": number} if number else ""


def _titles(document: Document) -> str:
    return "; ".join(str(one.get("title", "")) for one in document.get("evidence") or ())


def _periods(before: Document, after: Document) -> Iterator[Change]:
    """Periods whose figures or outcome change; those that only came into being are left out."""
    known = {one["starts_on"]: one for one in before.get("periods") or ()}
    for period in after.get("periods") or ():
        old = known.get(period["starts_on"], {})
        span = f"{period['starts_on']} – {period['ends_on']}"
        yield Change(span, _period(old) if old else _period({"outcome": "open"}), _period(period))


def _period(period: Document) -> str:
    code = period.get("outcome")
    label = str(codes.PeriodOutcome(code).label) if code in codes.PeriodOutcome.values else ""
    if period.get("numerator") is None or period.get("denominator") is None:
        return label
    return f"{period['numerator']} / {period['denominator']} · {label}"
