"""`/staff/reminders/`: how early my bodies are reminded, and when their superior is told."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError, NotAllowed
from credit_portal.common.forms import show_refusal
from credit_portal.directory.models import Organisation
from credit_portal.workflow import reminders
from credit_portal.workflow.models_reminders import ReminderPlan

USUAL = {"remind_before": "30, 7, 1", "approver_from": 7, "superior_from": 1, "escalate_after": 5}


class PlanForm(forms.Form):
    """The numbers of a plan."""

    remind_before = forms.CharField(
        label=gettext_lazy("Reminders, days before"),
        max_length=60,
        help_text=gettext_lazy("One to six numbers from 1 to 90, separated by commas."),
    )
    approver_from = forms.IntegerField(label=gettext_lazy("The approver too, from days before"))
    superior_from = forms.IntegerField(label=gettext_lazy("The superior too, from days before"))
    escalate_after = forms.IntegerField(
        label=gettext_lazy("Overdue: the superior is told after days")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_remind_before(self) -> list[int]:
        """The numbers."""
        parts = self.cleaned_data["remind_before"].replace("，", ",").replace("、", ",").split(",")
        if not all(part.strip().isdecimal() for part in parts):
            raise forms.ValidationError(_("Numbers separated by commas."))
        return [int(part) for part in parts]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The plan of one body (`?body=`), and which plan holds for it now."""
    bodies = reminders.bodies_for(user_of(request))
    if not bodies.exists():
        raise NotAllowed("not_allowed", _("Your role does not include setting reminders."))
    asked = request.GET.get("body", "")
    body = get_object_or_404(bodies, slug=asked) if asked else bodies.first()
    own = reminders.own_plan(body)
    form = PlanForm(request.POST or None, initial=_initial(own or reminders.plan_for(body), own))
    if form.is_valid() and _set(request, form, body):
        messages.success(request, _("The reminders have been set."))
        return redirect(f"{request.path}?body={body.slug}")
    context = {"form": form, "body": body, "bodies": bodies[:200], "own": own,
               "holds": reminders.plan_for(body)}  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "desk/reminders.html", context, status=status)


def _initial(plan: ReminderPlan | None, own: ReminderPlan | None) -> dict[str, object]:
    version = {"version": own.version if own else 0}
    if plan is None:
        return {**USUAL, **version}
    days = ", ".join(str(day) for day in plan.remind_before)
    return {"remind_before": days, "approver_from": plan.approver_from,
            "superior_from": plan.superior_from, "escalate_after": plan.escalate_after,
            **version}  # fmt: skip


def _set(request: HttpRequest, form: PlanForm, body: Organisation) -> bool:
    given = dict(form.cleaned_data)
    version = given.pop("version")
    try:
        acts.run(
            reminders.set_plan, actor=user_of(request), idempotency_key=idempotency_key(request),
            organisation=body, expected_version=version, **given,
        )  # fmt: skip
    except DomainError as error:
        if error.status == 403:
            raise
        show_refusal(form, error)
        return False
    return True
