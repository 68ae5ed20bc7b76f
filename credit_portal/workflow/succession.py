"""Succession as a change by two people: who takes which, how much moves, and moving it.

Payload: kind, organisation, effective_on, document_number, document_title, document_organ,
document_on, document ({id, name, sha256} or null), lines [{from, to, to_post, from_post, scope,
sectors, cases}]. Listed cases go first, then posts, then fields, then everything that is left.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from credit_portal.common import clock
from credit_portal.common.actors import Actor, actor_id
from credit_portal.common.errors import Conflict, Invalid, NotAllowed
from credit_portal.common.i18n import localized
from credit_portal.common.templatetags._dates import long_date
from credit_portal.directory import policies
from credit_portal.directory import services as directory
from credit_portal.directory.models import Organisation, Post, Succession, SuccessionLine
from credit_portal.directory.services.succession import Facts, Line, People
from credit_portal.files.models import StoredFile
from credit_portal.workflow import changes, hand_overs, movers
from credit_portal.workflow.changes import ChangeKind, Difference, register_change_kind
from credit_portal.workflow.models import Change
from credit_portal.workflow.movers import Selection, Step

KIND = "directory.succession"
FILE_PURPOSE = "directory"
Payload = dict[str, Any]
Scope = SuccessionLine.Scope


@dataclass(frozen=True)
class Counted:
    """How many open cases each line takes, and how many of a predecessor nobody takes."""

    lines: list[tuple[Line, int]]
    left: dict[UUID, int]

    @property
    def moving(self) -> int:
        """Cases that pass on."""
        return sum(count for _line, count in self.lines)

    @property
    def remainder(self) -> int:
        """Cases that nobody takes."""
        return sum(self.left.values())


def register() -> None:
    """Make the kind known."""
    register_change_kind(
        ChangeKind(
            code=KIND,
            title=gettext_lazy("Succession"),
            propose_verb=policies.SUCCEED,
            confirm_verb=policies.MANAGE,
            check=check,
            apply=apply,
            describe=describe,
            base=base,
            subject=subject,
            template="desk/succession/_change.html",
            detail=detail,
        )
    )


# -- reading a payload ---------------------------------------------------------------------------
def facts_of(payload: Payload) -> Facts:
    """What a payload says, with its bodies and posts. Raises Conflict when one is gone."""
    lines = payload.get("lines") or []
    bodies = Organisation.objects.select_related("parent").in_bulk(
        {payload["organisation"], *(one[side] for one in lines for side in ("from", "to"))}
    )
    posts = Post.objects.in_bulk(
        {key for one in lines for key in (one.get("from_post"), one["to_post"]) if key}
    )
    found: dict[str, Any] = {str(key): row for key, row in [*bodies.items(), *posts.items()]}
    try:
        return Facts(
            kind=payload["kind"],
            organisation=found[payload["organisation"]],
            effective_on=date.fromisoformat(payload["effective_on"]),
            document_number=payload["document_number"],
            document_title=payload["document_title"],
            document_organ=payload["document_organ"],
            document_on=date.fromisoformat(payload["document_on"]),
            document_id=UUID(payload["document"]["id"]) if payload.get("document") else None,
            lines=tuple(_line(one, found) for one in lines),
        )
    except KeyError as error:
        raise Conflict(
            "change_row_gone", _("Something that this change names is no longer there.")
        ) from error


def _line(one: dict[str, Any], found: dict[str, Any]) -> Line:
    return Line(
        from_organisation=found[one["from"]],
        to_organisation=found[one["to"]],
        to_post=found[one["to_post"]],
        from_post=found[one["from_post"]] if one.get("from_post") else None,
        scope=one.get("scope", Scope.ALL),
        sectors=tuple(one.get("sectors") or ()),
        cases=tuple(one.get("cases") or ()),
    )


def selection(line: Line) -> Selection:
    """Which open cases of the predecessor the line asks for."""
    if line.scope == Scope.CASES:
        return Selection(cases=line.cases)
    post = line.from_post.pk if line.from_post else None
    return Selection(post, line.sectors if line.scope == Scope.SECTOR else ())


def in_precedence(lines: Sequence[Line]) -> list[tuple[int, Line]]:
    """Lines with their places, in the order in which they take their cases."""
    return sorted(enumerate(lines), key=lambda pair: _breadth(pair[1]))


def _breadth(line: Line) -> int:
    """Listed cases, a field of a post, a post, a field, everything: the narrowest goes first."""
    if line.scope == Scope.SECTOR and line.from_post is not None:
        return 1
    return {Scope.CASES: 0, Scope.POST: 2, Scope.SECTOR: 3, Scope.ALL: 4}[Scope(line.scope)]


def counted(facts: Facts) -> Counted:
    """How many open cases of all types each line takes, and what is left with each body."""
    counts: dict[int, int] = {}
    taken: dict[UUID, list[Selection]] = {}
    for place, line in in_precedence(facts.lines):
        before = taken.setdefault(line.from_organisation.pk, [])
        counts[place] = movers.count(line.from_organisation.pk, selection(line), before)
        before.append(selection(line))
    left = {body: movers.count(body, Selection(), chosen) for body, chosen in taken.items()}
    return Counted([(line, counts[place]) for place, line in enumerate(facts.lines)], left)


# -- the kind of change --------------------------------------------------------------------------
def check(payload: Payload, actor: Actor) -> None:
    """Everything that the directory refuses; and what nobody takes of a body that ends."""
    facts = facts_of(payload)
    for body in [facts.organisation, *facts.predecessors]:
        if not actor.may(policies.SUCCEED, body) and not actor.may(policies.MANAGE, body):
            sentence = _("You may only pass on what belongs to your own bodies: not of %(body)s.")
            raise NotAllowed("not_allowed", sentence % {"body": localized(body, "name")})
    directory.check_succession(facts)
    _check_document(payload)
    if facts.closes:
        _require_all_taken(counted(facts).remainder)


def _check_document(payload: Payload) -> None:
    named = payload.get("document")
    if named and not StoredFile.objects.filter(pk=named["id"], sha256=named["sha256"]).exists():
        raise Invalid("document_missing", _("The document is not there."), field="document")


def _require_all_taken(left: int) -> None:
    if left:
        sentence = ngettext(
            "%(n)s open case is taken by nobody. Say who takes it before you propose.",
            "%(n)s open cases are taken by nobody. Say who takes which before you propose.",
            left,
        )
        raise Conflict("succession_remainder", sentence % {"n": left}, field="lines")


def base(payload: Payload) -> str:
    """Digest of the bodies as they stand: another name, place or end makes a proposal stale."""
    facts = facts_of(payload)
    bodies = {facts.organisation.pk: facts.organisation}
    for line in facts.lines:
        bodies |= {one.pk: one for one in (line.from_organisation, line.to_organisation)}
    state = sorted([str(one.pk), one.version, one.path, one.active] for one in bodies.values())
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()


def subject(payload: Payload) -> str:
    """Merger · 示例市甲局、示例市乙局 → 示例市丙局."""
    facts = facts_of(payload)
    kind = str(Succession.Kind(facts.kind).label)
    if not facts.lines:
        return f"{kind} · {localized(facts.organisation, 'name')}"
    before = _("; ").join(localized(one, "name") for one in facts.predecessors)
    after = {line.to_organisation.pk: line.to_organisation for line in facts.lines}
    return f"{kind} · {before} → " + _("; ").join(localized(one, "name") for one in after.values())


def describe(payload: Payload) -> list[Difference]:
    """Line by line who takes how much; which bodies end; what stays."""
    facts = facts_of(payload)
    found = counted(facts)
    lines = [_told(line, count) for line, count in found.lines]
    lines += [
        Difference(localized(body, "name"), _("active"), _("closed"))
        for body in (facts.predecessors if facts.closes else [])
    ]
    if not facts.lines:
        open_cases = movers.count(facts.organisation.pk, Selection())
        told = _("a new term; %(n)s open cases stay with the body") % {"n": open_cases}
        lines.append(Difference(localized(facts.organisation, "name"), "", told))
    lines.append(Difference(_("In effect from"), "", long_date(payload["effective_on"])))
    lines.append(Difference(_("Document"), "", facts.basis))
    return lines


def _told(line: Line, count: int) -> Difference:
    before = localized(line.from_organisation, "name")
    if line.from_post is not None:
        before += f" · {localized(line.from_post, 'title')}"
    after = f"{localized(line.to_organisation, 'name')} · {localized(line.to_post, 'title')}"
    cases = ngettext("%(n)s open case", "%(n)s open cases", count) % {"n": count}
    return Difference(f"{before} → {after}", "", f"{Scope(line.scope).label} · {cases}")


def detail(payload: Payload, change: Change) -> dict[str, Any]:
    """The document, and while it waits how much would move now."""
    kept = payload.get("document") or {}
    file = StoredFile.objects.filter(pk=kept["id"]).first() if kept else None
    told: dict[str, Any] = {"document": file, "document_sha256": kept.get("sha256", ""),
                            "change": change, "shown": True}  # fmt: skip
    if change.is_waiting:
        return told | {"counted": counted(facts_of(payload))}
    return told


def apply(payload: Payload, actor: Actor) -> dict[str, Any]:
    """Carry it out, all in the deciding transaction.

    1 write the succession, 2 move the open cases, 3 see that none was lost, 4 end the
    predecessors, 5 make the hand-over sheets. Facts: ids and counts.
    """
    with connection.cursor() as cursor:  # a hundred thousand cases take longer than a page may
        cursor.execute("set local statement_timeout = '600s'")
    facts = facts_of(payload)
    before = _open_of_all(facts)
    row = directory.record_succession(actor=actor, facts=facts, people=_people(payload, actor))
    moved = _move(facts, row, actor)
    if _open_of_all(facts) != before:
        sentence = _("Cases of these bodies were opened or closed meanwhile: confirm once more.")
        raise Conflict("succession_moved_on", sentence)
    if facts.closes:
        _require_all_taken(sum(movers.count(one.pk, Selection()) for one in facts.predecessors))
        hand_overs.fall_away(facts.predecessors)
    directory.close_predecessors(actor=actor, facts=facts)
    sheets = hand_overs.of_succession(row)
    return {"succession": str(row.pk), "moved": moved, "sheets": len(sheets)}


def _open_of_all(facts: Facts) -> int:
    bodies = {line.from_organisation.pk for line in facts.lines}
    bodies |= {line.to_organisation.pk for line in facts.lines}
    return sum(movers.count(body, Selection()) for body in bodies)


def _move(facts: Facts, row: Succession, actor: Actor) -> int:
    rows = list(
        row.lines.select_related("to_organisation", "from_organisation").order_by("position")
    )
    today = clock.today()
    title_en = str(getattr(actor, "title_en", ""))
    ordered = in_precedence(facts.lines)
    last = {line.from_organisation.pk: place for place, line in ordered}
    return sum(
        mover.move(
            Step(rows[place], selection(line), today, actor_id(actor), actor.title, title_en,
                 whole=facts.closes, last=last[line.from_organisation.pk] == place)
        )
        for place, line in ordered
        for mover in movers.movers()
    )  # fmt: skip


def _people(payload: Payload, actor: Actor) -> People:
    """Who proposed the change that is being confirmed, and who confirms it."""
    change = Change.objects.get(kind=KIND, payload_sha=changes.digest(payload), state="waiting")
    return People(
        change_id=change.pk,
        proposed_by=change.proposed_by_id,
        proposed_title=change.proposed_title,
        confirmed_by=actor.id if isinstance(actor.id, UUID) else None,
        confirmed_title=actor.title,
    )
