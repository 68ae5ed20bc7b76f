"""What the templates of old accounts need beyond the public document."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from credit_portal.common.i18n import localized

STATES = {
    "received": pgettext_lazy("old accounts", "Received"),
    "open": pgettext_lazy("old accounts", "To be answered"),
    "accepted": pgettext_lazy("old accounts", "Registered"),
    "settled": pgettext_lazy("old accounts", "Settled"),
    "ended": pgettext_lazy("old accounts", "Promise ended lawfully or void"),
    "contested": pgettext_lazy("old accounts", "Contested"),
    "upheld": pgettext_lazy("old accounts", "Upheld"),
    "silent": pgettext_lazy("old accounts", "No answer"),
    "closed": pgettext_lazy("old accounts", "Not upheld"),
}
ILLS = {
    "ignored_by_successor": gettext_lazy("New officials ignore old accounts"),
    "policy_discontinued": gettext_lazy("A policy was not continued"),
    "agreement_not_performed": gettext_lazy("An agreement was not performed"),
    "promise_not_honoured": gettext_lazy("A promise was not honoured"),
}
PAPERS = {
    "contract": gettext_lazy("Contract or agreement"),
    "policy": gettext_lazy("Policy document"),
    "minutes": gettext_lazy("Minutes of a meeting"),
    "letter": gettext_lazy("Letter of commitment or reply"),
    "judgment": gettext_lazy("Judgment or award"),
    "other": gettext_lazy("Other document"),
}
BANDS = {
    "0-100000": gettext_lazy("under 100,000 yuan"),
    "100000-1000000": gettext_lazy("100,000 to under 1 million yuan"),
    "1000000-10000000": gettext_lazy("1 to under 10 million yuan"),
    "10000000-": gettext_lazy("10 million yuan and more"),
}


def origin(document: Mapping[str, Any]) -> str:
    """That a commitment grew out of an old account, with its document and age."""
    found = document.get("old_account")
    if not found:
        return ""
    return _("Old account: %(paper)s of %(year)s, %(age)d years old when registered") % {
        "paper": str(PAPERS.get(found.get("paper"), "")).lower(),
        "year": found.get("paper_year"),
        "age": int(found.get("age") or 0),
    }


def context(document: Mapping[str, Any]) -> dict[str, Any]:
    """Context of ui/documents/old_account.html."""
    counts = document.get("counts") or {}
    return {
        "received": document.get("received"),
        "counts": [(STATES[name], counts[name]) for name in STATES if counts.get(name)],
        "ills": [
            (ILLS.get(code, code), n) for code, n in (document.get("ills") or {}).items() if n
        ],
        "items": [_item(one) for one in document.get("items") or []],
        "as_of": document.get("as_of"),
    }


CAMPAIGN_STATES = {
    "planned": pgettext_lazy("campaign", "Planned"),
    "running": pgettext_lazy("campaign", "Running"),
    "acceptance": pgettext_lazy("campaign", "In acceptance"),
    "closed": pgettext_lazy("campaign", "Closed, look-back to come"),
    "finished": pgettext_lazy("campaign", "Finished"),
}
CASE_STATES = {
    "baseline": pgettext_lazy("campaign case", "Frozen at the beginning"),
    "open": pgettext_lazy("campaign case", "Open"),
    "claimed": pgettext_lazy("campaign case", "Said to be settled"),
    "settled": pgettext_lazy("campaign case", "Settled, accepted"),
    "reopened": pgettext_lazy("campaign case", "Reopened at the look-back"),
    "overdue": pgettext_lazy("campaign case", "Past the planned day"),
}


def campaign(document: Mapping[str, Any]) -> dict[str, Any]:
    """Context of ui/documents/campaign.html."""
    figures = document.get("figures") or {}
    return {
        "state_name": CAMPAIGN_STATES.get(str(document.get("state")), document.get("state")),
        "figures": [(CASE_STATES[name], figures.get(name, 0)) for name in CASE_STATES],
        "ills": [ILLS.get(code, code) for code in document.get("ills") or []],
        "by_ill": [
            {**_share(one), "name": ILLS.get(str(one.get("ill")), one.get("ill"))}
            for one in document.get("by_ill") or []
        ],
        "by_division": [
            {**_share(one), "name": localized(one, "name") or _("Without a division")}
            for one in document.get("by_division") or []
        ],
        "total": _share(figures),
        "by_body": [
            {**_share(one), "name": localized(one, "name")} for one in document.get("by_body") or []
        ],
        "weeks": document.get("weeks") or [],
    }


def _share(one: Mapping[str, Any]) -> dict[str, Any]:
    """Settled of the baseline, with the width of the bar on a scale of 0 to 100."""
    baseline, settled = int(one.get("baseline") or 0), int(one.get("settled") or 0)
    width = f"{100 * settled / baseline:.1f}" if baseline else "0"
    return {"baseline": baseline, "settled": settled, "width": width}


def _band(code: str) -> str:
    """A band of amounts such as "0-100000" in words, also one that this portal set otherwise."""
    if code in BANDS:
        return str(BANDS[code])
    lower, _dash, upper = code.partition("-")
    if not lower:
        return "–"
    if not upper:
        return _("%(n)s yuan and more") % {"n": lower}
    return _("%(lower)s to under %(upper)s yuan") % {"lower": lower, "upper": upper}


def _item(one: Mapping[str, Any]) -> dict[str, Any]:
    """One listed account in words."""
    amount = _("%(amount)s yuan") % {"amount": one["amount"]} if one.get("amount") else ""
    return {
        **one,
        "ill_name": ILLS.get(str(one.get("ill")), one.get("ill")),
        "paper_name": PAPERS.get(str(one.get("paper")), one.get("paper")),
        "state_name": STATES.get(str(one.get("state")), one.get("state")),
        "money": amount or _band(str(one.get("amount_band") or "")),
    }
