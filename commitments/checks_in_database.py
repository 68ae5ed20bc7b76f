"""Sentences about commitments that must hold in the database (``verify_invariants``)."""

from __future__ import annotations

from commitments.services.succession_sql import TO_KEEP
from credit_portal.common import clock
from credit_portal.common.invariants import register as invariant

AUTHOR_APPROVED = """
    select c.id from commitments_commitment c
    join accounts_user mine on mine.id = c.approver_id
    join accounts_user part on part.id = c.filer_id or part.id = any(c.authors)
    where part.id = mine.id or part.person_id = mine.person_id
"""
JUDGED_OWN = """
    select v.id from commitments_verification v
    join commitments_commitment c on c.id = v.commitment_id
    join accounts_user judge on judge.id in (v.proposer_id, v.confirmer_id)
    join accounts_user part on part.id in (c.filer_id, c.approver_id)
        or part.id = any(c.authors)
        or part.id in (select r.filed_by_id from commitments_performancereport r
                       where r.commitment_id = c.id)
    where part.id = judge.id or part.person_id = judge.person_id
"""
JUDGED_ALONE = """
    select v.id from commitments_verification v
    join accounts_user one on one.id = v.proposer_id
    join accounts_user other on other.id = v.confirmer_id
    where one.id = other.id or one.person_id = other.person_id
"""
SAID_OTHERWISE = """
    select c.id from commitments_commitment c
    cross join lateral (
        select coalesce(
            (select d.document from publishing_decision d
             where d.source_type = 'commitments.commitment' and d.source_id = c.id::text
             and d.document is not null order by d.number desc limit 1),
            (select p.document from publishing_displayed p where p.rec = c.rec))::jsonb as said
    ) shown
    where c.state = 'registered' and shown.said is not null and (
        c.category, c.shape, c.sector, c.title_zh, c.title_en, c.matter_zh, c.matter_en,
        c.measure_zh, c.measure_en, c.beneficiaries_zh, c.beneficiaries_en, c.legal_basis_zh,
        c.legal_basis_en, c.authority_zh, c.authority_en, c.due_on::text, c.outcome
    ) is distinct from (
        said->>'category', said->>'shape', said->>'sector', said->>'title_zh',
        said->>'title_en', said->>'matter_zh', said->>'matter_en', said->>'measure_zh',
        said->>'measure_en', said->>'beneficiaries_zh', said->>'beneficiaries_en',
        said->>'legal_basis_zh', said->>'legal_basis_en', said->>'authority_zh',
        said->>'authority_en', said->>'due_on', said->>'outcome')
"""
FOREIGN_MADE_UP = """
    select c.id from commitments_commitment c
    join directory_organisation o on o.id = c.organisation_id
    where c.import_source = '' and starts_with(o.kind, 'foreign')
"""
FOUND_WITHOUT_FIGURES = """
    select v.id from commitments_verification v
    join commitments_commitmentperiod p on p.id = v.period_id
    where v.state = 'confirmed' and v.report_id is null
    and (p.report_provisional or v.closed_on <= p.report_due_on)
"""
OUTCOME_UNCONFIRMED = """
    select c.id from commitments_commitment c
    where c.outcome not in ('open', 'changed_lawfully', 'withdrawn_lawfully') and not exists (
        select 1 from commitments_verification v
        where v.commitment_id = c.id and v.state = 'confirmed')
"""
PERIOD_UNCONFIRMED = """
    select p.id from commitments_commitmentperiod p
    where p.outcome <> 'open' and not exists (
        select 1 from commitments_verification v
        where v.period_id = p.id and v.state = 'confirmed' and v.outcome = p.outcome)
"""
OUTCOME_NOT_IN_FILE = """
    select v.id from commitments_verification v
    where v.state = 'confirmed' and not exists (
        select 1 from commitments_personalcommitment p where p.commitment_id = v.commitment_id)
    and not exists (
        select 1 from integrity_files_fileentry e
        where e.source_type = 'commitments.verification' and e.source_id = v.id::text
        and e.subject_kind = 'organisation')
"""
DUE_WITHOUT_CLOCK = """
    select c.id from commitments_commitment c
    where c.state = 'registered' and c.outcome = 'open' and c.due_on is not null
    and not exists (
        select 1 from workflow_deadline d
        where d.kind = 'commitments.due' and d.case_id = c.id and d.due_on = c.due_on)
"""
REGISTERED_UNDECIDED = """
    select c.id from commitments_commitment c
    where c.state = 'registered' and not exists (
        select 1 from publishing_decision d
        where d.source_type = 'commitments.commitment' and d.source_id = c.id::text)
    and not exists (
        select 1 from commitments_personalcommitment p where p.commitment_id = c.id)
"""
PERSON_PUBLISHED = """
    select c.id from commitments_commitment c
    join commitments_personalcommitment p on p.commitment_id = c.id
    where p.is_public is not true and exists (
        select 1 from publishing_decision d
        where d.source_type = 'commitments.commitment' and d.source_id = c.id::text)
"""
OUTCOME_NOT_LAST = """
    select c.id from commitments_commitment c
    cross join lateral (
        select v.outcome from commitments_verification v
        where v.commitment_id = c.id and v.state = 'confirmed' and v.period_id is null
        order by v.closed_on desc, v.id desc limit 1) last
    where c.shape = 'one_off' and c.outcome in ('kept', 'kept_late', 'partly_kept', 'broken')
    and c.outcome <> last.outcome
"""
REVIEW_WITHOUT_GROUND = """
    select v.id from commitments_verification v
    where v.opened_because = 'contradicted' and not exists (
        select 1 from commitments_contradiction s
        where s.verification_id = v.id and s.state = 'confirmed')
"""
JUDGED_EARLY = """
    select v.id from commitments_verification v
    where v.state = 'confirmed' and v.period_id is null and v.due_on is not null
    and v.outcome in ('kept_late', 'partly_kept', 'broken') and v.closed_on <= v.due_on
"""
CHANGED_WITHOUT_SUCCESSOR = """
    select c.id from commitments_commitment c
    where c.outcome = 'changed_lawfully' and 1 <> (
        select count(*) from commitments_commitment n
        where n.replaces_id = c.id and n.state = 'registered')
"""
ENDED_WITHOUT_CASE = """
    select c.id from commitments_commitment c
    where c.outcome in ('changed_lawfully', 'withdrawn_lawfully') and not exists (
        select 1 from commitments_lawfulchange k
        where k.commitment_id = c.id and k.state = 'approved' and k.decided_on = c.outcome_on
        and k.superior_id <> all (
            select o.id from directory_organisation o
            where o.parent_id is not null and o.id = coalesce(
                (select i.from_organisation_id from commitments_inheritance i
                  where i.commitment_id = c.id and i.moved_on >= k.decided_on
                  order by i.id limit 1), c.organisation_id)))
"""
CHANGE_DECIDED_BY_ITS_AUTHOR = """
    select k.id from commitments_lawfulchange k
    join accounts_user judge on judge.id = k.decider_id
    join accounts_user part on part.id = k.filer_id or part.id = any(k.authors)
    where part.id = judge.id or part.person_id = judge.person_id
"""
CHANGED_AFTER_DUE = """
    select c.id from commitments_commitment c
    where c.outcome in ('changed_lawfully', 'withdrawn_lawfully')
    and c.due_on < c.outcome_on and not c.due_provisional
"""
CHANGE_NOT_IN_FILE = """
    select k.id from commitments_lawfulchange k
    where k.state = 'approved' and not exists (
        select 1 from integrity_files_fileentry e
        where e.source_type = 'commitments.lawfulchange' and e.source_id = k.id::text
        and e.subject_kind = 'organisation')
    and not exists (
        select 1 from commitments_personalcommitment o where o.commitment_id = k.commitment_id)
"""
VOID_WITHOUT_FINDING = """
    select c.id from commitments_commitment c
    where c.outcome = 'void' and not exists (
        select 1 from commitments_verification v
        join commitments_voidfinding f on f.verification_id = v.id
        where v.commitment_id = c.id and v.state = 'confirmed' and v.outcome = 'void')
"""
COMPENSATION_WITHOUT_CLOCK = """
    select p.id from commitments_compensation p
    where p.paid_on is null and not exists (
        select 1 from workflow_deadline d
        where d.kind = 'commitments.compensation' and d.case_id = p.id and d.due_on = p.due_on)
"""
MOVED_UNGRANTED = """
    select d.id from workflow_deadline d
    join (select deadline_id, decided_on as day, 'extend' as act from workflow_deadlineextension
          union all
          select deadline_id, stopped_on, 'stop' from workflow_deadlinepause) m
        on m.deadline_id = d.id
    where d.kind = 'commitments.due' and not exists (
        select 1 from commitments_clockrequest r
        where r.commitment_id = d.case_id and r.state = 'approved' and r.act = m.act
        and m.day = case r.act when 'extend' then r.decided_on else r."on" end)
"""
IN_FUTURE = """
    select id from commitments_commitmentperiod
    where outcome <> 'open' and ends_on >= %(today)s
"""


