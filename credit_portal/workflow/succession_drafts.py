"""A succession in preparation: who takes which of the open cases, until nobody's is left.

    begin(actor=…, told=…, successors=[post ids], reason=…) -> SuccessionDraft
    assign(actor=…, draft_id=…, to_post=…, cases=[…] | post=…, sector=… | rest=True)
    clear(actor=…, draft_id=…)      propose(actor=…, draft_id=…) -> Change

`payload` holds the proposal (`told`) and the posts that may take over (`successors`).
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from credit_portal.directory import policies
from credit_portal.directory.models import Organisation, Post, Succession, SuccessionLine
from credit_portal.directory.services.succession import Line
from credit_portal.workflow import changes, movers, succession
from credit_portal.workflow.models import Change
from credit_portal.workflow.models_hand_over import SuccessionDraft
from credit_portal.workflow.movers import OpenCase, Selection

Kind = Succession.Kind
Scope = SuccessionLine.Scope
#: Kinds in which somebody must say who takes which.
DIVIDING = frozenset({Kind.SPLIT, Kind.FUNCTION_TRANSFER})
SHOWN = 200


def may_begin(actor: Actor) -> bool:
    """Whether the actor may propose a succession of any body."""
    return bool(actor.organisation_paths(policies.SUCCEED))


@transaction.atomic
def begin(
    *, actor: Actor, told: dict[str, Any], successors: Sequence[Post], reason: str
) -> SuccessionDraft:
    """Begin one: lines are made at once where everything goes to one successor.

    `told` is the payload without lines; `before` in it are the predecessors' ids. Raises
    NotAllowed, and whatever the directory refuses already now.
    """
    before = [str(key) for key in told.pop("before")]
    lines = told.pop("lines", [])
    if told["kind"] not in DIVIDING and successors:
        lines = [line_of(key, successors[0]) for key in before]
    if told["kind"] not in DIVIDING and len(successors) > 1:
        raise Invalid(
            "succession_shape", _("With this kind one body takes over everything."), field="after"
        )
    told["lines"] = lines
    body = Organisation.objects.get(pk=told["organisation"])
    if not isinstance(actor, User) or not actor.may(policies.SUCCEED, body):
        raise NotAllowed("not_allowed", _("You may not do this here."))
    if lines or told["kind"] == Kind.CHANGE_OF_GOVERNMENT:
        succession.check(told, actor)
    return SuccessionDraft.objects.create(
        owner=actor, organisation=body, reason=reason.strip(), created_at=clock.now(),
        payload={"told": told, "successors": [str(post.pk) for post in successors]},
    )  # fmt: skip


def line_of(before: str, post: Post, scope: str = Scope.ALL, **more: Any) -> dict[str, Any]:
    """One line of a payload."""
    return {
        "from": before, "to": str(post.organisation_id), "to_post": str(post.pk),
        "from_post": None, "scope": str(scope), "sectors": [], "cases": [], **more,
    }  # fmt: skip


def draft(actor: Any, draft_id: UUID) -> SuccessionDraft:
    """One's own draft that has not been proposed. Raises NotFound."""
    return _found(drafts_of(actor), draft_id)


def drafts_of(actor: Any) -> QuerySet[SuccessionDraft]:
    """One's own drafts that have not been proposed, the newest first."""
    rows = SuccessionDraft.objects.filter(owner=actor.id, proposed_at=None)
    return rows.select_related("organisation").order_by("-created_at")


def _locked(actor: Actor, draft_id: UUID) -> SuccessionDraft:
    return lock(drafts_of(actor).select_related(None), draft_id)


def _found(rows: QuerySet[SuccessionDraft], draft_id: UUID) -> SuccessionDraft:
    found = rows.filter(pk=draft_id).first()
    if found is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return found


