"""Sentences about complaints that must hold in the database, each as a query without rows."""

from __future__ import annotations

from complaints import rules
from credit_portal.common.invariants import register as invariant

#: Cases whose clock of a kind runs although it must not, or the other way round.
CLOCK = """
select c.id from complaints_case c
 where c.merged_into_id is null and (c.state in ({states}){but}) <> exists (
    select 1 from workflow_deadline d
     where d.kind = '{kind}' and d.case_type = 'complaints.case' and d.case_id = c.id
       and d.outcome = '')
"""
#: The same of rows that have a clock of their own.
PART = """
select p.id from complaints_{table} p
 where (p.state = '{state}') <> exists (
    select 1 from workflow_deadline d
     where d.kind = '{kind}' and d.case_type = 'complaints.{table}' and d.case_id = p.id
       and d.outcome = '')
"""
OPINION = """
select a.id from complaints_assignment a join complaints_case c on c.id = a.case_id
 where (a.part = 'joint' and a.state in ('sent', 'signed') and c.merged_into_id is null) <> exists (
    select 1 from workflow_deadline d
     where d.kind = 'complaints.opinion' and d.case_type = 'complaints.assignment'
       and d.case_id = a.id and d.outcome = '')
"""
CLOCKS = {
    "first_response": "'received'",
    "route": "'accepted'",
    "sign": "'dispatched'",
    "handling": "'dispatched', 'handling', 'proposed'",
    "total": "'received', 'accepted', 'dispatched', 'handling', 'proposed'",
    "review": "'review'",
}
FROM_BODY = ", ".join(f"'{one.value}'" for one in rules.FROM_BODY)
#: Where the law gives the whole time to the body that handles it, total runs while a body has it.
BUT = {"total": f" and (c.regime not in ({FROM_BODY}) or c.state not in ('received', 'accepted'))"}
MERGED = """
select c.id from complaints_case c join complaints_case m on m.id = c.merged_into_id
 where m.merged_into_id is not null
    or exists (select 1 from workflow_deadline d
                where d.kind in ('complaints.first_response', 'complaints.route',
                                 'complaints.sign', 'complaints.handling', 'complaints.total')
                  and d.case_id = c.id and d.outcome = '')
    or exists (select 1 from complaints_supervisionletter l
                where l.case_id = c.id and l.state = 'issued')
    or exists (select 1 from complaints_motion q where q.case_id = c.id and q.state = 'asked')
    or (c.state in ('received', 'accepted', 'dispatched', 'handling', 'proposed')
        and m.state in ('refused', 'answered', 'closed', 'withdrawn'))
"""
CALLED = """
select c.id from complaints_case c
 where c.state = 'answered' and not exists (
    select 1 from complaints_callback b
     where b.case_id = c.id and b.kind = 'satisfaction' and b.state = 'open')
"""
WITH_BODY = """
select c.id from complaints_case c
 where c.merged_into_id is null
   and (c.state in ('dispatched', 'handling', 'proposed')) <> exists (
    select 1 from complaints_assignment a
     where a.case_id = c.id and a.part = 'lead' and a.state in ('sent', 'signed'))
"""
ALONE = """
select r.id from complaints_reply r where accounts_same_person(r.author_id, r.approver_id)
 union all
select m.id from complaints_motion m where accounts_same_person(m.asker_id, m.decider_id)
 union all
select u.id from complaints_unsealrequest u where accounts_same_person(u.asker_id, u.confirmer_id)
"""
NAMED = """
select c.id from complaints_case c join complaints_identity i on i.case_id = c.id
 where c.is_anonymous
"""
MOMENT = """
select e.id from complaints_caseevent e
 where (e.at is null) <> (e.actor_id = '' or e.name in (
        'received', 'added', 'withdrawn', 'review_asked', 'retaliation', 'consent_withdrawn',
        'secrecy_wished'))
"""
KEPT = """
select t.name from (values ('complaints_caseevent'), ('complaints_intakeproof')) as t (name)
 where (select count(*) from pg_trigger g
         where g.tgrelid = t.name::regclass and g.tgenabled = 'A'
           and g.tgname in (t.name || '_keep', t.name || '_keep_all')) <> 2
"""
UNSEEN = """
select a.id from complaints_assignment a join complaints_case c on c.id = a.case_id
 where c.purpose = 'report' and c.is_secret
   and complaints_is_inside(a.organisation_id, c.accused_id)
   and a.state in ('sent', 'signed')
"""


def register() -> None:
    """Add all; called when the app is ready."""
    for name, states in CLOCKS.items():
        sql = CLOCK.format(states=states, but=BUT.get(name, ""), kind=f"complaints.{name}")
        invariant(f"complaints.{name}", f"The clock {name} runs while it must, and then only.", sql)
    for table, kind, state in (("callback", "call_back", "open"),
                               ("supervisionletter", "letter", "issued")):  # fmt: skip
        sql = PART.format(table=table, kind=f"complaints.{kind}", state=state)
        invariant(f"complaints.{kind}", f"Each open {kind} has its clock, no other has.", sql)
    for code, sentence, sql in (
        ("opinion", "Each body that takes part and is silent has its day.", OPINION),
        ("merged", "A merged case has no clock, letter or request; it ends with its main.", MERGED),
        ("called", "Each answered complaint waits for its call-back.", CALLED),
        ("with_body", "One body leads where a body handles it, and nowhere else.", WITH_BODY),
        ("alone", "Two people gave each answer and each grant.", ALONE),
        ("named", "Nobody is known who stayed anonymous.", NAMED),
        ("moment", "What a reporter said or did has no moment.", MOMENT),
        ("kept", "Steps and proofs can only be added.", KEPT),
        ("unseen", "A secret report is not with the body that it accuses.", UNSEEN),
    ):
        invariant(f"complaints.{code}", sentence, sql)
