"""What every act on an application for repair does: lock, move, note, trail, tell, clocks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from credit_portal.accounts.capacity import in_capacity
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import NotFound
from credit_portal.notices import outside
from credit_portal.workdays import selectors as workdays
from credit_portal.workflow import moves
from credit_portal.workflow import services as workflow
from credit_portal.workflow.selectors import deadline_of
from integrity_files import machine_repair, parties
from integrity_files import policies as base
from integrity_files import policies_repair as policies
from integrity_files import selectors_records as records
from integrity_files import selectors_repair as selectors
from integrity_files.models import Record, Repair, RepairParty
from integrity_files.selectors_deciders import deciders
from integrity_files.selectors_responsible import require_other
from integrity_files.services import case_steps
from integrity_files.services.case_steps import require_version
from integrity_files.services.outside_parties import OutsideActor
from integrity_files.services.record_steps import past, words

__all__ = ["past", "words"]
ACCEPT = "integrity_files.repair_accept"
COMPLETE = selectors.COMPLETE
RESULT = "integrity_files.repair_result"
SITE = "integrity_files.repair_site"
KINDS = (ACCEPT, COMPLETE, RESULT, SITE)
RULES = {
    ACCEPT: ("REP-ACCEPT",), COMPLETE: ("REP-COMPLETE",), RESULT: ("REP-RESULT",),
    SITE: ("REP-SITE", "REP-ALL-58"),
}  # fmt: skip
"""By kind the rules that may set it; the one in force on the day does (order 58 has one clock for
the whole, order 36 one for each step)."""
FALSE_RULE = "REP-FALSE"
SUPPLEMENT = "supplement"


def locked(actor: Actor, repair_id: UUID | str, verb: str, expected: int | None = None) -> Repair:
    """The application, locked after its record; the actor holds the verb over its body.
    Raises NotFound, NotAllowed, Stale."""
    record = records.locked(str(selectors.repair(actor, repair_id).record_id))
    row = lock(selectors.visible_to(actor), repair_id)
    row.record = record
    policies.require(actor, verb, row.record.organisation)
    if verb != policies.APPLY:
        require_other(actor, record)
    require_version(row, expected)
    return row


def capacity(actor: Any, verb: str, record: Record) -> Any:
    """The actor as he does the verb over the body."""
    return in_capacity(actor, verb, record.organisation)


def move(row: Repair, name: str, actor: Actor, *also: str) -> None:
    """Take a transition on the locked row; ``also`` names fields saved with it."""
    step = f"{name}_by_form" if isinstance(actor, OutsideActor) else name
    moves.move(
        machine_repair.REPAIR, row, step, actor=actor, organisation=row.record.organisation,
        also=also,
    )  # fmt: skip


def save(row: Repair, *fields: str) -> None:
    """Save fields that no transition goes with."""
    row.updated_at, row.version = clock.now(), row.version + 1
    row.save(update_fields=[*fields, "updated_at", "version"])


def start(kind: str, row: Repair) -> Any:
    """Start a clock by the rule in force today; None where the law of the day has none."""
    for code in RULES[kind]:
        try:
            rule = workdays.rule_on(code, clock.today())
        except NotFound:
            continue
        return workflow.start_deadline(
            kind=kind, case=row, organisation=row.record.organisation, start_on=clock.today(),
            rule=rule,
        )  # fmt: skip
    return None


def pause(row: Repair, actor: Actor) -> None:
    """Acceptance and answer stand still while papers are missing; what has passed stays passed."""
    for kind in (ACCEPT, SITE):
        found = deadline_of(kind, row)
        if found is not None and found.is_open and _runs(found):
            workflow.suspend(kind, row, ground=SUPPLEMENT, actor=actor)


def _runs(deadline: Any) -> bool:
    passed = deadline.overdue_at is not None or deadline.due_on < clock.today()
    return deadline.suspended_on is None and not passed


def go_on(row: Repair, actor: Actor) -> None:
    """The papers are there: what stood still runs again."""
    for kind in (ACCEPT, SITE):
        found = deadline_of(kind, row)
        if found is not None and found.is_open and found.suspended_on is not None:
            workflow.resume(kind, row, actor=actor)


def end_clocks(row: Repair) -> None:
    """Whatever still runs falls away."""
    for kind in KINDS:
        workflow.cancel(kind, row)


def note(row: Repair, name: str, actor: Actor, **data: Any) -> None:
    """Write one step of the story and its audit row: codes, dates and ids only."""
    case_steps.event(row.events, name, actor, data=data)
    case_steps.trail(f"repair_{name}", actor, row, row.record.organisation, **data)


def tell(template: str, row: Repair, recipients: Iterable[User], key: str, **more: Any) -> None:
    """A message about an application: the record's name and the body."""
    _tell(template, row, recipients, f"{key}:{row.pk}:{row.version}", **more)


