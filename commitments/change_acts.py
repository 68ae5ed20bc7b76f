"""The acts that a member of staff may do on a case of lawful change right now."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments import codes_change as codes
from commitments import forms, policies
from commitments import policies_change as who
from commitments.case_acts import Act
from commitments.models import LawfulChange
from credit_portal.workflow.panels import Bound

LABELS: dict[str, tuple[Any, Any, str, str]] = {
    "edit": (_("Edit the case"), _("Ground, document, procedure, compensation."), "e", ""),
    "text": (_("Edit the new text"), _("The promise that takes its place."), "n", ""),
    "submit": (
        _("Lay before the superior body"),
        _("It decides on the pair of texts; you can take it back."),
        "s",
        "main",
    ),
    "take_back": (_("Take back"), _("It becomes a draft again."), "t", ""),
    "discard": (_("Give up"), _("The promise stays as it is."), "x", "red"),
    "approve": (
        _("Approve and publish"),
        _("Ends the old promise, registers the new text and publishes both within seconds."),
        "a",
        "main",
    ),
    "return": (_("Return"), _("Goes back to the body with your reason."), "r", ""),
    "refuse": (
        _("Refuse"),
        _("The promise stays in force; the new text lapses."),
        "f",
        "red",
    ),
}


def acts_for(user: Any, case: LawfulChange, *, doc_sha: str = "", bound: Bound = None) -> list[Act]:
    """Acts on the case, each with its form; a refused form stays as it was filled in."""
    found = []
    for name in _names(user, case):
        act = _act(name, case)
        refused = bound is not None and bound[0] == name
        act["fields"] = bound[1] if refused and bound else form_for(name, doc_sha=doc_sha)
        found.append(act)
    return found


def _names(user: Any, case: LawfulChange) -> list[str]:
    files = policies.allows(user, policies.FILE, case.commitment.organisation)
    if case.state in codes.EDITABLE_CHANGE:
        names = ["submit", "edit", "text", "discard"] if files else []
        return [name for name in names if name != "text" or case.successor_id]
    if case.state != codes.ChangeState.SUBMITTED:
        return []
    names = ["approve", "return", "refuse"] if who.may_decide(user, case) else []
    return [*names, "take_back"] if files and user.pk == case.filer_id else names


def form_for(name: str, *, doc_sha: str = "", data: Any = None) -> Any:
    """The form of an act on a case; None when it needs none."""
    if name == "approve":
        return forms.ApproveForm(data, initial={"doc_sha": doc_sha})
    if name in {"return", "refuse"}:
        return forms.ReasonForm(data)
    return forms.ConfirmForm(data) if name == "discard" else None


def _act(name: str, case: LawfulChange) -> Act:
    label, hint, key, tone = LABELS[name]
    addresses = {
        "edit": reverse("commitments:change-edit", args=[case.pk]),
        "text": reverse("commitments:edit", args=[case.successor_id]) if case.successor_id else "",
    }
    return {
        "name": name,
        "label": label,
        "hint": hint,
        "key": key,
        "tone": tone,
        "url": addresses.get(name) or reverse("commitments:change-act", args=[case.pk, name]),
        "version": case.version,
        "method": "get" if name in addresses else "post",
    }
