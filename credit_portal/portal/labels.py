"""Names of codes that stand in published rows; an unknown code is shown as it stands."""

from django.utils.translation import gettext_lazy as _

from credit_portal.common.i18n import is_english
from credit_portal.common.templatetags import _breaches
from credit_portal.common.templatetags._old_accounts import STATES as OLD_STATES
from credit_portal.common.templatetags.ui import OUTCOMES
from credit_portal.publishing.models.article import Section
from credit_portal.publishing.registry import UnknownKind, kind_of

#: Subject areas; the first fourteen are the livelihood fields of the Shenyang plan.
SECTORS = {
    "employment": _("Employment"),
    "property_management": _("Property management"),
    "schooling": _("Schooling"),
    "family_planning": _("Childbirth support and childcare"),
    "elderly_care": _("Elderly care"),
    "disability_assistance": _("Disability assistance"),
    "poverty_alleviation": _("Help against falling back into poverty"),
    "medical_insurance": _("Medical insurance"),
    "housing": _("Housing"),
    "travel": _("Travel"),
    "parking": _("Parking"),
    "fire_theft_prevention": _("Fire and theft prevention"),
    "military_support": _("Support for military and families"),
    "convenience_services": _("Convenience services"),
    "government_services": _("Government services"),
    "market_regulation": _("Market regulation"),
    "investment_promotion": _("Investment promotion"),
    "procurement": _("Government procurement"),
    "construction": _("Construction and urban management"),
    "environment": _("Ecology and environment"),
    "health": _("Health"),
    "finance": _("Finance and taxation"),
    "justice": _("Justice and public security"),
    "agriculture": _("Agriculture and rural areas"),
    "culture_tourism": _("Culture and tourism"),
    "other_sector": _("Other sector"),
}
CATEGORIES = {
    "service_quality": _("Service quality"),
    "deadline": _("Time limit"),
    "guarantee": _("Guarantee"),
    "policy": _("Policy promise"),
    "contract": _("Contract"),
    "livelihood": _("Livelihood field"),
    "other": _("Other commitment"),
}
#: The codes that a parameter of lists may hold.
CODES = {
    "sector": {**_breaches.DOMAINS, **SECTORS},
    "category": {**dict(Section.choices), **_breaches.CATEGORIES, **CATEGORIES},
    "severity": _breaches.SEVERITIES,
}


def sector(code: str) -> str:
    """Name of a subject area."""
    return str(CODES["sector"].get(code, code))


def category(code: str) -> str:
    """Name of a category of commitments or of breaches, or of a section of articles."""
    return str(CODES["category"].get(code, code))


def severity(code: str) -> str:
    """Name of how grave a breach is."""
    return str(CODES["severity"].get(code, code))


def outcome(code: str) -> str:
    """Name of an outcome."""
    return str(OUTCOMES.get(code, code))


def kind(code: str) -> str:
    """Name of a kind of record."""
    try:
        return kind_of(code).name
    except UnknownKind:
        return code


def quarter(code: str) -> str:
    """2026年第三季度 / Q3 2026, of a code such as "2026-3"."""
    year, _dash, number = code.partition("-")
    if is_english():
        return f"Q{number} {year}"
    return f"{year}年第{'一二三四'[int(number) - 1]}季度"


def old_state(code: str) -> str:
    """Name of where old accounts stand, as columns of the register have it."""
    return str(OLD_STATES.get(code, code))


def old_band(code: str) -> str:
    """An age band such as "3-5" in words; the upper edge belongs to the next one."""
    lower, _dash, upper = code.partition("-")
    if not upper:
        return _("%(n)s years and older") % {"n": lower}
    return _("%(lower)s to under %(upper)s years") % {"lower": lower, "upper": upper}
