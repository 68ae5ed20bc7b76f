"""Who decided on a record before; `integrity_files_decided_before` in SQL says the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from credit_portal.accounts.models import User
from credit_portal.accounts.sides import is_one_side
from credit_portal.common import clock
from integrity_files.codes_records import MotionState
from integrity_files.models import Objection, Record

Signed = tuple[User | None, date | None]


def deciders(record: Record, *, but: Any = None) -> list[tuple[User, date]]:
    """Who proposed or decided the record, who decided a correction, an objection to it, its repair
    or a proposal of the office about it, each with the day. `but`: the key of the case now at hand.

    Whoever hid the record or confirmed that decided nothing on what it says.
    """
    today = clock.today()
    found = [(record.proposer, record.proposed_on), (record.decider, record.decided_on)]
    found += [(one.decider, one.on) for one in record.corrections.select_related("decider")]
    found += [*_of_cases(record, but), *_of_objections(record, but)]
    return [(person, on or today) for person, on in found if person is not None]


def _of_cases(record: Record, but: Any) -> Iterator[Signed]:
    motions = record.motions.filter(state=MotionState.DECIDED).exclude(pk=but)
    yield from ((one.decider, one.ended_on) for one in motions.select_related("decider"))
    repairs = record.repairs.exclude(decider=None).exclude(pk=but)
    yield from ((one.decider, one.decided_on) for one in repairs.select_related("decider"))


def _of_objections(record: Record, but: Any) -> Iterator[Signed]:
    rows = Objection.objects.filter(
        source_type=record._meta.label_lower, source_id=str(record.pk)
    ).exclude(pk=but)
    for one in rows.select_related("decider", "appeal_decider"):
        yield one.decider, one.decided_on
        yield one.appeal_decider, one.ended_on


def decided_before(actor: Any, record: Record, *, but: Any = None) -> bool:
    """Whether his side is one with any of `deciders`, on that day or today."""
    today = clock.today()
    return any(
        is_one_side(actor, person, on) or is_one_side(actor, person, today)
        for person, on in deciders(record, but=but)
    )


def of_source(source_type: str, source_id: str) -> Record | None:
    """The record behind what is objected to; None for other kinds."""
    if source_type != Record._meta.label_lower:
        return None
    rows = Record.objects.select_related("organisation", "lead", "proposer", "decider")
    return rows.filter(pk=source_id).first()