@transaction.atomic
def assign(
    *,
    actor: Actor,
    draft_id: UUID,
    to_post: UUID,
    cases: Sequence[str] = (),
    post: UUID | None = None,
    sector: str = "",
    rest: bool = False,
) -> SuccessionDraft:
    """Give listed cases, those of a post or field, or the rest, to one of the successors.

    Raises NotFound, Invalid for a stranger to the succession or when nothing was chosen.
    """
    row = _locked(actor, draft_id)
    if str(to_post) not in row.payload["successors"]:
        sentence = _("Choose one of the successors.")
        raise Invalid("successor_post", sentence, field="to_post")
    taker = Post.objects.get(pk=to_post)
    before, told = str(row.organisation_id), row.payload["told"]
    if cases:
        told["lines"] = _listed(told["lines"], before, taker, [str(UUID(one)) for one in cases])
    elif post or sector:
        more = {"from_post": str(post) if post else None, "sectors": [sector] if sector else []}
        told["lines"] = [one for one in told["lines"] if not _same_rule(one, more)]
        told["lines"].append(line_of(before, taker, Scope.SECTOR if sector else Scope.POST, **more))
    elif rest:
        told["lines"] = [one for one in told["lines"] if one["scope"] != Scope.ALL]
        told["lines"].append(line_of(before, taker))
    else:
        raise Invalid("nothing_chosen", _("Choose the cases first."), field="cases")
    row.save(update_fields=["payload"])
    return row


def _same_rule(one: dict[str, Any], rule: dict[str, Any]) -> bool:
    """Whether a line stands for the same post and field: the later word counts."""
    ruled = one["scope"] in (Scope.SECTOR, Scope.POST)
    return ruled and all(one[name] == value for name, value in rule.items())


def _listed(
    lines: list[dict[str, Any]], before: str, taker: Post, cases: list[str]
) -> list[dict[str, Any]]:
    """The lines with these cases listed for the taker, and for nobody else."""
    kept: list[dict[str, Any]] = []
    own: list[str] = []
    for one in lines:
        if one["scope"] != Scope.CASES:
            kept.append(one)
        elif one["to_post"] == str(taker.pk):
            own = one["cases"]
        elif left := [case for case in one["cases"] if case not in cases]:
            kept.append({**one, "cases": left})
    listed = list(dict.fromkeys([*own, *cases]))
    return [line_of(before, taker, Scope.CASES, cases=listed), *kept]


@transaction.atomic
def clear(*, actor: Actor, draft_id: UUID) -> SuccessionDraft:
    """Take back every assignment of a split or transfer."""
    row = _locked(actor, draft_id)
    if row.payload["told"]["kind"] in DIVIDING:
        row.payload["told"]["lines"] = []
        row.save(update_fields=["payload"])
    return row


@transaction.atomic
def discard(*, actor: Actor, draft_id: UUID) -> None:
    """Throw the draft away."""
    _locked(actor, draft_id).delete()


@transaction.atomic
def propose(*, actor: Actor, draft_id: UUID) -> Change:
    """Lay it before a second person. Raises as `changes.propose_change` and `succession.check`."""
    row = _locked(actor, draft_id)
    if row.proposed_at is not None:
        raise Conflict("draft_proposed", _("This has been proposed already."))
    change = changes.propose_change(
        actor=actor, kind=succession.KIND, payload=row.payload["told"], reason=row.reason,
        organisation=row.organisation,
    )  # fmt: skip
    row.proposed_at = clock.now()
    row.save(update_fields=["proposed_at"])
    return change


def lines_of(row: SuccessionDraft) -> tuple[Line, ...]:
    """The lines so far, with their bodies and posts."""
    return succession.facts_of(row.payload["told"]).lines


def left_of(row: SuccessionDraft, wanted: Selection) -> list[OpenCase]:
    """Open cases that no line takes yet, narrowed by post and field; the first SHOWN of them."""
    taken = [succession.selection(line) for line in lines_of(row)]
    return [
        case
        for mover in movers.movers()
        for case in mover.list_open(row.organisation_id, wanted, taken, SHOWN)
    ]


def successors_of(row: SuccessionDraft) -> list[Post]:
    """The posts that may take over, in the order in which they were named."""
    found = Post.objects.select_related("organisation").in_bulk(row.payload["successors"])
    return [found[UUID(key)] for key in row.payload["successors"] if UUID(key) in found]
