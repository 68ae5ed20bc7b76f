"""The acts on an old account: which I may do now, what each asks for and says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.utils.translation import gettext_lazy as _

from commitments import machine_old_accounts as machine
from commitments import policies_old_accounts as policies
from commitments import selectors_old_accounts as selectors
from commitments.codes_old_accounts import AccountState
from commitments.forms.acts import ConfirmForm, ReasonForm
from commitments.forms.old_accounts import ContestForm, DecisionForm, PlanForm
from commitments.models import OldAccount
from commitments.services import old_answers, old_office
from credit_portal.workflow import panels
from credit_portal.workflow.panels import Bound


def _nothing(form: Any) -> dict[str, Any]:
    return {}


def _reason(form: Any) -> dict[str, Any]:
    return {"reason": form.cleaned_data["reason"]}


def _contest(form: Any) -> dict[str, Any]:
    return {"reason": form.cleaned_data["reason"], "upload": form.cleaned_data["file"]}


def _decision(form: Any) -> dict[str, Any]:
    upheld = form.cleaned_data["upheld"] == "yes"
    return {"upheld": upheld, "reason": form.cleaned_data["reason"]}


def _plan(form: Any) -> dict[str, Any]:
    return dict(form.given())


@dataclass(frozen=True, kw_only=True)
class Act(panels.Plain):
    """An act with its step of the machine ("" when it is none), its verb and how its form is read.

    `first` names the field of the account that holds who did the first half of it.
    """

    step: str = ""
    verb: str
    read: Callable[[Any], dict[str, Any]] = _nothing
    first: str = ""


ACTS: dict[str, Act] = {
    "check": Act(
        old_office.check, _("Complete, to be forwarded"),
        _("A second person of the office forwards it to the body."),
        _("Checked. A second person forwards it now."), tone="main", step="check",
        verb=policies.CHECK,
    ),
    "return_": Act(
        old_office.return_to_complete, _("Return to be completed"),
        _("The claimant reads your reason under the receipt."), _("Returned with your reason."),
        ReasonForm, step="return_", verb=policies.CHECK, read=_reason,
    ),
    "refuse": Act(
        old_office.refuse, _("Do not take it up"),
        _("It ends here; the claimant reads your reason."), _("Ended with your reason."),
        ReasonForm, tone="red", step="refuse", verb=policies.CHECK, read=_reason,
    ),
    "forward": Act(
        old_office.forward, _("Forward to the body"),
        _("The body's time to answer begins; its public sheet counts one more."),
        _("Forwarded. The time to answer runs."), ConfirmForm, tone="main", step="forward",
        verb=policies.CONFIRM, first="checker",
    ),
    "uncheck": Act(
        old_office.uncheck, _("Send back to be checked"),
        _("Goes back to the officer with your reason."), _("Sent back with your reason."),
        ReasonForm, step="uncheck", verb=policies.CONFIRM, read=_reason, first="checker",
    ),
    "accept": Act(
        old_answers.accept, _("Own up to it"),
        _("Makes a draft commitment with your plan; submit it for approval."),
        _("The draft commitment is there. Submit it for approval."), PlanForm, tone="main",
        step="accept", verb=policies.ANSWER, read=_plan,
    ),
    "contest": Act(
        old_answers.contest, _("Contest it"),
        _("A second person of the body signs it; the time runs until then."),
        _("Drafted. A second person signs it."), ContestForm, step="contest", verb=policies.ANSWER,
        read=_contest,
    ),
    "issue": Act(
        old_answers.issue, _("Sign the contest"),
        _("The claimant reads it; the credit office decides."),
        _("Signed. The credit office decides now."), ConfirmForm, tone="main", step="issue",
        verb=policies.ISSUE, first="drafter",
    ),
    "unissue": Act(
        old_answers.unissue, _("Send the draft back"), _("The time to answer runs on."),
        _("Sent back with your reason."), ReasonForm, step="unissue", verb=policies.ISSUE,
        read=_reason,
    ),
    "propose": Act(
        old_office.propose_decision, _("Propose a decision"), _("A second person confirms it."),
        _("Proposed. A second person confirms now."), DecisionForm, tone="main", step="propose",
        verb=policies.CHECK, read=_decision,
    ),
    "confirm": Act(
        old_office.confirm_decision, _("Confirm the decision"),
        _("Final: upheld, the body must register it; or closed with reasons."), _("Decided."),
        ConfirmForm, tone="main", step="uphold", verb=policies.CONFIRM, first="proposer",
    ),
    "return_decision": Act(
        old_office.return_decision, _("Send it back"),
        _("Goes back to the officer with your reason."), _("Sent back with your reason."),
        ReasonForm, step="return_decision", verb=policies.CONFIRM, read=_reason, first="proposer",
    ),
    "erase": Act(
        old_office.erase_claimant, _("Erase who filed it"),
        _("Name, contact and all words and files given on the way are removed for good."),
        _("Erased."), ConfirmForm, tone="red", verb=policies.CONFIRM,
    ),
}  # fmt: skip


def is_open(act: Act, user: Any, row: OldAccount) -> bool:
    """Whether the user may do the act on the account now."""
    if act.step:
        if not machine.ACCOUNT.allows(row.state, act.step):
            return False
    elif not (row.is_final and row.notes.exists()):
        return False
    if not policies.may(user, act.verb, row):
        return False
    if act.step == "refuse" and row.state == AccountState.INCOMPLETE:
        return selectors.may_end_incomplete(row)
    if not act.first:
        return True
    first, day = getattr(row, act.first), selectors.acted_on(row, act.first)
    return policies.may_second(user, first, day)


def form_for(
    name: str, user: Any, row: OldAccount, data: Any = None, files: Any = None
) -> Form | None:
    """The form of an act; None when it asks nothing."""
    act = ACTS[name]
    if act.form is None:
        return None
    if act.form is PlanForm:
        first = {"title_zh": f"履行{row.paper_year}年旧账"}  # its paper's title may name a person
        return PlanForm(data, user=user, body=row.organisation, initial=first)
    if act.form is ContestForm:
        return ContestForm(data, files)
    made: Form = act.form(data)
    return made


def acts_for(user: Any, row: OldAccount, bound: Bound = None) -> list[dict[str, Any]]:
    """Acts that I may do now, as the panel shows them."""
    found = {name: act for name, act in ACTS.items() if is_open(act, user, row)}
    return panels.buttons(
        found, "commitments:old-account-act", row, bound, lambda name: form_for(name, user, row)
    )
