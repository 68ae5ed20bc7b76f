"""The acts on an application for repair: which I may do now, what each asks for and says."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.workflow import panels
from credit_portal.workflow.panels import Bound, Guarded
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

ACTS: dict[str, Guarded] = {
    "accept": Guarded(
        services.accept_repair, _("Accept the application"),
        _("The time of the result begins; the public page says that it was asked for."),
        _("Accepted. Examine it and propose the result."), forms.SureForm, tone="main",
        step="accept", verb=policies.HANDLE,
    ),
    "ask": Guarded(
        services.ask_missing, _("Ask for missing papers"),
        _("Once only, everything at a time; the clock of acceptance stands still."),
        _("Asked. The body has its time to complete them."), repair_forms.AskForm, step="ask",
        verb=policies.HANDLE, when=lambda user, row: row.asked_on is None,
    ),
    "refuse": Guarded(
        services.refuse_acceptance, _("Refuse acceptance"),
        _("With the reasons; the body may file anew."), _("Acceptance refused."),
        repair_forms.ReasonsForm, step="refuse", verb=policies.HANDLE,
        when=lambda user, row: row.state == S.FILED,
    ),
    "close": Guarded(
        services.close_unanswered, _("Close it: the papers did not come"),
        _("The time to complete them has passed; the body is told that it may file anew."),
        _("Closed. The body has been told."), forms.SureForm, tone="main", step="refuse",
        verb=policies.HANDLE,
        when=lambda user, row: row.state == S.INCOMPLETE and may_be_refused(row) is None,
    ),
    "propose": Guarded(
        services.propose_repair, _("Propose the result"), _("A second person decides."),
        _("Proposed. A second person decides now."), repair_forms.ResultForm, tone="main",
        step="propose", verb=policies.HANDLE,
    ),
    "extend": Guarded(
        services.extend_result, _("Extend the time of the result"),
        _("Once, where it is complex or has to be checked; the body is told."), _("Extended."),
        forms.GroundForm, verb=policies.HANDLE, when=lambda user, row: row.state == S.ACCEPTED,
    ),
    "decide": Guarded(
        services.decide_repair, _("Decide as proposed"),
        _("Granted: the display ends and the sharing stops. The body is told."), _("Decided."),
        forms.SureForm, tone="main", step="decide", verb=policies.DECIDE, when=may_decide,
    ),
    "send_back": Guarded(
        services.return_repair, pgettext_lazy("proposal", "Send back"), _("It is examined again."),
        _("Sent back."), forms.ReasonForm, step="send_back", verb=policies.DECIDE,
    ),
    "complete": Guarded(
        services.complete_repair, _("Hand in what was missing"),
        _("The clock of acceptance runs again."), _("Handed in."), repair_forms.CompleteForm,
        tone="main", step="complete", verb=policies.APPLY,
    ),
    "confirm": Guarded(
        services.confirm_repair, _("Confirm: we stand by this application"),
        _("It then binds the body, with its credit commitment; false material has consequences for"
          " it. If it is not yours, take it back."), _("Confirmed."), forms.SureForm, tone="main",
        verb=policies.APPLY, when=lambda user, row: not row.binds_body and row.state in AT_OFFICE,
    ),
    "withdraw": Guarded(
        services.withdraw_repair, _("Take the application back"),
        _("You may file another one later."), _("Taken back."), forms.SureForm, step="withdraw",
        verb=policies.APPLY,
    ),
    "erase": Guarded(
        repair_by_form.erase_applicant, _("Erase who applied"),
        _("With the document that proved it. The steps stay."), _("Erased."), forms.SureForm,
        tone="red", verb=policies.DECIDE,
        when=lambda user, row: row.has_ended and selectors.party_of(row) is not None,
    ),
}  # fmt: skip


def is_open(act: Guarded, user: Any, row: Repair) -> bool:
    """Whether the user may do the act on the application now."""
    if act.step and not machine_repair.REPAIR.allows(row.state, act.step):
        return False
    return policies.may(user, act.verb, row.record.organisation) and act.when(user, row)


def acts_for(user: Any, row: Repair, bound: Bound = None) -> list[dict[str, Any]]:
    """Acts that I may do now, as the panel shows them."""
    found = {name: act for name, act in ACTS.items() if is_open(act, user, row)}
    return panels.buttons(
        found, "repair_desk:act", row, bound, lambda name: form_for(ACTS[name], row)
    )


def form_for(act: Guarded, row: Repair, *bound: Any) -> Form:
    """The form of an act, bound to data and files when given."""
    form: Form = act.form(*bound)
    if isinstance(form, repair_forms.ResultForm) and not row.binds_body:
        form.without_false()
    return form
