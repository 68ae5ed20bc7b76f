"""The acts on a batch, and the words for what does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import NotAllowed
from credit_portal.workflow import panels
from credit_portal.workflow.panels import Bound
from integrity_files import machine_reporting as machine
from integrity_files import policies
from integrity_files import policies_reporting as reporting
from integrity_files import selectors_reporting as selectors
from integrity_files.models import ReportBatch
from integrity_files.reporting.formats import AMOUNT, AREA, BY_CODE, DATE, USCC
from integrity_files.reporting_forms import AnswerForm
from integrity_files.services import report_batches as services


@dataclass(frozen=True, kw_only=True)
class Act(panels.Plain):
    """An act, its step and who may."""

    step: str
    verbs: tuple[str, ...]


ACTS: dict[str, Act] = {
    "release": Act(
        services.release_batch, _("Release the batch"), _("Its files may leave for the platform."),
        _("The batch is released."), tone="main", step="release", verbs=(reporting.RELEASE,),
    ),
    "answer": Act(
        services.enter_answers, _("Enter the answer"),
        _("What the platform refused; the rest is accepted."), _("The answer is entered."),
        AnswerForm, tone="main", step="answer", verbs=(reporting.PREPARE,),
    ),
    "drop": Act(
        services.drop_batch, _("Put it back"),
        _("Nothing leaves; its records wait for another batch."), _("The batch was put back."),
        step="drop", verbs=(reporting.PREPARE, reporting.RELEASE),
    ),
}  # fmt: skip


def is_open(act: Act, user: Any, row: ReportBatch) -> bool:
    """Whether the user may do the act on the batch now."""
    if not machine.by_hand(row.mode, act.step).allows(row.state, act.step):
        return False
    if not any(reporting.covers(user, verb, row) for verb in act.verbs):
        return False
    if act.step != "release":
        return True
    return policies.may_second(user, row.maker, row.made_on) and not selectors.gone_since(row)


def require(user: Any, act: Act, row: ReportBatch) -> None:
    """Raise NotAllowed unless he holds a verb of the act over every body of the batch."""
    if not any(reporting.covers(user, verb, row) for verb in act.verbs):
        raise NotAllowed("not_allowed", _("Your role does not include this step here."))


def acts_for(user: Any, row: ReportBatch, bound: Bound = None) -> list[dict[str, Any]]:
    """Acts that I may do now, as the panel shows them."""
    found = {name: act for name, act in ACTS.items() if is_open(act, user, row)}
    return panels.buttons(found, "reporting:act", row, bound)


WRONG: dict[str, Any] = {
    "missing": _("%(field)s is missing."),
    "too_long": _("%(field)s is too long for the format."),
    "code": _("%(field)s holds a code that the format does not know."),
    "unknown": _("%(field)s is no field of the format."),
    DATE: _("%(field)s is no date of the form 2026-01-31."),
    AMOUNT: _("%(field)s is no amount with six decimals."),
    USCC: _("%(field)s is no valid unified social credit code; mend the body's entry."),
    AREA: _("%(field)s is no division of six digits; mend the body's entry."),
}


def in_words(problems: list[dict[str, str]]) -> list[str]:
    """What does not fit, a sentence a field."""
    return [
        str(WRONG[one["code"]])
        % {"field": BY_CODE[one["field"]].title_zh if one["field"] in BY_CODE else one["field"]}
        for one in problems
    ]


#: Codes of attempts in words; those of the platform follow the colon.
OUTCOMES: dict[str, Any] = {
    "answered": _("answered"),
    "incomplete": _("answered in part"),
    "timed_out": _("The other side did not answer in time."),
    "unreachable": _("The other side could not be reached."),
    "broken_off": _("The connection broke off."),
    "cut_off": _("The answer was cut off."),
    "unreadable": _("The answer could not be read."),
    "wrong_batch": _("The answer was about another batch."),
    "no_address": _("No address is configured."),
}


def outcome(code: str) -> str:
    """How an attempt ended, in words."""
    kind, _colon, status = code.partition(":")
    if kind == "answered" and status:
        return str(_("The other side answered %(code)s.")) % {"code": status}
    return str(OUTCOMES.get(code, code))
