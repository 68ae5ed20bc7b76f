"""What the templates of breach records need beyond the public document.

The names repeat those of the owning app's codes, which stand higher in the house; a test holds
them equal.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credit_portal.common.i18n import localized
from credit_portal.common.templatetags import _dates

SEVERITIES = {
    "minor": gettext_lazy("minor"),
    "general": gettext_lazy("general"),
    "serious": gettext_lazy("serious"),
}
TONES = {"minor": "", "general": "amber", "serious": "red"}
CATEGORIES = {
    "B01": gettext_lazy("breach of contract"),
    "B02": gettext_lazy("arrears for works"),
    "B03": gettext_lazy("arrears for goods and services"),
    "B04": gettext_lazy("arrears of demolition money"),
    "B05": gettext_lazy("investment promise not honoured or false"),
    "B06": gettext_lazy("new officials ignore old accounts"),
    "B07": gettext_lazy("policy changed overnight or discontinued"),
    "B08": gettext_lazy("unlawful fees or deposits kept back"),
    "B09": gettext_lazy("inaction or lateness"),
    "B10": gettext_lazy("judgment not performed"),
    "B11": gettext_lazy("reconsideration decision or administrative agreement not performed"),
    "B12": gettext_lazy("procurement contract not performed or paid"),
    "B13": gettext_lazy("dishonesty in bidding"),
    "B14": gettext_lazy("breach in a public-private partnership"),
    "B15": gettext_lazy("unlawful borrowing"),
    "B16": gettext_lazy("statistical fraud"),
    "B17": gettext_lazy("policy that restricts competition"),
    "B18": gettext_lazy("decision made or changed without procedure"),
    "B19": gettext_lazy("public commitment not kept"),
    "B20": gettext_lazy("credit information reported late or concealed"),
    "B99": gettext_lazy("other breach of trust"),
}
DOMAINS = {
    "procurement": gettext_lazy("government procurement"),
    "bidding": gettext_lazy("bidding and tendering"),
    "promotion": gettext_lazy("investment promotion"),
    "partnership": gettext_lazy("public-private partnership"),
    "support": gettext_lazy("industrial support"),
    "investment": gettext_lazy("government investment"),
    "debt": gettext_lazy("government debt"),
    "statistics": gettext_lazy("statistics"),
    "other": gettext_lazy("another field"),
}
PARTIES = {
    "private": gettext_lazy("a private firm"),
    "state_firm": gettext_lazy("a state-owned firm"),
    "sole": gettext_lazy("a sole trader"),
    "person": gettext_lazy("a natural person"),
    "association": gettext_lazy("a social organisation"),
    "body": gettext_lazy("a public body"),
    "public": gettext_lazy("the public at large"),
}
EXCUSES = {
    "E1": gettext_lazy("a change of divisions"),
    "E2": gettext_lazy("a new government"),
    "E3": gettext_lazy("a change of bodies or functions"),
    "E4": gettext_lazy("a change of the person responsible"),
    "E5": gettext_lazy("a change of the legal representative"),
    "E6": gettext_lazy("an internal payment procedure"),
    "E7": gettext_lazy("a wait for completion records or final accounts, not agreed on"),
    "E8": gettext_lazy("an audit result as the basis of settlement, without a law"),
}
PAPERS = {
    "S1": gettext_lazy("court judgment or enforcement"),
    "S2": gettext_lazy("administrative penalty"),
    "S3": gettext_lazy("Party discipline or governmental sanction"),
    "S4": gettext_lazy("accountability decision"),
    "S5": gettext_lazy("administrative reconsideration decision"),
    "S6": gettext_lazy("audit, supervision or inspection finding"),
    "S7": gettext_lazy("determination by the superior authority"),
    "S8": gettext_lazy("arbitral award"),
}
LENIENCIES = {
    "loss": gettext_lazy("the loss was recovered on its own initiative"),
    "effect": gettext_lazy("the effect was removed"),
    "harm": gettext_lazy("the harm was prevented"),
}
RECTIFICATION = {
    "ordered": gettext_lazy("ordered, not yet reported"),
    "reported": gettext_lazy("reported, to be accepted"),
    "accepted": gettext_lazy("accepted"),
}
STEPS = {
    "ordered": gettext_lazy("Rectification ordered"),
    "noticed": gettext_lazy("Notice served on the body"),
    "statement_filed": gettext_lazy("The body made its statement"),
    "heard": gettext_lazy("Statement considered"),
    "decided": gettext_lazy("Determined by two people"),
    "report_accepted": gettext_lazy("Rectification accepted"),
    "corrected": gettext_lazy("The record was corrected"),
}


def context(document: Mapping[str, Any]) -> dict[str, Any]:
    """Context of ui/documents/breach.html."""
    severity = str(document.get("severity"))
    paper = document.get("document") or {}
    return {
        "severity_name": SEVERITIES.get(severity, severity),
        "severity_tone": TONES.get(severity, ""),
        "rows": _rows(document),
        "paper_name": PAPERS.get(str(paper.get("type")), paper.get("type")),
        "excuses": [EXCUSES.get(code, code) for code in document.get("excuses") or []],
        "leniencies": [LENIENCIES.get(code, code) for code in document.get("leniencies") or []],
        "rectified": RECTIFICATION.get(str((document.get("rectification") or {}).get("state")), ""),
        "story": [
            {"at": one.get("on"), "text": STEPS.get(str(one.get("code")), one.get("code"))}
            for one in document.get("events") or []
        ][::-1],
        "period": period(document.get("display") or {}),
    }


def _rows(document: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """Label and value of the plain facts."""
    amount, item = document.get("amount"), document.get("item") or {}
    party = document.get("counterparty")
    rows = [
        (_("Category of the breach"), CATEGORIES.get(str(document.get("category")), "")),
        (_("Field of activity"), DOMAINS.get(str(document.get("domain")), "")),
        (_("Item of the directory"), f"{item.get('code', '')} {localized(item, 'name')}".strip()),
        (_("Day of the breach"), _dates.long_date(document.get("happened_on"))),
        (_("Kind of the other party"), PARTIES.get(str(party), "") if party else ""),
        (_("Contract or commitment"), localized(document, "agreement")),
        (_("Amount"), _("%(amount)s yuan") % {"amount": _money(amount)} if amount else ""),
        (_("Performed and not performed"), localized(document, "performed")),
    ]
    return [(label, value) for label, value in rows if value]


def _money(amount: Any) -> str:
    """1200000.5 → 1,200,000.50."""
    return f"{Decimal(str(amount)):,.2f}".removesuffix(".00")


def period(display: Mapping[str, Any]) -> list[str]:
    """The sentences that explain until when it is shown and from when repair may be asked for."""
    day = {name: _dates.long_date(display.get(name), False) for name in display}
    if not display.get("last_day"):
        return [_("Not displayed by rule.")]
    found = [
        _("Counted from the day of the determination, %(from)s, under %(rules)s.")
        % {"from": day["determined_on"], "rules": localized(display, "rule_set_name")},
        _("Shown at least until %(least)s and until the end of %(last)s at the latest.")
        % {"least": day["shortest_until"], "last": day["last_day"]},
        _("The body may ask for credit repair from %(day)s on, once its duty is performed.")
        % {"day": day["repair_from"]},
    ]
    if display.get("override_zh"):
        law = display["override_zh"]
        found.append(_("Another law sets this period: %(law)s.") % {"law": law})
    return found
