"""What records tell the platform below."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.policies import register_verbs
from credit_portal.accounts.verb_words import describe
from credit_portal.audit import verbs
from credit_portal.common.invariants import register as invariant
from credit_portal.notices import references
from credit_portal.publishing.registry import Kind, register_kind
from credit_portal.workflow.registry import register_deadline_kind, register_work
from integrity_files import audit_verbs_records as audit_verbs
from integrity_files import open_data
from integrity_files import policies_records as policies
from integrity_files import selectors_records as selectors
from integrity_files import work_record_motions as work_motions
from integrity_files import work_records as work
from integrity_files.disclosures_records import summarise
from integrity_files.services import record_clocks as clocks
from integrity_files.services import record_publication as publication
from integrity_files.services import record_remedies as remedies
from integrity_files.services import record_steps as steps

CLOCK = """
select r.id from integrity_files_record r
 where (r.state = 'rectifying' and r.corrected_on is null and not exists (
           select 1 from workflow_deadline d
            where d.kind = 'integrity_files.record_rectify' and d.case_id = r.id
              and d.outcome = ''))
    or (r.state in ('settled', 'dropped', 'revoked') and exists (
           select 1 from workflow_deadline d
            where d.kind like 'integrity_files.record_%%' and d.case_id = r.id
              and d.outcome = ''))
    or exists (select 1 from integrity_files_recordhiding h
                where h.record_id = r.id and h.state = 'confirmed' and h.reason <> 'court')
        and not exists (select 1 from workflow_deadline d
                         where d.kind = 'integrity_files.record_hidden' and d.case_id = r.id)
"""
ALONE = """
select r.id from integrity_files_record r
 where accounts_same_person(r.decider_id, r.proposer_id)
    or accounts_same_person(r.revoker_id, r.revoke_proposer_id)
    or accounts_same_person(r.revoker_id, r.decider_id)
union all
select m.record_id from integrity_files_recordmotion m
 where accounts_same_person(m.decider_id, m.proposer_id)
"""
SHOWN = """
select s.rec from publishing_displayed s
  left join integrity_files_record r on r.rec = s.rec
 where s.kind = 'breach'
   and (r.id is null or r.state <> 'decided' or r.last_day is distinct from s.until)
   and not exists (select 1 from publishing_decision d where d.rec = s.rec and d.done_at is null)
"""
UNFILED = """
select r.id from integrity_files_record r
 where r.state in ('decided', 'revoked') and not exists (
    select 1 from integrity_files_fileentry f
     where f.source_type = 'integrity_files.record' and f.source_id = r.id::text
       and f.organisation_id is not null)
"""


def register() -> None:
    """Verbs, sentences, the public kind, redress, deadlines, work, invariants."""
    register_verbs(policies.VERBS, fresh=policies.FRESH)
    describe(policies.WORDS)
    verbs.register(audit_verbs.SENTENCES)
    register_kind(
        Kind(
            code=steps.KIND,
            letter="B",
            name_zh="政务失信记录",
            name_en="Breach-of-trust record",
            summarise=summarise,
            basis="P03",
            columns=open_data.BREACH,
        ),
        on_published=publication.remember,
    )
    remedies.register()
    references.register_target("integrity_files.record", selectors.visible_ids)
    register_work(work.items)
    register_work(work_motions.items)
    _deadlines()
    invariant("integrity_files.record_clock", "What is owed has its clock.", CLOCK)
    invariant("integrity_files.record_alone", "Two people decided each record.", ALONE)
    invariant("integrity_files.record_shown", "Shown is what is determined.", SHOWN)
    invariant("integrity_files.record_unfiled", "What is determined is filed.", UNFILED)


def _deadlines() -> None:
    shared: dict[str, Any] = {
        "remind_before": (3, 1),
        "on_remind": clocks.remind,
        "on_overdue": clocks.passed,
        "lock_cases": clocks.lock_cases,
        "name_cases": clocks.name_cases,
    }
    register_deadline_kind(steps.RECTIFY, label=_("Rectification"), **shared)
    register_deadline_kind(steps.STATEMENT, label=_("Statement on a notice"), **shared)
    deciders = {"on_remind": clocks.remind_deciders, "on_overdue": clocks.passed_deciders}
    label = _("Document revoked or changed: record to correct or revoke")
    register_deadline_kind(steps.REMOVAL, label=label, **{**shared, **deciders})
    of_office = {**shared, "on_remind": clocks.remind_office, "on_overdue": clocks.passed_office}
    register_deadline_kind(steps.HIDDEN, label=_("Hidden, to be corrected or ended"), **of_office)
