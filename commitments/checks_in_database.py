"""Sentences about commitments that must hold in the database (``verify_invariants``)."""

from __future__ import annotations

from credit_portal.common import clock
from credit_portal.common.invariants import register as invariant

AUTHOR_APPROVED = """
    select id from commitments_commitment
    where approver_id is not null and (approver_id = filer_id or approver_id = any(authors))
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


def register() -> None:
    """Register the sentences with the platform."""
    pairs = [
        ("author_approved", "Nobody approved a commitment he wrote.", AUTHOR_APPROVED),
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
    ]
    for code, sentence, sql in pairs:
        invariant(f"commitments.{code}", sentence, sql)
    invariant(
        "commitments.period_judged_early",
        "No period was determined before it ended.",
        IN_FUTURE,
        lambda: {"today": clock.today()},
    )
