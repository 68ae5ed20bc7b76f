"""Who may do what with a commitment. Asked by services, pages and API alike.

A grant covers the subtree of its body, so a body without an approver of its own is served
by its superior's. Approval is by somebody who did not write the text; verification and
confirmation are never by the body itself nor by a body inside it, nor by anybody who had a
part in the promise (``design.md`` 2.6). The credit office counts as outside the government that
carries it: it is charged with just this. Two accounts of one person are one person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import TypeVar
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments import rules
from commitments.models import Commitment, CommitmentPeriod, PerformanceReport, Verification
from credit_portal.accounts.capacity import in_capacity
from credit_portal.accounts.models import User
from credit_portal.accounts.outside import is_outside
from credit_portal.accounts.policies import roles_for
from credit_portal.accounts.sides import (
    Standing,
    accounts_behind,
    deputies_of,
    is_one_side,
    persons_behind,
)
from credit_portal.common import clock
from credit_portal.common.actors import Actor, actor_id
from credit_portal.common.errors import NotAllowed
from credit_portal.directory.models import Organisation
from credit_portal.directory.selectors import holder_on

A = TypeVar("A", bound=Actor)

FILE = "commitments.file"
APPROVE = "commitments.approve"
VERIFY = "commitments.verify"
CONFIRM = "commitments.confirm"
TAKE_OVER = "commitments.take_over"
DECIDE_CHANGE = "commitments.decide_change"

FOREIGN_KINDS = frozenset(
    {Organisation.Kind.FOREIGN_GOVERNMENT.value, Organisation.Kind.FOREIGN_DEPARTMENT.value}
)

NO_ROLE = _("Your role does not include this act for this body.")

VERBS: dict[str, set[str]] = {
    FILE: {"filer"},
    APPROVE: {"approver"},
    VERIFY: {"credit_officer"},
    CONFIRM: {"credit_reviewer"},
    TAKE_OVER: {"filer"},
    DECIDE_CHANGE: {"approver", "credit_reviewer"},
}

FRESH = {APPROVE, CONFIRM, DECIDE_CHANGE}
"""These need a fresh sign-in proof (``security.md`` S16)."""


def is_foreign(body: Organisation) -> bool:
    """Whether it stands in another government's tree, where rows come only by ``take_over``."""
    return body.kind in FOREIGN_KINDS


def over_lists(actor: Actor, verb: str) -> bool:
    """Whether the actor may do ``verb`` on any list taken over from another government.

    Such a list stands in a tree of its own, inside nobody's subtree; it belongs to those who hold
    the role over a whole government (a grant on its root), not to those of one of its bodies.
    """
    if isinstance(actor, User):
        return actor.powers.over_government(verb)
    return actor.may(verb, None)


def allows(actor: Actor, verb: str, organisation: Organisation) -> bool:
    """Whether the actor may do ``verb`` on what belongs to the body."""
    if actor.may(verb, organisation):
        return True
    return is_foreign(organisation) and over_lists(actor, verb)


def over(actor: Actor, verb: str, organisation: Organisation) -> Organisation | None:
    """The body over which a step's verb is asked; None where a right over the lists covers it."""
    covered = is_foreign(organisation) and over_lists(actor, verb)
    return None if covered else organisation


def require(actor: Actor, verb: str, organisation: Organisation) -> None:
    """Raise NotAllowed unless ``allows``."""
    if not allows(actor, verb, organisation):
        raise NotAllowed("not_allowed", NO_ROLE)


def require_own_tree(organisation: Organisation) -> None:
    """Raise NotAllowed for a body of another government: nobody promises in its name."""
    if is_foreign(organisation):
        raise NotAllowed(
            "foreign_tree",
            _("Nothing is filed for another government; its published list is imported."),
        )


def accounts_of(actor: Actor) -> frozenset[UUID]:
    """Ids of every account, closed ones included, of the person who acts and of those he
    deputises for; the system has none."""
    return accounts_behind(actor)


