"""Guards and grants of objections: steps are insert-only, what was filed stays, nobody decides twice
on one record or about his own body, an appeal goes to people who did nothing in it."""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard

CHECK = """
create function integrity_files_objection_check() returns trigger language plpgsql as $$
declare
    today date := (new.updated_at at time zone 'Asia/Shanghai')::date;
    fresh uuid[];
    judges uuid[];
    judge uuid;
begin
    if tg_op = 'UPDATE' and
        (new.ref, new.rec, new.kind, new.source_type, new.source_id, new.organisation_id,
         new.objector, new.ground, new.filed_on, new.filer_id, new.receipt_digest)
        is distinct from
        -- of a record that was not public yet the references come with its first publication
        (case when old.ref = '' then new.ref else old.ref end,
         case when old.ref = '' then new.rec else old.rec end, old.kind, old.source_type, old.source_id, old.organisation_id,
         old.objector, old.ground, old.filed_on, old.filer_id, old.receipt_digest) then
        raise exception 'what was objected to stays as it was filed'
            using errcode = 'check_violation', constraint = 'objection_as_filed';
    end if;
    if tg_op = 'INSERT' and new.objector = 'body' and new.accepted_on is not null and exists (
            select 1 from integrity_files_objection o
             where (o.source_type, o.source_id) = (new.source_type, new.source_id)
               and o.objector = 'body')
        or tg_op = 'UPDATE' and old.accepted_on is null and new.accepted_on is not null
            and new.acceptor_id is null then
        raise exception 'only the first objection of a body marks its record without acceptance'
            using errcode = 'check_violation', constraint = 'objection_first_marks';
    end if;
    if tg_op = 'UPDATE' and old.decided_on is not null and
        (new.decider_id, new.proposer_id, new.result, new.decided_on)
        is distinct from (old.decider_id, old.proposer_id, old.result, old.decided_on) then
        raise exception 'a decision on an objection stays'
            using errcode = 'check_violation', constraint = 'objection_decision_stays';
    end if;
    judges := array_remove(array[
        case when tg_op = 'INSERT' or new.decider_id is distinct from old.decider_id
             then new.decider_id end,
        case when tg_op = 'INSERT' or new.appeal_proposer_id is distinct from old.appeal_proposer_id
             then new.appeal_proposer_id end,
        case when tg_op = 'INSERT' or new.appeal_decider_id is distinct from old.appeal_decider_id
             then new.appeal_decider_id end], null);
    fresh := judges || array_remove(array[
        case when tg_op = 'INSERT' or new.acceptor_id is distinct from old.acceptor_id
             then new.acceptor_id end,
        case when tg_op = 'INSERT' or new.handler_id is distinct from old.handler_id
             then new.handler_id end,
        case when tg_op = 'INSERT' or new.proposer_id is distinct from old.proposer_id
             then new.proposer_id end], null);
    if exists (select 1 from accounts_user u
                where u.id = any(fresh) and u.organisation_id = new.organisation_id) then
        raise exception 'nobody handles or decides an objection about his own body'
            using errcode = 'check_violation', constraint = 'objection_not_own_body';
    end if;
    if new.decider_id = any(judges) and accounts_one_side(new.decider_id, new.proposer_id, today,
            coalesce(new.proposed_on, today))
        or new.appeal_decider_id = any(judges) and accounts_one_side(new.appeal_decider_id,
            new.appeal_proposer_id, today, coalesce(new.appeal_proposed_on, today)) then
        raise exception 'an objection is decided by two people'
            using errcode = 'check_violation', constraint = 'objection_people_apart';
    end if;
    foreach judge in array judges loop
        if judge is distinct from new.decider_id and exists (
            select 1 from unnest(array[new.acceptor_id, new.handler_id, new.proposer_id,
                                       new.decider_id]) p where accounts_same_person(judge, p)) then
            raise exception 'an appeal goes to people who had no hand in the objection'
                using errcode = 'check_violation', constraint = 'objection_appeal_apart';
        end if;
        -- who decided on a breach record is asked by integrity_files_objection_once
        if judge is distinct from new.appeal_proposer_id
            and new.source_type <> 'integrity_files.record' and (exists (
            select 1 from publishing_decision d
              join accounts_user u on u.id::text in (d.proposer_id, d.approver_id)
             where (d.source_type, d.source_id) = (new.source_type, new.source_id)
               and not d.automatic and d.act <> 'annotate'
               and accounts_same_person(u.id, judge))
            or exists (
            select 1 from integrity_files_objection o
             where (o.source_type, o.source_id) = (new.source_type, new.source_id)
               and o.id <> new.id
               and (accounts_same_person(o.decider_id, judge)
                    or accounts_same_person(o.appeal_decider_id, judge)))) then
            raise exception 'nobody decides twice on one record'
                using errcode = 'check_violation', constraint = 'objection_decides_once';
        end if;
    end loop;
    return new;
end $$;
create trigger integrity_files_objection_check before insert or update on integrity_files_objection
    for each row execute function integrity_files_objection_check();
alter table integrity_files_objection enable always trigger integrity_files_objection_check;
"""
BACK = """
drop trigger integrity_files_objection_check on integrity_files_objection;
drop function integrity_files_objection_check();
"""


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [
        ("integrity_files", "0009_objections"),
        ("publishing", "0008_emergency_and_marks"),
        ("common", "__first__"),
        ("accounts", "0002_guards"),
    ]

    operations = [
        migrations.RunSQL(CHECK, BACK),
        Guard("integrity_files_objectionevent"),
        AppGrant("integrity_files_objection", "SELECT, INSERT, UPDATE"),
        AppGrant("integrity_files_objectionevent", "SELECT, INSERT"),
        AppGrant("integrity_files_objectionparty", "SELECT, INSERT, DELETE"),
        AppGrant("integrity_files_objectionnote", "SELECT, INSERT, DELETE"),
        AppGrant("integrity_files_tip", "SELECT, INSERT, UPDATE"),
    ]
