"""The acts that a member of staff may do on a case right now, each saying what it will do."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments import codes, policies, selectors
from commitments.models import Commitment, Verification
from credit_portal.common import clock

Act = dict[str, Any]

LABELS: dict[str, tuple[Any, Any, str, str]] = {
    "edit": (_("Edit"), _("Change the text; it stays a draft."), "e", ""),
    "submit": (
        _("Submit"),
        _("Hand it to a second person for approval; you can take it back."),
        "s",
        "main",
    ),
    "take_back": (_("Take back"), _("It becomes a draft again."), "t", ""),
    "discard": (_("Discard"), _("It is given up and shown nowhere."), "x", "red"),
    "copy": (_("Copy as new draft"), _("Same text and post, without dates."), "c", ""),
    "approve": (
        _("Approve and publish"),
        _("Registers exactly the preview you see and publishes it within seconds."),
        "a",
        "main",
    ),
    "return": (
        _("Return"),
        _("Goes back to the filer with your reason and field marks."),
        "r",
        "red",
    ),
    "report": (
        _("Report performance"),
        _(
            "Publishes that there is a report and opens verification; the content follows with"
            " the outcome."
        ),
        "p",
        "main",
    ),
    "open_verification": (
        _("Open a verification"),
        _("Publishes that it is being verified; no verdict."),
        "v",
        "",
    ),
    "propose": (
        _("Propose an outcome"),
        _("A second person will confirm it."),
        "o",
        "main",
    ),
    "dismiss": (
        _("Close without an outcome"),
        _("The promise stays open until its due date."),
        "d",
        "",
    ),
    "confirm": (
        _("Confirm the outcome"),
        _("Publishes it and writes it into the records of the body and of the post-holder."),
        "f",
        "main",
    ),
    "return_outcome": (
        _("Return the outcome"),
        _("Goes back to the verifier with your reason."),
        "r",
        "red",
    ),
}


def _act(name: str, url: str, version: int) -> Act:
    label, hint, key, tone = LABELS[name]
    return {
        "name": name,
        "label": label,
        "hint": hint,
        "key": key,
        "tone": tone,
        "url": url,
        "version": version,
        "fields": None,
    }


def acts_for(user: Any, commitment: Commitment) -> list[Act]:
    """Acts on the filing itself, the most likely first; ``url`` is the page of the act."""
    names = {
        codes.State.DRAFT: _draft,
        codes.State.RETURNED: _draft,
        codes.State.SUBMITTED: _submitted,
        codes.State.REGISTERED: _registered,
    }.get(codes.State(commitment.state), lambda _user, _row: [])(user, commitment)
    body = commitment.organisation
    if not policies.is_foreign(body) and policies.allows(user, policies.FILE, body):
        names.append("copy")
    return [_act(name, _address(name, commitment), commitment.version) for name in names]


def _address(name: str, commitment: Commitment) -> str:
    """Address of an act's page, in the language of the reader."""
    if name == "edit":
        return reverse("commitments:edit", args=[commitment.pk])
    return reverse("commitments:act", args=[commitment.pk, name])


def _draft(user: Any, row: Commitment) -> list[str]:
    if not policies.allows(user, policies.FILE, row.organisation):
        return []
    return ["submit", "discard"] if row.is_imported else ["submit", "edit", "discard"]


def _submitted(user: Any, row: Commitment) -> list[str]:
    names = []
    if policies.may_approve(user, row):
        names += ["approve", "return"]
    if user.pk == row.filer_id and policies.allows(user, policies.FILE, row.organisation):
        names.append("take_back")
    return names


def _registered(user: Any, row: Commitment) -> list[str]:
    today = clock.today()
    names = []
    periods = selectors.reportable_periods(row, today) if row.is_standing else []
    is_open = bool(periods) if row.is_standing else row.outcome == codes.Outcome.OPEN
    if is_open and policies.allows(user, policies.FILE, row.organisation):
        names.append("report")
    live = {one.period_id for one in row.verifications.all() if one.is_live}
    unverified = any(period.pk not in live for period in periods) if row.is_standing else not live
    if is_open and unverified and policies.may_verify(user, row):
        names.append("open_verification")
    return names


def verification_acts(user: Any, verification: Verification) -> list[Act]:
    """Acts on one verification; ``url`` is the page of the act."""
    row, names = verification.commitment, []
    waiting = (codes.VerificationState.OPEN, codes.VerificationState.RETURNED)
    if verification.state in waiting and policies.may_verify(user, row, verification.period):
        names.append("propose")
        has_time = row.due_on is None or row.due_on >= clock.today()
        if verification.period_id is None and has_time:
            names.append("dismiss")
    if verification.state == codes.VerificationState.PROPOSED and policies.may_confirm(
        user, verification
    ):
        names += ["confirm", "return_outcome"]
    return [
        _act(
            name,
            reverse("commitments:task-act", args=[verification.pk, name]),
            verification.version,
        )
        for name in names
    ]
