"""The acts on a request to see who reported: which I may do now, what each asks for and says."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints import identity_forms as forms
from complaints import selectors_identity as selectors
from complaints.codes import UnsealState
from complaints.models import UnsealRequest
from complaints.services import unsealing
from credit_portal.workflow import panels

ACTS: dict[str, panels.Plain] = {
    "confirm": panels.Plain(
        unsealing.confirm, _("Confirm"),
        _("Whoever asked may then see it once, for some minutes. The reporter learns of it."),
        _("Confirmed."), forms.SureForm, "main",
    ),
    "refuse": panels.Plain(
        unsealing.refuse, _("Do not confirm"), _("Whoever asked reads the reason."),
        _("Not confirmed."), forms.ReasonForm,
    ),
    "end": panels.Plain(
        unsealing.end, _("End the request"), _("It cannot be opened by it any more."),
        _("Ended."), forms.SureForm,
    ),
}  # fmt: skip
OPENING = panels.Plain(
    unsealing.open_identity, _("See who reported"),
    _("It is shown once, and the reporter finds the day by his receipt."), "", tone="main",
)  # fmt: skip


def acts_for(user: Any, row: UnsealRequest, bound: panels.Bound = None) -> list[dict[str, Any]]:
    """Acts that I may do now, as the panel shows them."""
    opening = [_opening(row)] if may_open(user, row) else []
    return [*opening, *_given(user, row, bound)]


def runs_for(user: Any, row: UnsealRequest) -> bool:
    """Whether the user's request is confirmed and not over."""
    confirmed = row.state == UnsealState.CONFIRMED and not selectors.is_over(row)
    return row.asker_id == user.pk and confirmed


def may_open(user: Any, row: UnsealRequest) -> bool:
    """Whether the user may see the identity by this request now."""
    kept = selectors.has_identity(row.case)
    return runs_for(user, row) and kept and not selectors.was_shown(row)


def _names(user: Any, row: UnsealRequest) -> tuple[str, ...]:
    if row.asker_id == user.pk:
        return ("end",) if row.state in unsealing.RUNNING else ()
    waits = selectors.waiting_for(user).filter(pk=row.pk).exists()
    return ("confirm", "refuse") if waits else ()


def _opening(row: UnsealRequest) -> dict[str, Any]:
    url = reverse("unsealing:open", args=[row.pk])
    return panels.button("open", OPENING, url, lambda: None, version=row.version)


def _given(user: Any, row: UnsealRequest, bound: panels.Bound) -> list[dict[str, Any]]:
    found = {name: ACTS[name] for name in _names(user, row)}
    return panels.buttons(found, "unsealing:act", row, bound)
