"""Guards and grants: reports and the story are insert-only, cases are never deleted, nobody
approves what he wrote nor judges what he had a part in, another government's list stays as its
source says (design.md 2.3, 2.6; security.md S1)."""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard

AUTHORS = """
alter table commitments_commitment add constraint commitment_no_author_approves
    check (approver_id is null or not (approver_id = any(authors)));
"""
AUTHORS_BACK = "alter table commitments_commitment drop constraint commitment_no_author_approves;"

COMMITMENT = """
create function commitments_filed_for(author uuid, holder uuid, c commitments_commitment)
    returns boolean language sql stable as $$
    select accounts_stood_in(author, holder, (c.created_at at time zone 'Asia/Shanghai')::date,
        (coalesce(c.submitted_at, c.updated_at) at time zone 'Asia/Shanghai')::date,
        array['filer'])
$$;
create function commitments_commitment_check() returns trigger language plpgsql as $$
begin
    if new.import_source = '' and exists (
        select 1 from directory_organisation o
         where o.id = new.organisation_id and o.kind like 'foreign%') then
        raise exception 'in the tree of another government stands only what was taken over'
            using errcode = 'check_violation', constraint = 'commitment_foreign_imported';
    end if;
    if exists (select 1 from unnest(new.authors || new.filer_id) as one(id)
                where accounts_same_person(new.approver_id, one.id)
                   or accounts_deputises(new.approver_id, one.id, new.registered_on)
                   or commitments_filed_for(one.id, new.approver_id, new)) then
        raise exception 'the person who wrote or filed it cannot approve it'
            using errcode = 'check_violation', constraint = 'commitment_people_apart';
    end if;
    if tg_op = 'UPDATE' and old.import_source <> ''
        and (new.import_source, new.import_number, new.import_url, new.import_sha,
             new.organisation_id, new.post_id, new.title_zh, new.title_en, new.matter_zh,
             new.matter_en, new.due_rule)
            is distinct from
            (old.import_source, old.import_number, old.import_url, old.import_sha,
             old.organisation_id, old.post_id, old.title_zh, old.title_en, old.matter_zh,
             old.matter_en, old.due_rule) then
        raise exception 'the text of what was taken over is its source''s'
            using errcode = 'check_violation', constraint = 'commitment_import_kept';
    end if;
    return new;
end $$;
create trigger commitments_commitment_check
    before insert or update of authors, filer_id, approver_id, organisation_id, post_id,
        import_source, import_number, import_url, import_sha, title_zh, title_en, matter_zh,
        matter_en, due_rule
    on commitments_commitment
    for each row execute function commitments_commitment_check();
alter table commitments_commitment enable always trigger commitments_commitment_check;
"""
COMMITMENT_BACK = """
drop trigger commitments_commitment_check on commitments_commitment;
drop function commitments_commitment_check();
drop function commitments_filed_for(uuid, uuid, commitments_commitment);
"""

VERIFICATION = """
create function commitments_verification_check() returns trigger language plpgsql as $$
declare
    judging uuid[] := array_remove(array[new.proposer_id, new.confirmer_id], null);
    on_day date := coalesce(
        new.closed_on, (new.proposed_at at time zone 'Asia/Shanghai')::date);
begin
    if accounts_one_side(new.confirmer_id, new.proposer_id, on_day,
                         (new.proposed_at at time zone 'Asia/Shanghai')::date) then
        raise exception 'an outcome is proposed by one person and confirmed by another'
            using errcode = 'check_violation', constraint = 'commitment_verify_people_apart';
    end if;
    if exists (
        select 1 from commitments_commitment c, unnest(judging) as judge(id)
         where c.id = new.commitment_id
           and (accounts_one_side(judge.id, c.approver_id, on_day, c.registered_on)
            or exists (select 1 from unnest(c.authors || c.filer_id) as one(id)
                        where accounts_same_person(judge.id, one.id)
                           or accounts_deputises(judge.id, one.id, on_day)
                           or commitments_filed_for(one.id, judge.id, c))
            or exists (select 1 from commitments_performancereport r
                        where r.commitment_id = c.id
                          and accounts_one_side(judge.id, r.filed_by_id, on_day, r.filed_on)))
        ) then
        raise exception 'nobody judges what he filed, wrote, approved or reported on'
            using errcode = 'check_violation', constraint = 'commitment_verify_took_no_part';
    end if;
    if new.state in ('proposed', 'confirmed') and new.report_id is null and exists (
        select 1 from commitments_commitmentperiod p
         where p.id = new.period_id and (p.report_provisional or p.report_due_on >= on_day)) then
        raise exception 'nothing is found without figures before the report is certainly overdue'
            using errcode = 'check_violation', constraint = 'commitment_verify_report_due';
    end if;
    return new;
end $$;
create trigger commitments_verification_check
    before insert or update of commitment_id, period_id, report_id, proposer_id, confirmer_id,
        state
    on commitments_verification
    for each row when (new.proposer_id is not null or new.confirmer_id is not null)
    execute function commitments_verification_check();
alter table commitments_verification enable always trigger commitments_verification_check;
"""
VERIFICATION_BACK = """
drop trigger commitments_verification_check on commitments_verification;
drop function commitments_verification_check();
"""


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [
        ("commitments", "0001_initial"),
        ("common", "__first__"),
        ("accounts", "0002_guards"),
    ]

    operations = [
        migrations.RunSQL(AUTHORS, AUTHORS_BACK),
        migrations.RunSQL(COMMITMENT, COMMITMENT_BACK),
        migrations.RunSQL(VERIFICATION, VERIFICATION_BACK),
        Guard("commitments_performancereport", "commitments_commitmentevent"),
        AppGrant("commitments_commitment", "SELECT, INSERT, UPDATE"),
        AppGrant("commitments_commitmentperiod", "SELECT, INSERT, UPDATE"),
        AppGrant("commitments_verification", "SELECT, INSERT, UPDATE"),
    ]
