"""The acts on an application for repair: which I may do now, what each asks for and says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.workflow import panels
from credit_portal.workflow.panels import Bound
from integrity_files import machine_repair, repair_forms, services
from integrity_files import policies_repair as policies
from integrity_files import record_forms as forms
from integrity_files import selectors_repair as selectors
from integrity_files.codes_repair import AT_OFFICE
from integrity_files.codes_repair import RepairState as S
from integrity_files.models import Repair
from integrity_files.services import repair_by_form
from integrity_files.services.repair_office import may_be_refused
from integrity_files.services.repair_steps import may_decide


@dataclass(frozen=True, kw_only=True)
class Act(panels.Plain):
    """An act: its verb, service, texts, form, transition and when it is open beyond that."""

    verb: str
    step: str = ""
    when: Callable[[Any, Repair], bool] = lambda user, row: True


ACTS: dict[str, Act] = {
    "accept": Act(
        services.accept_repair, _("Accept the application"),
        _("The time of the result begins; the public page says that it was asked for."),
        _("Accepted. Examine it and propose the result."), forms.SureForm, tone="main",
        step="accept", verb=policies.HANDLE,
    ),
    "ask": Act(
        services.ask_missing, _("Ask for missing papers"),
        _("Once only, everything at a time; the clock of acceptance stands still."),
        _("Asked. The body has its time to complete them."), repair_forms.AskForm, step="ask",
        verb=policies.HANDLE, when=lambda user, row: row.asked_on is None,
    ),
    "refuse": Act(
        services.refuse_acceptance, _("Refuse acceptance"),
        _("With the reasons; the body may file anew."), _("Acceptance refused."),
        repair_forms.ReasonsForm, step="refuse", verb=policies.HANDLE,
        when=lambda user, row: row.state == S.FILED,
    ),
    "close": Act(
        services.close_unanswered, _("Close it: the papers did not come"),
        _("The time to complete them has passed; the body is told that it may file anew."),
        _("Closed. The body has been told."), forms.SureForm, tone="main", step="refuse",
        verb=policies.HANDLE,
        when=lambda user, row: row.state == S.INCOMPLETE and may_be_refused(row) is None,
    ),
    "propose": Act(
        services.propose_repair, _("Propose the result"), _("A second person decides."),
        _("Proposed. A second person decides now."), repair_forms.ResultForm, tone="main",
        step="propose", verb=policies.HANDLE,
    ),
    "extend": Act(
        services.extend_result, _("Extend the time of the result"),
        _("Once, where it is complex or has to be checked; the body is told."), _("Extended."),
        forms.GroundForm, verb=policies.HANDLE, when=lambda user, row: row.state == S.ACCEPTED,
    ),
    "decide": Act(
        services.decide_repair, _("Decide as proposed"),
        _("Granted: the display ends and the sharing stops. The body is told."), _("Decided."),
        forms.SureForm, tone="main", step="decide", verb=policies.DECIDE, when=may_decide,
    ),
    "send_back": Act(
        services.return_repair, pgettext_lazy("proposal", "Send back"), _("It is examined again."),
        _("Sent back."), forms.ReasonForm, step="send_back", verb=policies.DECIDE,
    ),
    "complete": Act(
        services.complete_repair, _("Hand in what was missing"),
        _("The clock of acceptance runs again."), _("Handed in."), repair_forms.CompleteForm,
        tone="main", step="complete", verb=policies.APPLY,
    ),
    "confirm": Act(
        services.confirm_repair, _("Confirm: we stand by this application"),
        _("It then binds the body, with its credit commitment; false material has consequences for"
          " it. If it is not yours, take it back."), _("Confirmed."), forms.SureForm, tone="main",
        verb=policies.APPLY, when=lambda user, row: not row.binds_body and row.state in AT_OFFICE,
    ),
    "withdraw": Act(
        services.withdraw_repair, _("Take the application back"),
        _("You may file another one later."), _("Taken back."), forms.SureForm, step="withdraw",
        verb=policies.APPLY,
    ),
    "erase": Act(
        repair_by_form.erase_applicant, _("Erase who applied"),
        _("With the document that proved it. The steps stay."), _("Erased."), forms.SureForm,
        tone="red", verb=policies.DECIDE,
        when=lambda user, row: row.has_ended and selectors.party_of(row) is not None,
    ),
}  # fmt: skip


def is_open(act: Act, user: Any, row: Repair) -> bool:
    """Whether the user may do the act on the application now."""
    if act.step and not machine_repair.REPAIR.allows(row.state, act.step):
        return False
    return policies.may(user, act.verb, row.record.organisation) and act.when(user, row)


def acts_for(user: Any, row: Repair, bound: Bound = None) -> list[dict[str, Any]]:
    """Acts that I may do now, as the panel shows them."""
    return [
        panels.button(
            name, act, reverse("repair_desk:act", args=[row.pk, name]),
            partial(form_for, act, row), bound, version=row.version,
        )
        for name, act in ACTS.items()
        if is_open(act, user, row)
    ]  # fmt: skip


def form_for(act: Act, row: Repair, *bound: Any) -> Form:
    """The form of an act, bound to data and files when given."""
    form: Form = act.form(*bound)
    if isinstance(form, repair_forms.ResultForm) and not row.binds_body:
        form.without_false()
    return form
