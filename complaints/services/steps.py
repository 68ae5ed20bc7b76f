"""What every act on a case does: lock, move, note, trail, tell."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from typing import Any
from uuid import UUID

from complaints import machine, policies, selectors
from complaints.codes import Channel
from complaints.models import Case, CaseEvent, CaseNote
from complaints.services import order_results
from credit_portal.accounts.capacity import in_capacity
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of, nearest_holders_of
from credit_portal.audit import services as audit
from credit_portal.common import acts, clock, rows
from credit_portal.common.actors import SYSTEM, Actor, actor_id
from credit_portal.common.db import lock
from credit_portal.directory.models import Organisation
from credit_portal.notices.services import notify
from credit_portal.workflow import moves
from integrity_files.services.case_steps import require_version, words

__all__ = ["require_version", "words"]

FIRST = "complaints.first_response"
ROUTE = "complaints.route"
HANDLING = "complaints.handling"
TOTAL = "complaints.total"
SIGN = "complaints.sign"
CALL_BACK = "complaints.call_back"
LETTER = "complaints.letter"
REVIEW = "complaints.review"
OPINION = "complaints.opinion"
#: What a reporter said, whoever wrote it down: no moment is kept of it.
OF_REPORTER = frozenset({
    "received", "added", "withdrawn", "review_asked", "retaliation", "consent_withdrawn",
    "secrecy_wished",
})  # fmt: skip
#: Of the case itself, in the order in which they end.
CLOCKS = (FIRST, ROUTE, SIGN, HANDLING, TOTAL)


def locked(actor: Actor, case_id: UUID | str, expected: int | None = None) -> Case:
    """The case, locked, that the actor sees. Raises NotFound, Stale."""
    row = lock(selectors.visible_to(actor).order_by(), case_id)
    require_version(row, expected)
    return row


def capacity(actor: Any, verb: str, row: Case, body: Organisation | None = None) -> Any:
    """The actor as he does the verb over the body that handles it, or else over the one complained
    of, which may not be his own. Raises NotAllowed ("not_allowed", "own_body")."""
    if body is None:
        policies.require_over(actor, verb, row.accused)
    else:
        policies.require(actor, verb, body)
    where = body or row.accused
    return in_capacity(actor, verb, where) if where is not None else actor


def move(row: Case, name: str, actor: Actor, *also: str, organisation: Any = None) -> None:
    """Take a transition on the locked row; ``also`` names fields saved with it. `organisation` is
    the body over which a staff actor needs the verb (the one concerned unless told)."""
    where = (organisation or row.accused) if isinstance(actor, User) else None
    moves.move(machine.CASE, row, name, actor=actor, organisation=where, also=also)


def note(row: Case, name: str, actor: Actor, *, about: CaseNote | None = None, **data: Any) -> None:
    """Write one step of the story and its audit row: codes, days and ids only. What a reporter
    does is written without a moment and without an actor, in the trail too; what he tells on the
    telephone with the operator as actor, but without a moment (security.md T4)."""
    staff = actor if isinstance(actor, User) or actor is SYSTEM else None
    timed = staff is not None and name not in OF_REPORTER
    with nullcontext() if timed else clock.days_only():
        _write(row, name, staff, timed=timed, about=about, data=data)


def _write(
    row: Case, name: str, staff: Actor | None, *, timed: bool, about: CaseNote | None,
    data: dict[str, Any],
) -> None:  # fmt: skip
    place = 1 if name == "received" else row.events.count() + 1
    made = CaseEvent(
        case=row, place=place, act_id=acts.current_act_id(), name=name,
        at=clock.now() if timed else None,
        on=clock.today(), actor_id=actor_id(staff) if staff else "",
        actor_title=staff.title[:200] if staff else "",
        note_id=about.pk if about is not None else None, data=data,
    )  # fmt: skip
    rows.insert(made)
    audit.record(
        f"complaints.{name}", actor=staff, target=row,
        new={"state": row.state}, organisation=row.accused, **data,
    )  # fmt: skip
    order_results.follow(row, name)


def say(
    row: Case, kind: str, text: str, *, author: User | None = None, file: Any = None,
    for_body: bool = False,
) -> CaseNote:  # fmt: skip
    """Keep words, and a cleaned file, given on the way."""
    return CaseNote.objects.create(
        case=row, kind=kind, text=text, file=file, author=author, for_body=for_body,
        on=clock.today(),
    )  # fmt: skip


#: What is said instead of the body's name as the reporter typed it: he may have typed his own.
UNNAMED = ("（尚未确定单位）", "(no body named yet)")


def tell(template: str, row: Case, recipients: Iterable[User], key: str, **more: Any) -> None:
    """A message to staff about a case: its number and the body; never what was reported."""
    body = row.accused
    notify(
        recipients=[one for one in recipients if sees(one, row)],
        template=template,
        context={
            "title_zh": row.number, "title_en": row.number,
            "organisation_zh": body.name_zh if body else UNNAMED[0],
            "organisation_en": (body.name_en or body.name_zh) if body else UNNAMED[1],
            "url": f"/staff/complaints/{row.pk}/", **more,
        },
        dedupe_key=f"complaints.{key}:{row.pk}:{row.version}",
        organisation=body,
        target=row,
    )  # fmt: skip


def sees(user: User, row: Case) -> bool:
    """Whether the user may know of the case."""
    return selectors.visible_to(user).filter(pk=row.pk).exists()


def of_body(verb: str, body: Organisation, row: Case) -> list[User]:
    """Who holds the verb closest above the body and may know of the case. Where the body's own
    people are accused, recused or missing, those further up."""
    nearest = [one for one in nearest_holders_of(verb, body) if sees(one, row)]
    return nearest or [one for one in holders_of(verb, body) if sees(one, row)]


def is_web(row: Case) -> bool:
    """Whether it was filed without anybody of the hotline."""
    return row.channel == Channel.WEB
