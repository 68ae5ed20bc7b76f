"""What the exchange with the 12345 platform, leads and public answers tell the platform below."""

from __future__ import annotations

from complaints import audit_verbs_exchange as audit_verbs
from complaints import open_data, work_exchange
from complaints.disclosures_answers import summarise
from complaints.importing.orders import NAME, OrderRows
from complaints.services import public_answers
from credit_portal.audit import verbs
from credit_portal.common.invariants import register as invariant
from credit_portal.imports import registry
from credit_portal.publishing.registry import Kind, register_kind
from credit_portal.workflow.registry import register_work

UNTOLD = """
select o.number from complaints_workorder o
 where exists (select 1 from complaints_caseevent e
                where e.case_id = o.case_id and e.name in ('refused', 'answered', 'closed'))
   and not exists (select 1 from complaints_workorderresult r where r.order_id = o.number)
"""
UNWATCHED = """
select o.number from complaints_workorder o
 where exists (select 1 from complaints_workorderresult r
                where r.order_id = o.number and r.sent_at is null)
    <> exists (select 1 from workflow_deadline d
                where d.kind = 'complaints.result' and d.case_type = 'complaints.case'
                  and d.case_id = o.case_id and d.outcome = '')
"""
#: Of what is on display the answer that was given last before it was confirmed said that it is
#: true; what changed since is a line of work (`public_answers.doubtful`).
UNVERIFIED = """
select a.id from complaints_publicanswer a join complaints_case c on c.id = a.case_id
 where a.state = 'published' and c.purpose not in ('ask', 'suggestion') and not coalesce((
        select r.verified from complaints_reply r
         where r.case_id = c.id and r.state = 'given' and r.given_on <= a.decided_on
         order by r.given_on desc, r.drafted_on desc limit 1), false)
"""
ALONE = """
select a.id from complaints_publicanswer a
 where accounts_same_person(a.proposer_id, a.decider_id) and a.state <> 'refused'
    or accounts_same_person(a.withdraw_proposer_id, a.withdrawer_id)
"""


def register() -> None:
    """Sentences, rows of orders, the public kind, work, invariants."""
    verbs.register(audit_verbs.SENTENCES)
    registry.register(NAME, OrderRows())
    register_kind(
        Kind(
            code=public_answers.KIND,
            letter="Q",
            name_zh="投诉答复选登",
            name_en="Selected answer",
            summarise=summarise,
            columns=open_data.ANSWER,
        ),
        on_published=public_answers.remember,
    )
    register_work(work_exchange.items)
    invariant("complaints.orders_untold", "What became of an order is told.", UNTOLD)
    invariant("complaints.orders_unwatched", "A clock runs while a result waits.", UNWATCHED)
    invariant("complaints.answers_true", "Nothing unverified is public.", UNVERIFIED)
    invariant("complaints.answers_alone", "Two people published each answer.", ALONE)
