"""The acts on a lead: which I may do now, what each asks for and says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from credit_portal.workflow import panels
from credit_portal.workflow.panels import Bound
from integrity_files import lead_forms as forms
from integrity_files import machine, policies, services
from integrity_files import selectors_leads as selectors
from integrity_files.models import Lead


@dataclass(frozen=True, kw_only=True)
class Act(panels.Plain):
    """An act: its step, verb, service, texts, form and which of its fields the service takes."""

    step: str
    verb: str
    own: bool = False  # only for whoever verifies it


ACTS: dict[str, Act] = {
    "take": Act(
        services.take_lead, _("Verify it myself"),
        _("It stands in your work until you say what was found."), _("It is yours to verify."),
        tone="main", step="take", verb=policies.HANDLE,
    ),
    "find_true": Act(
        services.find_true, _("It is true"),
        _("A record may follow, on a document with legal force."), _("Found true."), forms.TrueForm,
        tone="main", step="find_true", verb=policies.HANDLE, own=True,
    ),
    "doubt": Act(
        services.propose_untrue, _("It is not true"), _("A second person confirms and closes it."),
        _("Found untrue. A second person confirms now."), forms.FindingForm, step="doubt",
        verb=policies.HANDLE, own=True,
    ),
    "close": Act(
        services.confirm_untrue, _("Confirm: not true"),
        _("It ends here; the finding stays on file."), _("Closed."), forms.SureForm, tone="main",
        step="close", verb=policies.DECIDE,
    ),
    "send_back": Act(
        services.return_lead, _("Send back"), _("It is verified again."), _("Sent back."),
        forms.BackForm, step="send_back", verb=policies.DECIDE,
    ),
    "assign": Act(
        services.assign_lead, _("Assign to an officer"), _("He is told at once."), _("Assigned."),
        forms.AssignForm, step="assign", verb=policies.DECIDE,
    ),
}  # fmt: skip


def is_open(act: Act, user: Any, row: Lead) -> bool:
    """Whether the user may do the act on the lead now."""
    if not machine.LEAD.allows(row.state, act.step):
        return False
    if act.own and row.handler_id != user.pk:
        return False
    if not policies.may(user, act.verb, row.organisation):
        return False
    return act.step != "close" or policies.may_second(user, row.finder, row.found_on)


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
    return [
        panels.button(
            name, act, reverse("leads:act", args=[row.pk, name]), partial(form_for, name, row),
            bound, version=row.version,
        )
        for name, act in ACTS.items()
        if is_open(act, user, row)
    ]  # fmt: skip
