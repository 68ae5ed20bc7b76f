"""The buttons on a case with their forms: what I may do now (case_acts), and what it asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments import case_acts, forms, listing
from commitments.models import Commitment, Verification
from commitments.views import clocks
from credit_portal.common import clock
from credit_portal.workflow.panels import Bound

#: What a form begins with: the digest of the preview, the period that a link names.
Chosen = dict[str, str] | None

DONE: dict[str, Any] = {
    "submit": _("Handed in. A second person decides now."),
    "take_back": _("Taken back. It is a draft again."),
    "discard": _("The draft has been discarded."),
    "copy": _("A copy has been made. Set its dates now."),
    "approve": _("Approved. It is public within seconds."),
    "return": _("Returned with your reason."),
    "bear_personally": _("It is the holder's own commitment now; he is asked to agree."),
    "bear_by_post": _("The post and its body promise it again."),
    "countersign": _("You have agreed. A second person decides now."),
    "report": _("Reported. The credit office verifies now."),
    "evidence": _("The file has been added."),
    "open_verification": _("The verification is open."),
    "propose": _("Proposed. A second person confirms now."),
    "confirm": _("Confirmed. The outcome is public within seconds."),
    "return_outcome": _("Sent back with your reason."),
    "dismiss": _("Closed without an outcome."),
    "propose_change": _("The case has been begun. Edit the new text and state the ground."),
    "propose_withdrawal": _("The case has been begun. State the ground and the document."),
    "compensation": _("Reported as paid. It is public within seconds."),
    "find_void": _("Proposed. A second person confirms now."),
    **clocks.DONE,
}


def form_for(
    name: str, row: Commitment, *, chosen: Chosen = None, data: Any = None, files: Any = None
) -> Form | None:
    """The form of an act on a commitment; None when it needs none."""
    today = clock.today()
    makers: dict[str, Callable[[], Form]] = {
        "approve": lambda: forms.ApproveForm(data, initial=chosen),
        "return": lambda: forms.ReturnForm(data, commitment=row),
        "discard": lambda: forms.ConfirmForm(data),
        "report": lambda: forms.ReportForm(
            data, files, commitment=row, today=today, initial=chosen
        ),
        "evidence": lambda: forms.EvidenceForm(data, files, required=True),
        "open_verification": lambda: forms.OpenForm(data, commitment=row, today=today),
        "propose_change": lambda: forms.ConfirmForm(data),
        "propose_withdrawal": lambda: forms.ConfirmForm(data),
        "compensation": lambda: forms.PaidForm(data, files),
        "find_void": lambda: forms.VoidForm(data, files),
    }
    makers |= clocks.makers(row, chosen, data, files)
    return makers[name]() if name in makers else None


def task_form(
    name: str, task: Verification, *, doc_sha: str = "", data: Any = None, files: Any = None
) -> Form:
    """The form of an act on a verification."""
    if name == "propose":
        names = ("findings_zh", "findings_en", "outcome", "kept_on")
        initial = {name: getattr(task, name) for name in names}
        return forms.OutcomeForm(data, files, task=task, initial=initial)
    if name == "confirm":
        return forms.ApproveForm(data, initial={"doc_sha": doc_sha})
    return forms.ReasonForm(data)


def acts_for(
    user: Any, row: Commitment, *, chosen: Chosen = None, bound: Bound = None, unfold: str = ""
) -> list[case_acts.Act]:
    """Acts on a commitment, each with its form; a refused form stays as it was filled in."""
    acts = case_acts.acts_for(user, row)
    if any(act["name"] == "edit" for act in acts):
        acts.append(_evidence_act(row))
    _name_unchecked(acts, "approve", row)
    for act in acts:
        name = act["name"]
        refused = bound is not None and bound[0] == name
        act["fields"] = bound[1] if refused and bound else form_for(name, row, chosen=chosen)
        act["method"] = "get" if name in {"edit", "authority"} else "post"
        act["open"] = name == unfold
    return acts


def _evidence_act(row: Commitment) -> case_acts.Act:
    """Files belong to a draft as long as it may be edited."""
    return {
        "name": "evidence",
        "label": _("Add evidence"),
        "key": "",
        "tone": "",
        "hint": _("The approver sees it beside the text."),
        "url": reverse("commitments:act", args=[row.pk, "evidence"]),
    }


def acts_on_verification(
    user: Any, task: Verification, *, doc_sha: str = "", bound: Bound = None
) -> list[case_acts.Act]:
    """Acts on a verification, each with its form."""
    acts = case_acts.verification_acts(user, task)
    _name_unchecked(acts, "confirm", task.commitment)
    for act in acts:
        refused = bound is not None and bound[0] == act["name"]
        form = task_form(act["name"], task, doc_sha=doc_sha)
        act["fields"] = bound[1] if refused and bound else form
    return acts


def _name_unchecked(acts: list[case_acts.Act], name: str, row: Commitment) -> None:
    """Say on the act that publishes which files for the public are still being checked."""
    for act in acts:
        if act["name"] == name and (waiting := listing.unchecked(row)):
            act["hint"] = _("Not published before it is checked: %(files)s") % {
                "files": "、".join(waiting)
            }


def sentences(form: Form | None) -> list[str]:
    """Refusals that a form without visible fields holds."""
    return [str(text) for texts in form.errors.values() for text in texts] if form else []
