"""The acts on due dates, milestones and templates as the case page does them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments import clock_acts, clock_previews, forms, policies_clocks, services
from commitments.forms.clocks import ExtensionForm, MilestoneReportForm, StopForm
from commitments.forms.desk import NameForm
from commitments.models import Commitment
from credit_portal.common.i18n import localized
from credit_portal.publishing.documents import document_sha

DONE: dict[str, Any] = {
    "grant_due_change": _("Granted. It is public within seconds."),
    "refuse_due_change": _("Refused with your reason."),
    "withdraw_due_change": _("The request has been taken back."),
    "ask_extension": _("Asked. The superior body decides now."),
    "ask_stop": _("Asked. The superior body decides now."),
    "resume_clock": _("The clock runs again; the due date has moved."),
    "make_template": _("Kept as a template of the body."),
    "report_milestone": _("The milestone has been reported."),
}


def _given(form: Any) -> dict[str, Any]:
    given: dict[str, Any] = form.given()
    return given


def _sha(form: Any) -> dict[str, Any]:
    return {"doc_sha": form.cleaned_data["doc_sha"]}


def _reason(form: Any) -> dict[str, Any]:
    return {"reason": form.cleaned_data["reason"]}


#: Act → service, and how its form's data become the service's arguments.
SERVICES: dict[str, tuple[Callable[..., Any], Callable[[Any], dict[str, Any]] | None]] = {
    "grant_due_change": (services.approve_due_change, _sha),
    "refuse_due_change": (services.refuse_due_change, _reason),
    "withdraw_due_change": (services.withdraw_due_change, None),
    "ask_extension": (services.ask_extension, _given),
    "ask_stop": (services.ask_stop, _given),
    "resume_clock": (services.resume_clock, None),
    "make_template": (services.make_template, lambda form: {"name": form.cleaned_data["name"]}),
    "report_milestone": (services.report_milestone, _given),
}


def makers(row: Commitment, chosen: Any, data: Any, files: Any) -> dict[str, Callable[[], Any]]:
    """The forms of these acts, each made when it is wanted."""
    return {
        "grant_due_change": lambda: forms.ApproveForm(data, initial=chosen),
        "refuse_due_change": lambda: forms.ReasonForm(data),
        "make_template": lambda: NameForm(data, initial={"name": localized(row, "title")[:100]}),
        "ask_extension": lambda: ExtensionForm(data, files, commitment=row),
        "ask_stop": lambda: StopForm(data, files, commitment=row),
        "report_milestone": lambda: MilestoneReportForm(data, files, commitment=row),
    }


def shown(user: Any, row: Commitment) -> dict[str, Any]:
    """The request that waits, and for whoever may decide what granting it would publish."""
    request = clock_acts.waiting(row)
    if request is None:
        return {}
    request.commitment = row
    found: dict[str, Any] = {"due_request": request}
    if policies_clocks.may_decide(user, request):
        document = clock_previews.preview(request, user)
        found |= {"due_preview": document, "due_sha": document_sha(document)}
    return found
