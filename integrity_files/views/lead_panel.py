"""The acts on a lead: which I may do now, what each asks for and says."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from credit_portal.workflow import panels
from credit_portal.workflow.panels import Bound, Guarded
from integrity_files import lead_forms as forms
from integrity_files import machine, policies, services
from integrity_files import selectors_leads as selectors
from integrity_files.models import Lead


def _mine(user: Any, row: Lead) -> bool:
    return bool(row.handler_id == user.pk)


def _second(user: Any, row: Lead) -> bool:
    return policies.may_second(user, row.finder, row.found_on)


ACTS: dict[str, Guarded] = {
    "take": Guarded(
        services.take_lead, _("Verify it myself"),
        _("It stands in your work until you say what was found."), _("It is yours to verify."),
        tone="main", step="take", verb=policies.HANDLE,
    ),
    "find_true": Guarded(
        services.find_true, _("It is true"),
        _("A record may follow, on a document with legal force."), _("Found true."), forms.TrueForm,
        tone="main", step="find_true", verb=policies.HANDLE, when=_mine,
    ),
    "doubt": Guarded(
        services.propose_untrue, _("It is not true"), _("A second person confirms and closes it."),
        _("Found untrue. A second person confirms now."), forms.FindingForm, step="doubt",
        verb=policies.HANDLE, when=_mine,
    ),
    "close": Guarded(
        services.confirm_untrue, _("Confirm: not true"),
        _("It ends here; the finding stays on file."), _("Closed."), forms.SureForm, tone="main",
        step="close", verb=policies.DECIDE, when=_second,
    ),
    "send_back": Guarded(
        services.return_lead, _("Send back"), _("It is verified again."), _("Sent back."),
        forms.BackForm, step="send_back", verb=policies.DECIDE,
    ),
    "assign": Guarded(
        services.assign_lead, _("Assign to an officer"), _("He is told at once."), _("Assigned."),
        forms.AssignForm, step="assign", verb=policies.DECIDE,
    ),
}  # fmt: skip


def is_open(act: Guarded, user: Any, row: Lead) -> bool:
    """Whether the user may do the act on the lead now."""
    if not machine.LEAD.allows(row.state, act.step):
        return False
    return policies.may(user, act.verb, row.organisation) and act.when(user, row)


def form_for(name: str, row: Lead, data: Any = None) -> Form | None:
    """The form of an act; None when it asks nothing."""
    act = ACTS[name]
    if act.form is None:
        return None
    if act.form is forms.AssignForm:
        return forms.AssignForm(data, officers=selectors.officers_for(row))
    made: Form = act.form(data)
    return made


def given(form: Form | None) -> dict[str, Any]:
    """What the service takes of the form."""
    data = dict(form.cleaned_data) if form is not None else {}
    if "handler_id" in data:
        data["handler_id"] = UUID(data["handler_id"])
    return data


def order(row: Lead) -> dict[str, Any]:
    """The step after a lead found true: a page of its own."""
    return panels.link(
        "order", _("Order rectification"), reverse("records:order", args=[row.pk]),
        _("A record begins; the body is told and has its time to rectify."), "main",
    )  # fmt: skip


def acts_for(user: Any, row: Lead, bound: Bound = None) -> list[dict[str, Any]]:
    """Acts that I may do now, as the panel shows them."""
    found = {name: act for name, act in ACTS.items() if is_open(act, user, row)}
    return panels.buttons(found, "leads:act", row, bound, lambda name: form_for(name, row))