def _tell(
    template: str, row: Repair, recipients: Iterable[User], key: str, *, url: str = "", **more: Any
) -> None:
    case_steps.tell(
        template, row, recipients, key=f"repair:{key}", body=row.record.organisation,
        titles=(row.record.name_zh, row.record.name_zh), target=not url,
        url=url or f"/staff/repairs/{row.pk}/", **more,
    )  # fmt: skip


def tell_filed(row: Repair) -> None:
    """It came in: the office, of what comes by form once a day and record, so that a flood of forms
    is no flood of messages. The body in whose name it was filed is told of each by itself: it
    confirms it or takes it back."""
    people = office(row, policies.HANDLE)
    if not row.is_by_form:
        tell("repair_filed", row, people, "filed")
        return
    key = f"filed:{row.record_id}:{clock.today()}"
    _tell("repair_filed", row, people, key, url="/staff/repairs/")
    tell("repair_by_form", row, body(row), "by_form")


#: What whoever applied by a form is told by mail or SMS, by step: words of the portal, nothing of
#: the case.
TOLD: dict[str, tuple[str, str]] = {
    "asked": ("请补正材料", "please complete it"),
    "accepted": ("已受理", "accepted"),
    "refused": ("不予受理", "not accepted"),
    "extended": ("办理期限已延长", "the time of the result was extended"),
    "decided": ("已作出决定", "decided"),
    "moot": ("失信记录已撤销，申请终止", "ended, since the record was revoked"),
    "superseded": ("失信记录已获信用修复，申请终止", "ended, since the record was repaired"),
}


def tell_body(template: str, row: Repair, step: str, **more: Any) -> None:
    """Tell the body's desk, and whoever applied for it by a form as he asked for."""
    tell(template, row, body(row), step, **more)
    kept = RepairParty.objects.filter(pk=row.pk).first()
    if kept is None:
        return
    ref = row.record.ref or row.record.short
    party = parties.in_clear(row, kept)
    outside.tell(
        email=party.email, mobile=party.mobile, template="outside_progress",
        language=kept.language,
        context={
            "title_zh": f"信用修复申请（{ref}）", "title_en": f"Application for repair ({ref})",
            "step_zh": TOLD[step][0], "step_en": TOLD[step][1], "url": "/progress/",
        },
        dedupe_key=f"integrity_files.repair:{step}:{row.pk}:{row.version}",
    )  # fmt: skip


def office(row: Repair, verb: str) -> list[User]:
    """Those of the credit office who may do the verb on it."""
    body = row.record.organisation
    return [one for one in holders_of(verb, body) if base.bar(one, body) is None]


def before(row: Repair) -> list[tuple[Any, date]]:
    """Who accepted or proposed it, or decided on its record before (its determination, a
    correction, an objection to it …), each with the day: none of them decides on it."""
    parts = [(row.proposer, row.proposed_on), (row.accepter, row.answered_on)]
    had = [(person, on or clock.today()) for person, on in parts if person is not None]
    return [*had, *deciders(row.record, but=row.pk)]


def may_decide(user: Any, row: Repair) -> bool:
    """Whether he is apart from everybody in `before`."""
    return all(base.may_second(user, person, on) for person, on in before(row))


def body(row: Repair) -> list[User]:
    """Those who may ask for the body."""
    return holders_of(policies.APPLY, row.record.organisation)
