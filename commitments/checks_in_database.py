"""Sentences about commitments that must hold in the database (``verify_invariants``)."""

from __future__ import annotations

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
    where c.outcome <> 'open' and not exists (
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
"""
JUDGED_EARLY = """
    select v.id from commitments_verification v
    where v.state = 'confirmed' and v.period_id is null and v.due_on is not null
    and v.outcome in ('kept_late', 'partly_kept', 'broken') and v.closed_on <= v.due_on
"""
IN_FUTURE = """
    select id from commitments_commitmentperiod
    where outcome <> 'open' and ends_on >= %(today)s
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
    ("due_without_clock", "Each open due date has its deadline.", DUE_WITHOUT_CLOCK),
    (
        "registered_undecided",
        "What is registered was decided to be published.",
        REGISTERED_UNDECIDED,
    ),
    (
        "judged_early",
        "No promise was found wanting before its due date had passed.",
        JUDGED_EARLY,
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
