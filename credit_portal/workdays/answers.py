"""The public answer of ``GET /api/v1/deadlines/``: query parameters in, JSON data out."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from credit_portal.common.errors import DomainError, Invalid
from credit_portal.workdays import selectors

PARAMETERS = frozenset({"start", "unit", "count", "roll", "rule"})
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
WHOLE = re.compile(r"\d{1,6}", re.ASCII)
YES_NO = {"": False, "0": False, "false": False, "no": False, "1": True, "true": True, "yes": True}


def deadline_answer(parameters: Mapping[str, str], *, using: str = "public_read") -> dict[str, Any]:
    """Due date and explanation for ``start`` with ``unit``, ``count``, ``roll``, or with ``rule``.

    Raises DomainError with status 400 naming the parameter at fault.
    """
    unknown = sorted(set(parameters) - PARAMETERS)
    if unknown:
        raise _bad("unknown_parameter", _("Unknown parameter."), unknown[0][:100])
    start = parse_day(parameters.get("start", ""))
    try:
        if code := parameters.get("rule", ""):
            given = [name for name in ("unit", "count", "roll") if name in parameters]
            if given:
                sentence = _("Give either a rule or a unit and a length.")
                raise _bad("rule_or_length", sentence, given[0])
            result = selectors.compute_by_rule(code[:100], start, using=using)
        else:
            unit, roll = parameters.get("unit", ""), _flag(parameters.get("roll", ""))
            count = _whole(parameters.get("count", ""))
            result = selectors.compute(start, unit, count, roll=roll, using=using)
    except DomainError as error:
        error.status = 400
        raise
    told = result.explanation
    return {
        "start": told["start"],
        "unit": told["unit"],
        "count": told["count"],
        "roll": told["roll"],
        "due": told["due"],
        "raw_due": told["raw_due"],
        "provisional": told["provisional"],
        "explanation": told,
    }


def parse_day(text: str) -> date:
    """A day written 2026-09-24; raises Invalid (400) for anything else."""
    try:
        if not ISO_DAY.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        sentence = _("The start must be a date such as 2026-09-24.")
        raise _bad("start_invalid", sentence, "start") from None


def _whole(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise _bad("count_not_whole", _("The length must be a whole number."), "count")
    return int(text)


def _flag(text: str) -> bool:
    if text not in YES_NO:
        raise _bad("roll_invalid", _("Rolling is 1 or 0."), "roll")
    return YES_NO[text]


def _bad(code: str, sentence: str, field: str) -> Invalid:
    return Invalid(code, sentence, field=field, status=400)