RESPONSIBLE_BODY = f"""
select c.id from commitments_commitment c
  left join directory_organisation o on o.id = c.organisation_id
  left join directory_post p on p.id = c.post_id
 where {TO_KEEP}
   and (not o.active or p.organisation_id <> c.organisation_id)
union all
select d.case_id from workflow_deadline d join commitments_commitment c on c.id = d.case_id
 where d.case_type = 'commitments.commitment' and d.outcome = ''
   and c.organisation_id <> d.organisation_id
"""  # noqa: S608 - a condition of the succession
INHERITED_DUE_DAY = """
select i.id from commitments_inheritance i join commitments_commitment c on c.id = i.commitment_id
 where i.due_on is distinct from c.due_on and not exists (
    select 1 from workflow_deadline d
     where d.case_type = 'commitments.commitment' and d.case_id = c.id
       and (exists (select 1 from workflow_deadlineextension e where e.deadline_id = d.id)
         or exists (select 1 from workflow_deadlinepause s where s.deadline_id = d.id)
         or exists (select 1 from workflow_moveddate m where m.deadline_id = d.id)))
"""
HANDED_OVER = """
select i.id from commitments_inheritance i
 where not exists (
    select 1 from workflow_handover h join workflow_handoveritem t on t.hand_over_id = h.id
     where h.succession_id = i.succession_id and h.post_id = i.to_post_id
       and t.case_type = 'commitments.commitment' and t.case_id = i.commitment_id
       and t.due_on is not distinct from i.due_on)
"""

