"""What approving a lawful change would publish: both documents, and the digest of the pair."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from commitments import codes, codes_change, disclosures, disclosures_clocks, policies
from commitments import policies_change as who
from commitments.disclosures import Document, Facts
from commitments.models import LawfulChange
from credit_portal.accounts.models import User
from credit_portal.common import clock

OUTCOMES = {
    codes_change.ChangeKind.CHANGE.value: codes.Outcome.CHANGED_LAWFULLY.value,
    codes_change.ChangeKind.WITHDRAW.value: codes.Outcome.WITHDRAWN_LAWFULLY.value,
}


def preview(case: LawfulChange, decider: User) -> Document:
    """What would be published if ``decider`` approved today; changes nothing."""
    return pair(case, decider, clock.today())


def pair(case: LawfulChange, decider: User, today: dt.date) -> Document:
    """The old document with its lawful end and, of a change, the new one; read anew."""
    keys = [key for key in (case.commitment_id, case.successor_id) if key is not None]
    found = {one.commitment.pk: one for one in disclosures.facts(keys)}
    old = found[case.commitment_id]
    new = found.get(case.successor_id) if case.successor_id else None
    for one in old.commitment.lawful_changes.all():
        if one.pk == case.pk:
            _decide(one, old, decider, today)
            if one.successor is not None:
                one.successor.registered_on = today
    if new is not None:
        _decide(new.commitment.change_case, old, decider, today)
    disclosures_clocks.let_run(old.clock_requests, old.commitment, today)
    if new is not None:
        new.commitment.change_case.commitment.due_on = old.commitment.due_on
    return {
        "v": 1,
        "kind": "commitment_pair",
        "old": _ended(old, case.kind, decider, today),
        "new": disclosures.registration_of(new, decider, today) if new else None,
    }


def _decide(case: Any, old: Facts, decider: User, today: dt.date) -> None:
    case.state, case.decided_on = codes_change.ChangeState.APPROVED, today
    case.superior = who.deciding(old.commitment.organisation)[1]


def _ended(found: Facts, kind: str, decider: User, today: dt.date) -> Document:
    row = found.commitment
    row.outcome, row.outcome_on = OUTCOMES[kind], today
    for task in found.verifications:
        if task.is_live:
            task.state, task.closed_on = codes.VerificationState.DISMISSED, today
    verb, above = who.deciding(row.organisation)
    event = disclosures.step_of(row.outcome, today, policies.capacity(decider, verb, above))
    periods = [one for one in found.periods if one.outcome != codes.PeriodOutcome.OPEN]
    facts = replace(found, periods=periods, events=[*found.events, event])
    return disclosures.build(disclosures.with_holder(facts, today))
