"""Sentences about deadlines that `verify_invariants` checks (security.md I12)."""

from datetime import timedelta
from typing import Any

from credit_portal.common import clock, invariants

#: After midnight the first sweep has this long before a missing mark counts as broken.
GRACE = timedelta(minutes=10)

I12 = """
select id, kind, due_on from workflow_deadline
 where due_on < %(today)s and outcome = '' and overdue_at is null
   and not provisional and suspended_on is null
"""
PAUSES = """
select d.id from workflow_deadline d
 where (d.suspended_on is not null)
    <> exists (select 1 from workflow_deadlinepause p
                where p.deadline_id = d.id and p.resumed_on is null)
"""
EXPLAINED = """
select id from workflow_deadline
 where explanation ->> 'due' is distinct from to_char(due_on, 'YYYY-MM-DD')
    or (explanation ->> 'provisional')::boolean is distinct from provisional
"""
#: A sheet of a succession that moved cases lists cases, and of no other body.
HANDED = """
select h.id from workflow_handover h
 where not exists (select 1 from workflow_handoveritem i where i.hand_over_id = h.id)
union all
select h.id from workflow_handover h join directory_post p on p.id = h.post_id
 where p.organisation_id <> h.organisation_id
"""


def _today() -> dict[str, Any]:
    return {"today": (clock.now() - GRACE).date()}


def register() -> None:
    """Tell common of the sentences."""
    invariants.register("I12", "a passed deadline has its outcome or its alarm", I12, _today)
    invariants.register("I12b", "a deadline stands still exactly while a pause is open", PAUSES)
    invariants.register("I12c", "a deadline's explanation gives its due day", EXPLAINED)
    invariants.register("I12d", "a hand-over lists cases of its post", HANDED)
