"""What unsealing, recusals and links tell the platform below."""

from __future__ import annotations

from complaints import audit_verbs_identity, selectors_identity, work_identity
from credit_portal.audit import verbs
from credit_portal.common.invariants import register as invariant
from credit_portal.notices import references
from credit_portal.workflow.registry import register_work

LOOSE = """
select c.id from complaints_case c
 where c.merged_into_id is not null and not exists (
    select 1 from complaints_caselink l
     where l.case_id = c.id and l.other_id = c.merged_into_id and l.kind = 'merged'
       and l.undone_on is null)
"""
TWICE = """
select min(e.id::text) from complaints_caseevent e where e.name = 'unsealed'
 group by e.data ->> 'request' having count(*) > 1
"""


def register() -> None:
    """Sentences, who sees notices about requests, work, invariants."""
    verbs.register(audit_verbs_identity.SENTENCES)
    references.register_target("complaints.unsealrequest", selectors_identity.visible_ids)
    register_work(work_identity.items)
    invariant("complaints.merged_link", "Each merged case has its link.", LOOSE)
    invariant("complaints.shown_once", "A confirmed request shows an identity once.", TWICE)
