"""The acts on a consequence: which I may do now, what each asks for and says."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.common import clock
from credit_portal.workflow import panels
from credit_portal.workflow.panels import Bound, Guarded
from integrity_files import consequence_forms as forms
from integrity_files import machine_consequences, services
from integrity_files import policies as base
from integrity_files import policies_consequences as policies
from integrity_files.models import Consequence
from integrity_files.services.consequence_steps import over


def _second(user: Any, row: Consequence) -> bool:
    return base.may_second(user, row.orderer, row.ordered_on)


def _may_accept(user: Any, row: Consequence) -> bool:
    reported = row.reported_on or clock.today()
    return _second(user, row) and base.may_second(user, row.reporter, reported)


ACTS: dict[str, Guarded] = {
    "confirm": Guarded(
        services.confirm_consequence, _("Confirm it"),
        _("Its clock starts, a term runs from today, whoever carries it out is told."),
        _("Confirmed."), forms.SureForm, tone="main", step="confirm", verb=policies.CONFIRM,
        when=_second,
    ),
    "strike": Guarded(
        services.strike_consequence, _("Do not confirm it"),
        _("With the reasons; it may be ordered anew."), _("Not confirmed."), forms.StrikeForm,
        step="strike", verb=policies.CONFIRM, when=_second,
    ),
    "report": Guarded(
        services.report_consequence, _("Report it as carried out"),
        _("With proof; somebody of the credit office accepts it or not."), _("Reported."),
        forms.CarriedForm, tone="main", step="report", verb=policies.CARRY,
    ),
    "accept": Guarded(
        services.accept_consequence, _("Accept it"),
        _("The duty is done; a term runs on to its last day."), _("Accepted."), forms.FindingForm,
        tone="main", step="accept", verb=policies.ACCEPT, when=_may_accept,
    ),
    "refuse": Guarded(
        services.refuse_consequence, pgettext_lazy("consequence", "Do not accept it"),
        _("The clock has run on; it is to be reported again."), _("Not accepted."),
        forms.FindingForm, step="refuse", verb=policies.ACCEPT, when=_may_accept,
    ),
}  # fmt: skip


def is_open(act: Guarded, user: Any, row: Consequence) -> bool:
    """Whether the user may do the act now."""
    if not machine_consequences.CONSEQUENCE.allows(row.state, act.step):
        return False
    return policies.may(user, act.verb, over(row, act.verb)) and act.when(user, row)


def acts_for(user: Any, row: Consequence, bound: Bound = None) -> list[dict[str, Any]]:
    """Acts that I may do now, as the panel shows them."""
    found = {name: act for name, act in ACTS.items() if is_open(act, user, row)}
    return panels.buttons(found, "consequences:act", row, bound)


def given(form: Form) -> dict[str, Any]:
    """What the service takes of the form."""
    data = dict(form.cleaned_data)
    upload = {"upload": data.pop("file")} if "file" in data else {}
    return {**data, **upload}
