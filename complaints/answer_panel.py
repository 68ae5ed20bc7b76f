"""The acts on a selected answer: which I may do now, what each asks for and says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.utils.translation import gettext_lazy as _

from complaints import exchange_forms as forms
from complaints import policies
from complaints.codes import AnswerState
from complaints.models import PublicAnswer
from complaints.services import public_answers as services
from credit_portal.workflow import panels


@dataclass(frozen=True, kw_only=True)
class Act(panels.Plain):
    """An act, the state that it needs, and whose earlier step it is the second of."""

    state: str
    first: str = ""  # the field that names who must not do it
    withdrawing: bool | None = None


ACTS: dict[str, Act] = {
    "confirm": Act(
        services.confirm, _("Publish it"),
        _("Exactly as it stands here; it is public within seconds."), _("It is published."),
        forms.PublishForm, tone="main", state=AnswerState.PROPOSED, first="proposer",
    ),
    "refuse": Act(
        services.refuse, _("Do not publish it"), _("It can be written anew."),
        _("It is not published."), forms.ReasonForm, state=AnswerState.PROPOSED,
    ),
    "propose_withdrawal": Act(
        services.propose_withdrawal, _("Propose to withdraw it"), _("A second person decides."),
        _("A second person decides now."), forms.ReasonForm, state=AnswerState.PUBLISHED,
        withdrawing=False,
    ),
    "withdraw": Act(
        services.withdraw, _("Withdraw it"),
        _("Its address says from now on that it was withdrawn."), _("It is withdrawn."),
        forms.SureForm, tone="red", state=AnswerState.PUBLISHED, first="withdraw_proposer",
        withdrawing=True,
    ),
    "keep": Act(
        services.keep, _("Let it stand"), _("It stays on display."), _("It stays on display."),
        forms.SureForm, state=AnswerState.PUBLISHED, withdrawing=True,
    ),
}  # fmt: skip


def is_open(act: Act, user: Any, row: PublicAnswer) -> bool:
    """Whether the user may do the act on the answer now."""
    if row.state != act.state:
        return False
    if act.withdrawing is not None and act.withdrawing is not bool(row.withdraw_proposer_id):
        return False
    return not act.first or policies.is_other(user, row.case, getattr(row, act.first))


def form_for(name: str, digest: str, doubt: str = "", data: Any = None) -> Form:
    """The form of an act; why it should be withdrawn stands there already."""
    made: Form = ACTS[name].form(data, initial={"digest": digest, "reason": doubt})
    return made


def acts_for(
    user: Any, row: PublicAnswer, digest: str, bound: panels.Bound = None
) -> list[dict[str, Any]]:
    """Acts that I may do now, as the panel shows them."""
    doubt = services.doubt_of(row)
    found = {name: act for name, act in ACTS.items() if is_open(act, user, row)}
    return panels.buttons(
        found, "complaint_exchange:answer-act", row, bound,
        lambda name: form_for(name, digest, doubt),
    )  # fmt: skip
