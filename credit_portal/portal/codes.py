"""Lists of codes in open data: what each code means, in both languages."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import override

from credit_portal.common.templatetags import _breaches, _old_accounts
from credit_portal.common.templatetags.ui import OUTCOMES
from credit_portal.directory.models import Division, Organisation
from credit_portal.portal import labels
from credit_portal.publishing.models import Act, Removal
from credit_portal.publishing.registry import kinds
from credit_portal.workdays.models import CalendarDay, DeadlineRule

Names = Mapping[Any, Any]
#: A list by its name in `Column.codes`.
LISTS: dict[str, Callable[[], Names]] = {
    "kind": lambda: {kind.code: kind.name for kind in kinds()},
    "sector": lambda: {**_breaches.DOMAINS, **labels.SECTORS},
    "category": lambda: {**labels.CATEGORIES, **_breaches.CATEGORIES},
    "severity": lambda: _breaches.SEVERITIES,
    "outcome": lambda: OUTCOMES,
    "act": lambda: dict(Act.choices),
    "reason": lambda: dict(Removal.Reason.choices),
    "body_kind": lambda: dict(Organisation.Kind.choices),
    "division_level": lambda: dict(Division.Level.choices),
    "division_kind": lambda: dict(Division.Kind.choices),
    "day_kind": lambda: dict(CalendarDay.Kind.choices),
    "limit_unit": lambda: dict(DeadlineRule.Unit.choices),
    "confidence": lambda: dict(DeadlineRule.Confidence.choices),
    "campaign_state": lambda: _old_accounts.CAMPAIGN_STATES,
    "party": lambda: _breaches.PARTIES,
    "paper": lambda: _breaches.PAPERS,
    "rectification": lambda: _breaches.RECTIFICATION,
}


def named(name: str) -> list[tuple[str, str]]:
    """Codes and their names in the active language; nothing for a column without codes."""
    return [(str(code), str(text)) for code, text in LISTS[name]().items()] if name else []


def both(name: str) -> list[tuple[str, str, str]]:
    """(code, name in Chinese, name in English) of a list."""
    with override("zh-hans"):
        chinese = named(name)
    with override("en"):
        english = dict(named(name))
    return [(code, text, english[code]) for code, text in chinese]
