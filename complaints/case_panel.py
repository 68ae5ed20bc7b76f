"""The panel of acts: which I may do now, with their forms; what the service takes of them."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.forms import Form, HiddenInput, UUIDField
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints import brought, exchange_panel, machine, policies, redaction, rules
from complaints import case_forms as forms
from complaints.case_acts import ACTS, OF_BODY, Act
from complaints.case_desk import Desk
from complaints.codes import CallBackKind, Regime
from complaints.services import dispatch
from credit_portal.common.errors import NotAllowed, NotFound
from credit_portal.directory.models import Organisation
from credit_portal.workflow import panels

WITH_BODIES = (forms.BodyForm, forms.ReturnForm)


def require(desk: Desk, name: str) -> Act:
    """The act, where the user may do it over the body that it concerns; whether it fits now the
    service says. Raises NotFound for one that does not exist, NotAllowed."""
    act = ACTS.get(name)
    if act is None:
        raise NotFound("not_found", _("There is no such act."))
    if act.verb in policies.HOTLINE and not desk.view.is_full:
        raise NotAllowed("not_allowed", _("Your role does not include this step here."))
    if act.also and desk.view.is_full and desk.user.may(act.also, desk.row.accused):
        return act
    policies.require(desk.user, act.verb, _where(desk, name))
    return act


def _where(desk: Desk, name: str) -> Organisation | None:
    """The body over which he needs the verb of the act."""
    found: Organisation | None = desk.row.accused
    if name in {"opinion", "give-back-part"} and desk.joint is not None:
        found = desk.joint.organisation
    elif name == "answer-letter" and desk.letter is not None:
        found = desk.letter.organisation
    elif name in OF_BODY and desk.lead is not None:
        found = desk.lead.organisation
    return found


def is_open(desk: Desk, name: str, act: Act) -> bool:
    """Whether the user may do the act now. A case that is answered with another one is let be."""
    if act.step and not machine.CASE.allows(desk.row.state, act.step):
        return False
    if desk.row.merged_into_id is not None and not act.merged:
        return False
    try:
        require(desk, name)
    except NotAllowed:
        return False
    return act.fits(desk)


def form_for(desk: Desk, name: str, data: Any = None) -> Form:
    """The form of an act; one about a part of the case names it in a hidden field."""
    act = ACTS[name]
    made = _made(desk, act, data)
    if act.part is not None:
        argument, attribute = act.part
        part = getattr(desk, attribute)
        made.fields[argument] = UUIDField(widget=HiddenInput, initial=part.pk if part else None)
    return made


def _made(desk: Desk, act: Act, data: Any) -> Form:
    first: dict[str, Any] = {}
    more: dict[str, Any] = {}
    if act.form in WITH_BODIES:
        more["bodies"] = desk.bodies
        first = {"organisation_id": desk.bodies.label_of(desk.row.accused)}
    elif act.form is forms.PostForm:
        more["posts"] = desk.posts
    elif act.form is forms.RegimeForm:
        first, more = {"regime": desk.row.regime}, {"brought": brought.hint(desk.row)}
    elif act.form is forms.CorrectForm:
        row = desk.row
        first = {"wanted": row.purpose, "category": row.category, "urgency": row.urgency}
    elif act.form is forms.MotionForm:
        more["pauses"] = rules.PAUSES[Regime(desk.row.regime)]
    elif act.form in {forms.DraftForm, forms.AnswerForm}:
        first = forms.DraftForm.of(desk.draft)
    elif act.form is forms.CallForm:
        more["look_back"] = desk.call is not None and desk.call.kind == CallBackKind.LOOK_BACK
    elif act.form is forms.PassOnForm:
        more["notes"] = desk.added
        first = {"text": redaction.redact(desk.added[-1].text).text if desk.added else ""}
    made: Form = act.form(data, initial=first, **more)
    return made


def given(act: Act, form: Form) -> dict[str, Any]:
    """What the service takes of the form."""
    data = {**form.cleaned_data, **dict(act.fixed)}
    for name in ("note_id", "post_id"):
        if data.get(name):
            data[name] = UUID(data[name])
    return data


def acts_for(desk: Desk, bound: panels.Bound = None) -> list[dict[str, Any]]:
    """Acts that I may do now, as the panel shows them; passing it on has a page of its own."""
    pages = [_dispatch(desk)] if may_dispatch(desk) else []
    further = exchange_panel.follow_ups(desk.user, desk.row)
    return [*pages, *_done_here(desk, bound), *further, _relations(desk)]


def _done_here(desk: Desk, bound: panels.Bound) -> list[dict[str, Any]]:
    found = {name: act for name, act in ACTS.items() if is_open(desk, name, act)}
    made = panels.buttons(found, "complaint_desk:act", desk.row, bound, partial(form_for, desk))
    return [{**one, "key": found[one["name"]].key} for one in made]


def may_dispatch(desk: Desk) -> bool:
    """Whether the user may pass the case on to a body now."""
    fits = machine.CASE.allows(desk.row.state, "dispatch") and desk.row.merged_into_id is None
    may: bool = desk.user.may(policies.SUPERVISE, desk.row.accused)
    return fits and desk.view.is_full and may


def _relations(desk: Desk) -> dict[str, Any]:
    """Everybody who sees a case may say that he keeps out of it."""
    hotline = (
        _("Merge, hand over, keep out"),
        _("Other cases of the same matter; who goes on with it."),
    )
    others = (
        _("Keep out, take or hand over"),
        _("Say that you keep out of it, or who goes on with it."),
    )
    label, hint = hotline if desk.view.is_full else others
    return panels.link("relations", label, reverse("relations:case", args=[desk.row.pk]), hint)


def _dispatch(desk: Desk) -> dict[str, Any]:
    url = reverse("complaint_desk:dispatch", args=[desk.row.pk])
    hint = _("With a text that names nobody; its time to handle it begins.")
    if dispatch.is_designated(desk.row):
        hint = _("Other bodies have returned it: the one that you choose now keeps it.")
    return panels.link("dispatch", _("Pass it on to a body"), url, hint, "main") | {"key": "d"}
