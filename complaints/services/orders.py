"""Work orders of the 12345 platform: each number is one case, however often it is sent.

The same content again changes nothing and is answered alike, also when it is told once more after
something newer. Other content under the same number is further facts of an open case; of one that
has ended it is refused, but for a wish for more secrecy, which is honoured always: answers become
public when a case has ended.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import codes, policies
from complaints.codes import Channel, LinkKind, NoteKind
from complaints.exchange_orders import Order, body_of, division_of
from complaints.models import Case, CaseNote, WorkOrder
from complaints.services import (
    consent,
    identity_sealing,
    intake,
    offices,
    order_results,
    steps,
)
from credit_portal.accounts.selectors import holders_of
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock, take_turns
from credit_portal.common.errors import Conflict, Invalid

#: What may be told again with other words, and how a note calls it.
TOLD = {
    "title_zh": "标题", "facts_zh": "反映内容", "accused_zh": "反映对象", "amount": "涉及金额",
    "happened_on": "发生日期", "people": "涉及人数",
}  # fmt: skip
LONGEST = 10_000
#: Contents of an order that are known again (set by this portal).
MOST_EARLIER = 50


@dataclass(frozen=True)
class Taken:
    """An order as it is kept: whether it began a case now, or added to one."""

    order: WorkOrder
    is_new: bool = False
    added: bool = False


@transaction.atomic
def receive(*, actor: Actor, order: Order, source: str, is_demo: bool = False) -> Taken:
    """Take an order, by `source` file or http; see above.

    Raises Invalid for what cannot be a case, Conflict ("order_ended") for other content of a case
    that has ended.
    """
    take_turns(_turn(order.number))
    found = WorkOrder.objects.filter(pk=order.number).first()
    if found is None:
        return Taken(_begin(actor, order, source, is_demo), is_new=True)
    if order.digest().hex() in (bytes(found.digest).hex(), *found.earlier):
        return Taken(found)
    return _add(actor, found, order)


def case_of(number: str) -> UUID | None:
    """The case that an order of this number has already; for whom an identity is sealed."""
    return WorkOrder.objects.filter(pk=number).values_list("case_id", flat=True).first()


def _turn(number: str) -> int:
    """Two requests about one number follow each other."""
    digest = hashlib.sha256(f"hotline.order|{number}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _begin(actor: Actor, order: Order, source: str, is_demo: bool) -> WorkOrder:
    if order.started_on > clock.today():
        raise Invalid("date_future", _("This day is still to come."), field="started_on")
    body = body_of(order.accused_code, str(order.facts.get("accused_zh", "")))
    place = division_of(order.division)
    row = intake.begin(
        actor=actor, channel=Channel.ORDER, identity={}, id=order.sealed.case_id, is_demo=is_demo,
        facts={**order.facts, "division_id": place.pk if place else None},
        accused_id=body.pk if body else None, started_on=order.started_on,
    )  # fmt: skip
    if not row.is_anonymous:
        identity_sealing.store(row, order.sealed)
    kept = WorkOrder.objects.create(
        number=order.number, case=row, query_code=order.query_code, started_on=order.started_on,
        due_on=order.due_on, digest=order.digest(), source=source, taken_on=clock.today(),
    )  # fmt: skip
    order_results.set_day(row, kept)
    _relate(row, order)
    told = holders_of(policies.TAKE, row.accused or offices.owner(row))
    steps.tell("complaint_received", row, told, "received")
    return kept


def _relate(row: Case, order: Order) -> None:
    """Link it to the orders that the platform says belong to it, as far as they are here."""
    others = WorkOrder.objects.filter(pk__in=order.related).exclude(case=row)
    for other in others:
        row.links.get_or_create(
            other_id=other.case_id, kind=LinkKind.RELATED, undone_on=None,
            defaults={"made_on": clock.today()},
        )  # fmt: skip


def _add(actor: Actor, kept: WorkOrder, order: Order) -> Taken:
    row = lock(Case, kept.case_id)
    if not may_be_added(row, order):
        raise Conflict(
            "order_ended",
            _("The case of this order has ended; send what is new under a number of its own."),
        )
    wished = _wished(row, order)
    consent.tighten(row, wished)
    if row.is_anonymous:
        identity_sealing.forget(row)
    note = _continue(row, kept, order) if row.state not in codes.ENDED else None
    kept.earlier = [*kept.earlier, bytes(kept.digest).hex()][-MOST_EARLIER:]
    kept.digest = order.digest()
    kept.save(update_fields=["digest", "earlier", "query_code", "due_on"])
    steps.note(row, "order_changed", actor, about=note, wishes=sorted(wished))
    parts = row.assignments.filter(state=codes.AssignmentState.SIGNED).select_related("handler")
    told = [one.handler for one in parts if one.handler]
    leads = holders_of(policies.SUPERVISE, row.accused or offices.owner(row))
    steps.tell("complaint_added", row, [*told, *leads], f"order_changed:{kept.digest.hex()[:16]}")
    return Taken(kept, added=True)


def may_be_added(row: Case, order: Order) -> bool:
    """Whether what an order says otherwise now is taken under its number: of a case that goes on
    everything; of one that has ended only a wish for more secrecy, with no new facts beside it."""
    if row.state not in codes.ENDED:
        return True
    said = _differences(row, order)[:LONGEST]
    known = not said or row.notes.filter(kind=NoteKind.MORE, text=said).exists()
    return known and bool(_wished(row, order))


def _continue(row: Case, kept: WorkOrder, order: Order) -> CaseNote | None:
    """Of a case that goes on: who reported as it was told last, the day that the platform wants,
    what belongs to it, and what is said otherwise as a note."""
    _identify(row, order)
    moved, kept.due_on = kept.due_on != order.due_on, order.due_on
    kept.query_code = order.query_code
    if moved:
        order_results.set_day(row, kept)
    _relate(row, order)
    said = _differences(row, order)
    return steps.say(row, NoteKind.MORE, said[:LONGEST]) if said else None


def _differences(row: Case, order: Order) -> str:
    """What is said otherwise than it was filed, for the note; "" for nothing."""
    lines = [
        f"{label}：{order.facts[name]}"
        for name, label in TOLD.items()
        if order.facts.get(name) not in (None, "")
        and _differ(getattr(row, name), order.facts[name])
    ]
    return "\n".join(lines)


def _differ(before: Any, after: Any) -> bool:
    same = str(before).strip() == str(after).strip() if isinstance(after, str) else before == after
    return not same


def _wished(row: Case, order: Order) -> set[str]:
    """Wishes for more secrecy than was wished before; what was kept secret is not opened."""
    return {
        name
        for name, strict in consent.WISHES.items()
        if bool(order.facts.get(name)) is strict and getattr(row, name) is not strict
    }


def _identify(row: Case, order: Order) -> None:
    """Who reported is kept as it was told last, unless he wishes to stay anonymous."""
    if order.sealed.mark and not row.is_anonymous:
        if order.sealed.case_id != row.pk:
            raise Conflict(
                "order_came_meanwhile",
                _("This order came by another way meanwhile. Please hand it in once more."),
            )
        identity_sealing.store(row, order.sealed)