SENTENCES = (
    ("author_approved", "Nobody approved a commitment he wrote.", AUTHOR_APPROVED),
    ("judged_own", "Nobody judged a promise that he had a part in.", JUDGED_OWN),
    ("judged_alone", "Two people found each outcome.", JUDGED_ALONE),
    (
        "said_otherwise",
        "What is registered says what the public was told last.",
        SAID_OTHERWISE,
    ),
    (
        "foreign_made_up",
        "For another government there is only what was taken over.",
        FOREIGN_MADE_UP,
    ),
    (
        "found_without_figures",
        "Nothing was found without figures before they were certainly overdue.",
        FOUND_WITHOUT_FIGURES,
    ),
    ("outcome_unconfirmed", "Each outcome was confirmed by two people.", OUTCOME_UNCONFIRMED),
    ("period_unconfirmed", "So was each outcome of a period.", PERIOD_UNCONFIRMED),
    (
        "outcome_not_in_file",
        "Each confirmed outcome stands in the body's file.",
        OUTCOME_NOT_IN_FILE,
    ),
    (
        "moved_ungranted",
        "No due date was extended and no clock stopped unless the superior body granted it.",
        MOVED_UNGRANTED,
    ),
    ("due_without_clock", "Each open due date has its deadline.", DUE_WITHOUT_CLOCK),
    (
        "person_published",
        "No own commitment of a person who is not named in public was published.",
        PERSON_PUBLISHED,
    ),
    ("outcome_not_last", "The outcome is what was determined last.", OUTCOME_NOT_LAST),
    (
        "review_without_ground",
        "Each review rests on confirmed contradictions.",
        REVIEW_WITHOUT_GROUND,
    ),
    (
        "registered_undecided",
        "What is registered was decided to be published.",
        REGISTERED_UNDECIDED,
    ),
    (
        "responsible_body",
        "Each open commitment has one responsible body that exists, and a post of it.",
        RESPONSIBLE_BODY,
    ),
    (
        "inherited_due_day",
        "No succession moved a due day; only a recorded lawful act did later.",
        INHERITED_DUE_DAY,
    ),
    (
        "handed_over",
        "What passed on with a succession stands on the hand-over sheet of its post.",
        HANDED_OVER,
    ),
    (
        "judged_early",
        "No promise was found wanting before its due date had passed.",
        JUDGED_EARLY,
    ),
    (
        "changed_without_successor",
        "A promise that was changed has exactly one registered successor.",
        CHANGED_WITHOUT_SUCCESSOR,
    ),
    (
        "ended_without_case",
        "A promise ends lawfully by a case that a body above it approved that day.",
        ENDED_WITHOUT_CASE,
    ),
    (
        "change_decided_by_its_author",
        "Nobody decided on a lawful change that he wrote.",
        CHANGE_DECIDED_BY_ITS_AUTHOR,
    ),
    (
        "changed_after_due",
        "No promise was changed or withdrawn after its due date.",
        CHANGED_AFTER_DUE,
    ),
    (
        "change_not_in_file",
        "Each approved change stands in the body's file.",
        CHANGE_NOT_IN_FILE,
    ),
    (
        "void_without_finding",
        "A void promise has its finding, confirmed by two people.",
        VOID_WITHOUT_FINDING,
    ),
    (
        "compensation_without_clock",
        "Compensation that is owed has its deadline.",
        COMPENSATION_WITHOUT_CLOCK,
    ),
)


def register() -> None:
    """Register the sentences with the platform."""
    for code, sentence, sql in SENTENCES:
        invariant(f"commitments.{code}", sentence, sql)
    invariant(
        "commitments.period_judged_early",
        "No period was determined before it ended.",
        IN_FUTURE,
        lambda: {"today": clock.today()},
    )
