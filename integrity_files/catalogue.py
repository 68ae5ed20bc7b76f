"""Reads of the directory and of the rule sets; public pages pass `using="public_read"`."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from credit_portal.common import clock
from credit_portal.common.errors import Invalid, NotFound
from integrity_files import display
from integrity_files.models import CatalogueItem, DisplayRule, DisplayRuleSet

DEFAULT = "default"


def items_on(day: date | None = None, *, using: str = DEFAULT) -> list[CatalogueItem]:
    """The version of each item in force on a day (today), closed ones too, in order of code."""
    rows = CatalogueItem.objects.using(using).filter(effective_from__lte=day or clock.today())
    rows = rows.select_related("category", "rule_set").order_by("code", "effective_from")
    return list({row.code: row for row in rows}.values())


def versions_of(code: str, *, using: str = DEFAULT) -> list[CatalogueItem]:
    """Every version of an item, the newest first. Raises NotFound."""
    rows = CatalogueItem.objects.using(using).filter(code=code)
    found = list(rows.select_related("category", "rule_set").order_by("-effective_from"))
    if not found:
        raise NotFound("not_found", _("There is no such item in the directory."))
    return found


def require_item(code: str, day: date | None = None) -> CatalogueItem:
    """The item under which something may be entered on a day (today).

    Raises Invalid where the directory has none or where it is closed: nothing outside of it is
    entered (General Office (2020) no. 49).
    """
    found = next((one for one in items_on(day) if one.code == code), None)
    if found is None or not found.is_open:
        raise Invalid(
            "item_unknown",
            _("The directory has no such item, or it is closed. Choose one from the list."),
            field="item",
        )
    return found


def rule_sets(*, using: str = DEFAULT) -> list[DisplayRuleSet]:
    """All rule sets with their figures, the oldest first."""
    return list(DisplayRuleSet.objects.using(using).prefetch_related("rules"))


def set_for(item: CatalogueItem, determined_on: date) -> DisplayRuleSet:
    """The rule set that a record of the item determined on a day is made under, and keeps.

    The item's own, else the one in force on that day. Raises Invalid before the first.
    """
    if item.rule_set is not None:
        return item.rule_set
    sets = {one.code: one for one in DisplayRuleSet.objects.all()}
    known = [(one.code, one.effective_from, one.effective_to) for one in sets.values()]
    code = display.set_on(known, determined_on)
    if code is None:
        raise Invalid(
            "no_rule_set",
            _("No rule on display is known for a determination of this day."),
            field="determined_on",
        )
    return sets[code]


def period_of(
    rule_set: DisplayRuleSet,
    severity: str,
    determined_on: date,
    override: display.Override = display.NO_OVERRIDE,
) -> display.Period:
    """Display and repair of a record under a rule set."""
    rule = DisplayRule.objects.get(rule_set=rule_set, severity=severity)
    span = display.Span(rule.is_shown, rule.shortest, rule.longest)
    return display.period(span, determined_on, override)