def capacity(actor: A, verb: str, body: Organisation) -> A:
    """The actor as he does the verb over the body: his title says for whom, if he deputises."""
    return in_capacity(actor, verb, over(actor, verb, body))


def wrote(actor: Actor, commitment: Commitment) -> bool:
    """Whether he filed it or had a hand in its text, or whoever filed for him in those days."""
    people = {commitment.filer_id, *commitment.authors}
    if not accounts_of(actor).isdisjoint(people):
        return True
    first = clock.day_of(commitment.created_at)
    last = clock.day_of(commitment.submitted_at or commitment.updated_at)
    filing = deputies_of(actor, roles_for(FILE))
    return any(one.covers(pk, first, last) for one in filing for pk in people if pk)


def took_part(actor: Actor, commitment: Commitment) -> bool:
    """Whether he wrote, filed or approved it, or reported on it."""
    mine = accounts_of(actor)
    if wrote(actor, commitment) or commitment.approver_id in mine:
        return True
    approved_on = commitment.registered_on
    stood_in = deputies_of(actor)
    if approved_on and any(
        one.covers(commitment.approver_id, approved_on, approved_on) for one in stood_in
    ):
        return True
    reports = PerformanceReport.objects.filter(reported_by_side(mine, stood_in))
    return reports.filter(commitment=commitment).exists()


def written_by_side(actor: Actor, at: str = "") -> Q:
    """Condition on commitments (reached by `at`): `wrote`, asked of many at once."""
    mine = sorted(accounts_of(actor))
    found = Q(**{f"{at}filer_id__in": mine}) | Q(**{f"{at}authors__overlap": mine})
    for one in deputies_of(actor, roles_for(FILE)):
        theirs = sorted(one.accounts)
        by_them = Q(**{f"{at}filer_id__in": theirs}) | Q(**{f"{at}authors__overlap": theirs})
        days = {f"{at}created_at__date__lte": one.last, f"{at}submitted_at__date__gte": one.first}
        found |= by_them & Q(**days)
    return found


def proposed_by_side(actor: Actor) -> Q:
    """Condition on verifications: he proposed the outcome, or a deputy of his on his days."""
    found = Q(proposer_id__in=accounts_of(actor))
    for one in deputies_of(actor):
        days = Q(proposed_at__date__range=(one.first, one.last))
        found |= Q(proposer_id__in=one.accounts) & days
    return found


def reported_by_side(mine: Collection[UUID], stood_in: Iterable[Standing]) -> Q:
    """Condition on reports: filed by these accounts, or by a deputy on his days."""
    found = Q(filed_by__in=mine)
    for one in stood_in:
        found |= Q(filed_by__in=one.accounts, filed_on__range=(one.first, one.last))
    return found


def acts_for(actor: Actor, body: Organisation) -> bool:
    """Whether he files or approves for the body, by whatever grant."""
    return allows(actor, FILE, body) or allows(actor, APPROVE, body)


def may_approve(actor: Actor, commitment: Commitment) -> bool:
    """Whether he may approve or return it: an approver of the body, not its author, and not
    the person whose own commitment it is."""
    return (
        allows(actor, APPROVE, commitment.organisation)
        and not wrote(actor, commitment)
        and not _bears(actor, commitment)
    )


def _bears(actor: Actor, commitment: Commitment) -> bool:
    """Whether it is his own commitment (``policies_personal`` says it for the acts on those)."""
    own = getattr(commitment, "personal", None)
    return own is not None and own.person_id in persons_behind(actor)


def require_approve(actor: Actor, commitment: Commitment) -> None:
    """Raise NotAllowed unless ``may_approve``; says which of the two is missing."""
    require(actor, APPROVE, commitment.organisation)
    if wrote(actor, commitment):
        raise NotAllowed(
            "four_eyes", _("You wrote or changed this commitment; somebody else must approve it.")
        )


