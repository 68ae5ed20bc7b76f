"""Who may do what about a complaint, and who must not know of it (security.md T3, design.md 2.6).

The hotline sees every case but those that concern itself; a body sees what was dispatched to it,
without who reported; whoever is accused, is recused or stands in for one of these sees nothing.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.outside import stands_outside
from credit_portal.accounts.sides import deputies_of, is_one_side
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import NotAllowed
from credit_portal.directory.models import Organisation

TAKE = "complaints.take"
SUPERVISE = "complaints.supervise"
HANDLE = "complaints.handle"
APPROVE = "complaints.approve"
REVIEW = "complaints.review"
ASK_UNSEAL = "complaints.ask_unseal"
CONFIRM_UNSEAL = "complaints.confirm_unseal"
PUBLISH = "complaints.publish"
CONVERT = "complaints.convert"
EXCHANGE = "complaints.exchange"
VERBS: dict[str, set[str]] = {
    TAKE: {"hotline_operator", "hotline_supervisor"},
    SUPERVISE: {"hotline_supervisor"},
    HANDLE: {"case_handler"},
    APPROVE: {"approver"},
    REVIEW: {"credit_reviewer"},
    ASK_UNSEAL: {"hotline_supervisor", "disciplinary_inspector"},
    CONFIRM_UNSEAL: {"hotline_supervisor", "disciplinary_inspector"},
    PUBLISH: {"hotline_supervisor", "credit_reviewer"},
    CONVERT: {"hotline_supervisor", "credit_officer"},
    EXCHANGE: {"hotline_supervisor"},
}
FRESH = {CONFIRM_UNSEAL}
HOTLINE = (TAKE, SUPERVISE)
OF_BODY = (HANDLE, APPROVE)
WORDS: dict[str, tuple[str, str]] = {
    TAKE: ("接听登记、受理投诉举报并回访", "log, accept and call back complaints and reports"),
    SUPERVISE: (
        "派单、不予受理、督办、审批延期和合并案件",
        "dispatch, refuse, supervise, grant more time, merge cases",
    ),
    HANDLE: ("签收、退回和办理派至本单位的工单", "sign for, return and handle what is dispatched"),
    APPROVE: ("审批本单位的答复", "approve the replies of the body"),
    REVIEW: ("复核不予受理和答复（不得复核本人经手的）", "review refusals and replies of others"),
    ASK_UNSEAL: ("申请查看举报人身份", "ask to see who reported"),
    CONFIRM_UNSEAL: (
        "批准其他单位提出的身份查看申请",
        "confirm a request of another unit to see who reported",
    ),
    PUBLISH: ("提出和复核公开答复（须两人）", "select answers for the public, by two people"),
    CONVERT: ("将查实的投诉转为失信线索", "turn a verified complaint into a lead"),
    EXCHANGE: ("与12345平台交换工单", "exchange work orders with the 12345 platform"),
}


def require(actor: Actor, verb: str, body: Organisation | None = None) -> None:
    """Raise NotAllowed unless he holds the verb over the body."""
    if not actor.may(verb, body):
        raise NotAllowed("not_allowed", _("Your role does not include this step here."))


def is_own(actor: Actor, accused: Organisation | None) -> bool:
    """Whether he belongs to the body that is complained of, or to one inside it (below a whole
    government everybody is: there the government's own people alone)."""
    own = getattr(actor, "organisation", None)
    return accused is not None and own is not None and not stands_outside(own, accused)


def is_one_unit(one: Organisation | None, other: Organisation | None) -> bool:
    """Whether two units are one side: the same, one inside the other, or none at all."""
    if one is None or other is None:
        return True
    return not (stands_outside(one, other) and stands_outside(other, one))


def require_over(actor: Actor, verb: str, accused: Organisation | None) -> None:
    """Raise NotAllowed unless he holds a verb of the hotline or the credit office over the body
    complained of ("own_body" when it is his own: design.md 2.6, nobody decides on that)."""
    require(actor, verb, accused)
    if is_own(actor, accused):
        raise NotAllowed("own_body", _("Nobody decides this about his own body."))


def is_hotline(actor: Actor) -> bool:
    """Whether he works at the hotline."""
    return any(actor.may(verb, None) for verb in HOTLINE)


def is_other(actor: Actor, row: Any, *others: Any) -> bool:
    """Whether nobody of these accounts is on his side, or stood in for him on any day since the
    case came (security.md S14): what somebody begins as a deputy is begun for his principal."""
    first, today = row.received_on, clock.today()
    stood_in = deputies_of(actor)
    return not any(
        is_one_side(actor, other) or any(one.covers(other.pk, first, today) for one in stood_in)
        for other in others
        if other is not None
    )


def require_other(actor: Actor, row: Any, *others: Any) -> None:
    """Raise NotAllowed ("four_eyes") unless `is_other`."""
    if not is_other(actor, row, *others):
        raise NotAllowed(
            "four_eyes", _("You, or somebody you stand in for, did the first half of this.")
        )
