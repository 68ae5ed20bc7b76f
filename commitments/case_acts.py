"""The acts that a member of staff may do on a case right now, each saying what it will do."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments import clock_acts, codes, policies, policies_personal, rules, selectors
from commitments.codes_change import EDITABLE_CHANGE, LIVE_CHANGE
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
    "bear_personally": (
        _("Make it the holder's own"),
        _("It enters the record of the person who holds the post now; he has to agree to it."),
        "",
        "",
    ),
    "bear_by_post": (
        _("Give it back to the post"),
        _("The post and its body promise it."),
        "",
        "",
    ),
    "countersign": (
        _("Agree to it"),
        _("It is filed as your own commitment and enters your record."),
        "g",
        "main",
    ),
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
    "authority": (
        _("Authority and incentives"),
        _("Legality and fair-competition review, budget source, competent body, what is offered."),
        "u",
        "",
    ),
    "propose_change": (
        _("Propose a lawful change"),
        _("Begins a case with a new text beside the old one; the superior body decides."),
        "g",
        "",
    ),
    "propose_withdrawal": (
        _("Propose a lawful withdrawal"),
        _("Begins a case; the superior body decides, the text stays public."),
        "w",
        "",
    ),
    "compensation": (
        _("Report compensation as paid"),
        _("Publishes the bare fact and stops the clock."),
        "m",
        "main",
    ),
    "find_void": (
        _("Find it void"),
        _("Unlawful from the beginning; a second person confirms it. No breach of the promise."),
        "i",
        "red",
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
    "make_template": (
        _("Keep as a template"),
        _("Its text begins new drafts of your body; dates and outcome are left out."),
        "",
        "",
    ),
    **clock_acts.LABELS,
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
        names += ["copy", "make_template"]
    return [_act(name, _address(name, commitment), commitment.version) for name in names]


def _address(name: str, commitment: Commitment) -> str:
    """Address of an act's page, in the language of the reader."""
    if name in {"edit", "authority"}:
        return reverse(f"commitments:{name}", args=[commitment.pk])
    return reverse("commitments:act", args=[commitment.pk, name])


def _draft(user: Any, row: Commitment) -> list[str]:
    if not policies.allows(user, policies.FILE, row.organisation):
        return []
    if row.replaces_id is not None:  # its case hands it in or gives it up
        case = getattr(row, "change_case", None)
        editable = case is not None and case.state in EDITABLE_CHANGE
        return ["edit", "authority"] if editable else []
    if row.is_imported:
        return ["submit", "discard"]
    bearer = ["bear_personally" if policies_personal.personal(row) is None else "bear_by_post"]
    if getattr(row, "old_account", None) is not None:  # owed by the body, whoever holds a post
        bearer = []
    return ["submit", "edit", "authority", *bearer, "discard"]


def _submitted(user: Any, row: Commitment) -> list[str]:
    names = []
    if policies_personal.may_countersign(user, row):
        names.append("countersign")
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
    if is_open and policies_personal.may_report(user, row):
        names.append("report")
    live = {one.period_id for one in row.verifications.all() if one.is_live}
    unverified = any(period.pk not in live for period in periods) if row.is_standing else not live
    if is_open and unverified and policies.may_verify(user, row):
        names.append("open_verification")
    return names + clock_acts.names(user, row) + _ending(user, row)


def _ending(user: Any, row: Commitment) -> list[str]:
    """Acts that end a promise otherwise than by its performance, or follow from such an end."""
    names = []
    going_on = row.outcome not in codes.ENDED
    is_open = going_on and (row.is_standing or row.outcome == codes.Outcome.OPEN)
    passed = rules.certainly_passed(row.due_on, row.due_unsettled, clock.today())
    body = row.organisation
    files = policies.allows(user, policies.FILE, body) and not policies.is_foreign(body)
    owed = getattr(row, "compensation", None)
    if files and owed is not None and owed.paid_on is None:
        names.append("compensation")
    under_way = any(one.state in LIVE_CHANGE for one in row.lawful_changes.all())
    if files and is_open and not passed and not under_way:
        own = policies_personal.personal(row) is not None
        names += ["propose_withdrawal"] if own else ["propose_change", "propose_withdrawal"]
    proposed = any(one.state == "proposed" for one in row.verifications.all())
    if is_open and not proposed and policies.may_verify(user, row):
        names.append("find_void")
    return names


def verification_acts(user: Any, verification: Verification) -> list[Act]:
    """Acts on one verification; ``url`` is the page of the act."""
    row, names = verification.commitment, []
    waiting = (codes.VerificationState.OPEN, codes.VerificationState.RETURNED)
    if verification.state in waiting and policies.may_verify(user, row, verification.period):
        if verification.period_id is not None or not row.is_standing:
            names.append("propose")
        has_time = row.due_on is None or row.due_on >= clock.today()
        if verification.period_id is None and has_time and not verification.is_review:
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
