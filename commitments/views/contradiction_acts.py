"""The buttons on a contradiction with their forms."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments import case_acts
from commitments import policies_contradictions as may
from commitments.codes_contradiction import AnswerState
from commitments.forms import contradiction as forms
from commitments.models import Contradiction
from credit_portal.workflow.panels import Bound

LABELS: dict[str, tuple[Any, Any, str, str]] = {
    "confirm": (
        _("Confirm: the facts are plausible"),
        _("It counts towards reopening; the body sees your summary. No verdict on the promise."),
        "f",
        "main",
    ),
    "refuse": (_("Not borne out"), _("It does not count; its contact is erased."), "r", "red"),
    "duplicate": (
        _("Said before by the same person"),
        _("It counts once; its contact is erased."),
        "d",
        "",
    ),
    "contact": (
        _("Show the contact"),
        _("Shown once; your reason is kept in the trail."),
        "",
        "",
    ),
    "erase": (_("Erase the words"), _("The number stays, the words are gone for good."), "", "red"),
}
DONE: dict[str, Any] = {
    "confirm": _("Confirmed. It counts."),
    "refuse": _("Decided: not borne out."),
    "duplicate": _("Decided: said before."),
    "erase": _("The words are erased."),
}


def form_for(name: str, said: Contradiction, data: Any = None) -> Form:
    """The form of an act."""
    if name == "confirm":
        return forms.CheckForm(data, said=said)
    if name == "duplicate":
        return forms.DuplicateForm(data, said=said)
    return forms.WhyForm(data)


def acts_on(user: Any, said: Contradiction, bound: Bound = None) -> list[case_acts.Act]:
    """What the user may do on it now, each act with its form."""
    if not may.may_check(user, said):
        return []
    return [_act(name, said, bound) for name in _names(said)]


def _names(said: Contradiction) -> list[str]:
    waits = said.state == AnswerState.FILED
    names = ["confirm", "duplicate", "refuse"] if waits else []
    if said.text.contact:
        names.append("contact")
    if not waits and said.text.erased_on is None:
        names.append("erase")
    return names


def _act(name: str, said: Contradiction, bound: Bound) -> case_acts.Act:
    label, hint, key, tone = LABELS[name]
    refused = bound is not None and bound[0] == name
    if name == "contact":
        url = reverse("commitments:contradiction-contact", args=[said.pk])
    else:
        url = reverse("commitments:contradiction-act", args=[said.pk, name])
    return {
        "name": name,
        "label": label,
        "hint": hint,
        "key": key,
        "tone": tone,
        "url": url,
        "version": said.version,
        "fields": bound[1] if refused and bound else form_for(name, said),
        "method": "post",
    }