def answers_for(
    actor: Actor,
    commitment: Commitment,
    period: CommitmentPeriod | None = None,
    kept_on: dt.date | None = None,
) -> bool:
    """Whether he, or somebody he deputises for, held the responsible post on the day."""
    persons = persons_behind(actor)
    if not persons:
        return False
    if _bears(actor, commitment):
        return True
    due_on = commitment.due_on if period is None else period.ends_on
    day = rules.responsible_day(due_on, kept_on, clock.today())
    holder = holder_on(commitment.post_on(day), day)
    return holder is not None and holder.person_id in persons


def _bar(
    actor: Actor,
    commitment: Commitment,
    period: CommitmentPeriod | None,
    kept_on: dt.date | None,
) -> tuple[str, object] | None:
    """Why he may not judge this promise, as code and sentence; None when he may."""
    body = commitment.organisation
    if not is_outside(actor, body):
        return "own_body", _("An outcome is never verified by the body that made the promise.")
    if acts_for(actor, body):
        return "acts_for_body", _("You file or approve for this body; others judge its outcomes.")
    if took_part(actor, commitment):
        return "took_part", _("You had a part in this commitment; others judge its outcome.")
    if answers_for(actor, commitment, period, kept_on):
        return "own_record", _("You answer for this commitment; others judge its outcome.")
    return None


def may_verify(
    actor: Actor,
    commitment: Commitment,
    period: CommitmentPeriod | None = None,
    kept_on: dt.date | None = None,
) -> bool:
    """Whether he may verify the outcome of this promise (of this period of it)."""
    if not allows(actor, VERIFY, commitment.organisation):
        return False
    return _bar(actor, commitment, period, kept_on) is None


def require_verify(
    actor: Actor,
    commitment: Commitment,
    period: CommitmentPeriod | None = None,
    kept_on: dt.date | None = None,
) -> None:
    """Raise NotAllowed unless ``may_verify``; says what stands in the way."""
    require(actor, VERIFY, commitment.organisation)
    _require_unbarred(actor, commitment, period, kept_on)


def may_confirm(actor: Actor, verification: Verification) -> bool:
    """Whether he may confirm or return a proposed outcome: a second person, from outside."""
    task, row = verification, verification.commitment
    if not allows(actor, CONFIRM, row.organisation) or _proposed(actor, task):
        return False
    return _bar(actor, row, task.period, task.kept_on) is None


def require_confirm(actor: Actor, verification: Verification) -> None:
    """Raise NotAllowed unless ``may_confirm``; says what stands in the way."""
    task, row = verification, verification.commitment
    require(actor, CONFIRM, row.organisation)
    _require_unbarred(actor, row, task.period, task.kept_on)
    if _proposed(actor, task):
        raise NotAllowed(
            "four_eyes", _("You proposed this outcome; somebody else must confirm it.")
        )


def may_judge(
    actor: Actor, verb: str, commitment: Commitment, period: CommitmentPeriod | None
) -> bool:
    """Whether he holds the verb over the body and nothing bars him from judging this promise."""
    return (
        allows(actor, verb, commitment.organisation)
        and _bar(actor, commitment, period, None) is None
    )


def require_judge(
    actor: Actor, verb: str, commitment: Commitment, period: CommitmentPeriod | None
) -> None:
    """Raise NotAllowed unless ``may_judge``; says what stands in the way."""
    require(actor, verb, commitment.organisation)
    _require_unbarred(actor, commitment, period, None)


def _proposed(actor: Actor, task: Verification) -> bool:
    day = clock.day_of(task.proposed_at) if task.proposed_at else None
    return is_one_side(actor, task.proposer, day)


def _require_unbarred(
    actor: Actor,
    commitment: Commitment,
    period: CommitmentPeriod | None,
    kept_on: dt.date | None,
) -> None:
    bar = _bar(actor, commitment, period, kept_on)
    if bar is not None:
        raise NotAllowed(*bar)


def require_filer(actor: Actor, commitment: Commitment) -> None:
    """Raise NotAllowed unless he is the one who handed the filing in."""
    require(actor, FILE, commitment.organisation)
    if actor_id(actor) != str(commitment.filer_id):
        raise NotAllowed("not_filer", _("Only the person who submitted it can take it back."))
