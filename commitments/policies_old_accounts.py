"""Who may do what with an old account: two of the credit office check, forward and decide; two of
the body answer; nobody decides about his own body, and no side does both halves of anything."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments import policies
from commitments.codes_old_accounts import SEEN_BY_BODY
from commitments.models import OldAccount
from credit_portal.accounts.outside import is_outside
from credit_portal.accounts.sides import is_one_side
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import NotAllowed
from credit_portal.directory.models import Organisation

CHECK = "commitments.old_check"
CONFIRM = "commitments.old_confirm"
ANSWER = "commitments.old_answer"
ISSUE = "commitments.old_issue"

VERBS: dict[str, set[str]] = {
    CHECK: {"credit_officer"},
    CONFIRM: {"credit_reviewer"},
    ANSWER: {"filer"},
    ISSUE: {"approver"},
}
FRESH = {CONFIRM, ISSUE}
WORDS: dict[str, tuple[str, str]] = {
    CHECK: (
        "核对旧账申报、转送责任单位、提出裁定意见",
        "check old accounts, have them forwarded, propose decisions on them",
    ),
    CONFIRM: (
        "确认旧账转送和裁定（不得确认本人提出的）",
        "confirm forwarding and decisions on old accounts, never one's own proposal",
    ),
    ANSWER: (
        "为本单位登记旧账、拟写答复",
        "register the body's old accounts and draft its answers",
    ),
    ISSUE: (
        "签发本单位对旧账的答复（不得签发本人拟写的）",
        "issue the body's answers to old accounts, never one's own draft",
    ),
}
OFFICE, BODY = (CHECK, CONFIRM), (ANSWER, ISSUE)


def bar(actor: Actor, body: Organisation) -> tuple[str, Any] | None:
    """Why somebody of the credit office may not act about this body; None when he may."""
    if not is_outside(actor, body):
        return "own_body", _("Nobody checks or decides about his own body.")
    if policies.acts_for(actor, body):
        return "acts_for_body", _("You file or approve for this body; others decide here.")
    return None


def require(actor: Actor, verb: str, account: OldAccount) -> None:
    """Raise NotAllowed unless he holds the verb over the body and, for the office, is outside."""
    policies.require(actor, verb, account.organisation)
    found = bar(actor, account.organisation) if verb in OFFICE else None
    if found is not None:
        raise NotAllowed(*found)


def may(actor: Actor, verb: str, account: OldAccount) -> bool:
    """Whether `require` would let him."""
    if not policies.allows(actor, verb, account.organisation):
        return False
    return verb not in OFFICE or bar(actor, account.organisation) is None


def require_second(actor: Actor, first: Any, on: dt.date | None = None) -> None:
    """Raise NotAllowed ("four_eyes") when he is one side with whoever did the first half."""
    if is_one_side(actor, first, on or clock.today()):
        raise NotAllowed(
            "four_eyes", _("You, or somebody you stand in for, did the first half of this.")
        )


def may_second(actor: Actor, first: Any, on: dt.date | None = None) -> bool:
    """Whether `require_second` would let him."""
    return not is_one_side(actor, first, on or clock.today())


def may_see_claimant(actor: Actor, account: OldAccount) -> bool:
    """Whether he may ask who filed it: the office at any time, the body once it has to answer."""
    if any(may(actor, verb, account) for verb in OFFICE):
        return True
    answering = account.state in SEEN_BY_BODY
    return answering and any(policies.allows(actor, one, account.organisation) for one in BODY)
