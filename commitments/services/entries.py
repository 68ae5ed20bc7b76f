"""What a confirmed outcome writes into integrity files: of the body and of the post-holder.

Entries are never changed. When a review has determined anew, the new entry corrects the former
one; whoever was entered then and does not answer now gets an entry that says it no longer holds.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from commitments import rules
from commitments.codes import Outcome
from commitments.models import Commitment, LawfulChange, Verification
from commitments.policies_personal import personal
from commitments.services.performance import period_data
from credit_portal.accounts.models import User
from credit_portal.directory.models import Appointment, Organisation, Person
from credit_portal.directory.selectors import holder_on
from integrity_files.services import (
    earlier_entry,
    open_for_outcome,
    outcome_superseded,
    record_entry,
)

BODY_CATEGORY = "O1"
PERSON_CATEGORY = "C5"
SUPERSEDED = "superseded"
#: How a lead calls what was found.
CALLED: dict[str, str] = {Outcome.BROKEN: "未兑现", Outcome.VOID: "无效"}


@dataclass(frozen=True)
class Found:
    """What was determined, by whom confirmed, and the day whose holder answers for it."""

    row: Commitment
    task: Verification
    actor: User
    day: dt.date


def enter(row: Commitment, task: Verification, actor: User, today: dt.date) -> None:
    """The entries in the file of the body and of whoever held the post on the responsible day."""
    found = Found(row, task, actor, responsible_day(row, task, today))
    data = _data(row, task)
    _lead(found)
    own = personal(row)
    if own is not None:  # his own word: into his record, not into the body's
        of_person = {**data, "appointment": own.appointment.kind}
        _enter(found, own.person, PERSON_CATEGORY, of_person)
        return
    _enter(found, row.organisation, BODY_CATEGORY, data)
    # a void promise was not broken by whoever holds the post; it is a lead against its maker
    void = task.outcome == Outcome.VOID
    holder = None if void else holder_on(row.post_on(found.day), found.day)
    if holder is not None:
        _enter(found, holder.person, PERSON_CATEGORY, {**data, "appointment": holder.kind})
    _release_former(found, holder)


def _lead(found: Found) -> None:
    """What is broken or void is a lead, verified by the credit office before anything follows; what
    a review found otherwise is none any more. A person's own word is no matter of his body."""
    row, task = found.row, found.task
    if task.supersedes is not None:
        outcome_superseded(source=task.supersedes)
    if personal(row) is not None or row.is_imported:
        return
    open_for_outcome(
        source=task,
        outcome=task.outcome,
        organisation=row.organisation,
        post=row.post_on(found.day),
        title=f"承诺{CALLED[task.outcome]}：{row}" if task.outcome in CALLED else str(row),
        happened_on=found.day,
        is_demo=row.is_demo,
    )


def enter_end(row: Commitment, case: LawfulChange, actor: User, today: dt.date) -> None:
    """The entries of a lawful change or withdrawal: in the file of the body and of whoever holds
    the post on the day, or of the person whose own commitment it was."""
    data = {
        "commitment": str(row.pk),
        "outcome": row.outcome,
        "ground": case.ground,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "successor": str(case.successor_id) if case.successor_id else None,
    }
    own = personal(row)
    if own is None:
        record_entry(subject=row.organisation, category=BODY_CATEGORY, source=case, data=data,
                     occurred_on=today, actor=actor, post=row.post)  # fmt: skip
    term = own.appointment if own else holder_on(row.post, today)
    if term is not None:
        record_entry(subject=term.person, category=PERSON_CATEGORY, source=case,
                     data={**data, "appointment": term.kind}, occurred_on=today, actor=actor,
                     post=row.post)  # fmt: skip


def responsible_day(row: Commitment, task: Verification, today: dt.date) -> dt.date:
    """The day whose holder of the post answers for the outcome of this verification."""
    due_on = row.due_on if task.period is None else task.period.ends_on
    return rules.responsible_day(due_on, task.kept_on, today)


def _data(row: Commitment, task: Verification) -> dict[str, Any]:
    due_on = row.due_on if task.period is None else task.period.ends_on
    data = {
        "commitment": str(row.pk),
        "outcome": task.outcome,
        "due_on": due_on.isoformat() if due_on else None,
        "kept_on": task.kept_on.isoformat() if task.kept_on else None,
        **period_data(task.period),
    }
    return data | ({"supersedes": str(task.supersedes_id)} if task.is_review else {})


def _enter(
    found: Found, subject: Organisation | Person, category: str, data: dict[str, Any]
) -> None:
    former, actor = found.task.supersedes, found.actor
    corrected = None
    if former is not None:
        corrected = earlier_entry(subject=subject, category=category, source=former, actor=actor)
    record_entry(
        subject=subject,
        category=category,
        source=found.task,
        data=data,
        occurred_on=found.day,
        actor=actor,
        post=found.row.post_on(found.day),
        corrects=corrected,
    )


def _release_former(found: Found, holder: Appointment | None) -> None:
    """Tell the file of a former holder that what was found about his day no longer holds."""
    row, former = found.row, found.task.supersedes
    if former is None or former.closed_on is None:
        return
    day = responsible_day(row, former, former.closed_on)
    before = holder_on(row.post_on(day), day)
    if before is None or (holder is not None and holder.person_id == before.person_id):
        return
    data = {**_data(row, found.task), "outcome": SUPERSEDED, "appointment": before.kind}
    _enter(replace(found, day=day), before.person, PERSON_CATEGORY, data)
