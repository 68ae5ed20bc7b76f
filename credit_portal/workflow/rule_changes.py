"""Time limits as a change by two system administrators: a new version, or an end.

Payload: code, effective_from, changes {field: value} for a new version; code, last_day for an end.
"""

import hashlib
import json
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.common.i18n import localized
from credit_portal.common.jobs import enqueue_on_commit
from credit_portal.workdays import selectors as workdays
from credit_portal.workdays import services as rules
from credit_portal.workdays.models import DeadlineRule
from credit_portal.workdays.selectors import Result
from credit_portal.workflow.changes import ChangeKind, Difference, register_change_kind
from credit_portal.workflow.models import Change, Deadline

KIND = "workdays.rule"
VERB = "workdays.revise_rule"
#: Publishing writes the digest of the table into the public log (`codes` leaf).
PUBLISH = "credit_portal.publishing.tasks.publish_pending"
Payload = dict[str, Any]
LABELS = {
    "name_zh": gettext_lazy("Name in Chinese"),
    "name_en": gettext_lazy("Name in English"),
    "unit": gettext_lazy("Unit"),
    "count": gettext_lazy("Length"),
    "roll": gettext_lazy("Rolls to the next working day"),
    "extendable_count": gettext_lazy("Extension, at most"),
    "extendable_unit": gettext_lazy("Unit of the extension"),
    "extendable_times": gettext_lazy("Extensions, at most"),
    "basis_zh": gettext_lazy("Legal basis in Chinese"),
    "basis_en": gettext_lazy("Legal basis in English"),
    "source": gettext_lazy("Source"),
    "source_url": gettext_lazy("Address of the source"),
    "confidence": gettext_lazy("How sure the number is"),
    "editable": gettext_lazy("May be adjusted by the portal"),
    "note_zh": gettext_lazy("Note in Chinese"),
    "note_en": gettext_lazy("Note in English"),
}


def register() -> None:
    """Make the kind known."""
    register_change_kind(
        ChangeKind(
            code=KIND,
            title=gettext_lazy("Time-limit rule"),
            propose_verb=VERB,
            confirm_verb=VERB,
            check=check,
            apply=apply,
            describe=describe,
            base=base,
            subject=subject,
            template="desk/_rule_change.html",
            detail=detail,
            applied=log_table,
        )
    )


def last_version(code: str) -> DeadlineRule:
    """The newest version of a time limit. Raises Invalid for an unknown code."""
    found = DeadlineRule.objects.filter(code=code).order_by("-version").first()
    if found is None:
        sentence = _("There is no such time limit, or no such detail of it.")
        raise Invalid("rule_unknown", sentence)
    return found


def check(payload: Payload, actor: Actor) -> None:
    """Everything the services would refuse, tried in a model that is not saved."""
    last = last_version(payload["code"])
    if "last_day" in payload:
        if date.fromisoformat(payload["last_day"]) < max(clock.today(), last.effective_from):
            raise Conflict("rule_past", _("A time limit ends today at the earliest."))
        return
    if date.fromisoformat(payload["effective_from"]) <= clock.today():
        raise Conflict("rule_past", _("A new version takes effect after today."))
    if not last.editable and not payload["changes"].get("basis_zh"):
        raise Conflict("rule_is_law", _("A statutory limit changes only with its new legal basis."))
    new = proposed(payload)
    workdays.compute(new.effective_from, new.unit, new.count)


def proposed(payload: Payload) -> DeadlineRule:
    """The version that a payload describes, not saved; for an end the last version, closed."""
    rule = last_version(payload["code"])
    if "last_day" in payload:
        rule.effective_to = date.fromisoformat(payload["last_day"])
        return rule
    for name, value in payload["changes"].items():
        setattr(rule, name, value)
    rule.pk, rule.version = None, rule.version + 1
    rule.effective_from, rule.effective_to = date.fromisoformat(payload["effective_from"]), None
    return rule


def apply(payload: Payload, actor: Actor) -> dict[str, Any]:
    """Write the version or the end. Facts: code, version and the table's digest."""
    code, reason = payload["code"], _("confirmed by a second person")
    if "last_day" in payload:
        day = date.fromisoformat(payload["last_day"])
        rule = rules.end_rule(code=code, last_day=day, actor=actor, reason=reason)
    else:
        rule = rules.revise_rule(
            code=code, effective_from=date.fromisoformat(payload["effective_from"]),
            actor=actor, reason=reason, changes=payload["changes"],
        )  # fmt: skip
    return {"code": code, "version": rule.version}


def log_table(change: Change) -> None:
    """Let publishing put the digest of the new table into the public log."""
    enqueue_on_commit(PUBLISH)


def base(payload: Payload) -> str:
    """Digest of all versions of the limit."""
    rows = DeadlineRule.objects.filter(code=payload["code"]).order_by("version")
    text = json.dumps([list(row) for row in rows.values_list()], default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def subject(payload: Payload) -> str:
    """Time limit COM-REVIEW: 承诺审核."""
    rule = last_version(payload["code"])
    name = localized(rule, "name")
    if "last_day" in payload:
        return _("End of the time limit %(code)s: %(name)s") % {"code": rule.code, "name": name}
    return _("New version of the time limit %(code)s: %(name)s") % {"code": rule.code, "name": name}


def describe(payload: Payload) -> list[Difference]:
    """Fields that differ, then from when."""
    last = last_version(payload["code"])
    if "last_day" in payload:
        before = str(last.effective_to or "")
        return [Difference(_("Last day in force"), before, payload["last_day"])]
    new = proposed(payload)
    lines = [
        Difference(str(label), told(last, name), told(new, name))
        for name, label in LABELS.items()
        if getattr(last, name) != getattr(new, name)
    ]
    if not lines:
        return []
    from_when = Difference(_("In force from"), str(last.effective_from), payload["effective_from"])
    return [*lines, from_when]


def told(rule: DeadlineRule, name: str) -> str:
    """A field of a rule in words of the active language."""
    if name in ("unit", "extendable_unit", "confidence"):
        choices = DeadlineRule.Confidence if name == "confidence" else DeadlineRule.Unit
        value = getattr(rule, name)
        return str(choices(value).label) if value else ""
    value = getattr(rule, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def detail(payload: Payload, change: Change) -> dict[str, Any]:
    """A worked example before and after, and how many open cases keep their version."""
    if change.is_waiting and "last_day" not in payload:
        return preview(payload, date.fromisoformat(payload["effective_from"]))
    return {"code": payload["code"], "cases": _open_cases(payload["code"])}


def preview(payload: Payload, start: date) -> dict[str, Any]:
    """What would differ, the same start counted by both versions, the cases that keep theirs."""
    return {
        "code": payload["code"],
        "start": start,
        "differences": describe(payload),
        "before": example(last_version(payload["code"]), start),
        "after": example(proposed(payload), start),
        "cases": _open_cases(payload["code"]),
    }


def example(rule: DeadlineRule, start: date) -> Result:
    """A start day counted by a version, whether or not it is in force on it."""
    return workdays.compute(start, rule.unit, rule.count, roll=rule.roll, rule=rule)


def _open_cases(code: str) -> int:
    return Deadline.objects.filter(rule__code=code, outcome="").count()
