"""Guards and grants of credit repair: the order of the steps, papers asked for once, what was filed
and decided stays, two people of two sides who did not decide the record, and a display that ends by
repair only where repair was granted."""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard

REPAIR = """
create function integrity_files_repair_check() returns trigger language plpgsql as $$
declare
    r integrity_files_record;
begin
    select * into r from integrity_files_record where id = new.record_id;
    if tg_op = 'INSERT' then
        if new.state <> 'draft' or r.state <> 'decided' then
            raise exception 'an application for repair begins as a draft on a determined record'
                using errcode = 'check_violation', constraint = 'repair_begins';
        end if;
        return new;
    end if;
    if new.state <> old.state and (old.state, new.state) not in (
            ('draft', 'filed'), ('filed', 'incomplete'), ('incomplete', 'filed'),
            ('filed', 'accepted'), ('filed', 'refused'), ('incomplete', 'refused'),
            ('accepted', 'proposed'), ('proposed', 'accepted'), ('proposed', 'decided'),
            ('draft', 'withdrawn'), ('filed', 'withdrawn'), ('incomplete', 'withdrawn'),
            ('accepted', 'withdrawn'), ('filed', 'moot'), ('incomplete', 'moot'),
            ('accepted', 'moot'), ('proposed', 'moot')) then
        raise exception 'an application for repair does not go from % to %', old.state, new.state
            using errcode = 'check_violation', constraint = 'repair_order';
    end if;
    if old.state = 'draft' and new.state = 'filed'
        and (r.state <> 'decided' or r.repaired_on is not null or new.filed_on < r.repair_from) then
        raise exception 'repair is asked for from the day on which it is possible'
            using errcode = 'check_violation', constraint = 'repair_too_early';
    end if;
    if new.record_id <> old.record_id or old.state <> 'draft'
        and (new.done_zh, new.done_on, new.self_zh, new.training_zh, new.pledge_zh,
             new.pledger_id, new.filed_on, new.receipt)
        is distinct from
            (old.done_zh, old.done_on, old.self_zh, old.training_zh, old.pledge_zh,
             old.pledger_id, old.filed_on, old.receipt) then
        raise exception 'what was filed and signed stays'
            using errcode = 'check_violation', constraint = 'repair_as_filed';
    end if;
    if old.asked_on is not null
        and ((new.asked_zh, new.asker_id, new.asked_on)
             is distinct from (old.asked_zh, old.asker_id, old.asked_on)
             or new.state = 'incomplete' and old.state <> 'incomplete') then
        raise exception 'missing papers are asked for once'
            using errcode = 'check_violation', constraint = 'repair_asked_once';
    end if;
    if old.state in ('decided', 'refused', 'moot', 'withdrawn') and new is distinct from old then
        raise exception 'what was decided stays'
            using errcode = 'check_violation', constraint = 'repair_as_decided';
    end if;
    return new;
end $$;
create trigger integrity_files_repair_check before insert or update on integrity_files_repair
    for each row execute function integrity_files_repair_check();
alter table integrity_files_repair enable always trigger integrity_files_repair_check;
"""
REPAIR_BACK = """
drop trigger integrity_files_repair_check on integrity_files_repair;
drop function integrity_files_repair_check();
"""

PEOPLE = """
create function integrity_files_repair_people() returns trigger language plpgsql as $$
declare
    r integrity_files_record;
    today date := (new.updated_at at time zone 'Asia/Shanghai')::date;
begin
    select * into r from integrity_files_record where id = new.record_id;
    if new.decider_id is not null and new.decider_id is distinct from old.decider_id
        and (accounts_one_side(new.decider_id, new.proposer_id, today, new.proposed_on)
             or accounts_one_side(new.decider_id, new.accepter_id, today, new.answered_on)
             or accounts_one_side(new.decider_id, r.proposer_id, today, r.proposed_on)
             or accounts_one_side(new.decider_id, r.decider_id, today, r.decided_on)) then
        raise exception 'repair is decided by somebody who did neither half of it nor the record'
            using errcode = 'check_violation', constraint = 'repair_people_apart';
    end if;
    if exists (
        select 1 from accounts_user u
         where u.organisation_id = r.organisation_id
           and (u.id = new.asker_id and new.asker_id is distinct from old.asker_id
             or u.id = new.accepter_id and new.accepter_id is distinct from old.accepter_id
             or u.id = new.proposer_id and new.proposer_id is distinct from old.proposer_id
             or u.id = new.decider_id and new.decider_id is distinct from old.decider_id)) then
        raise exception 'nobody works on the repair of his own body'
            using errcode = 'check_violation', constraint = 'repair_not_own_body';
    end if;
    return new;
end $$;
create trigger integrity_files_repair_people before update on integrity_files_repair
    for each row execute function integrity_files_repair_people();
alter table integrity_files_repair enable always trigger integrity_files_repair_people;
"""
PEOPLE_BACK = """
drop trigger integrity_files_repair_people on integrity_files_repair;
drop function integrity_files_repair_people();
"""

EFFECTS = """
create function integrity_files_repair_granted(record uuid) returns boolean
    language sql stable as $$
    select exists (select 1 from integrity_files_repair p
                    where p.record_id = record and p.state = 'decided' and p.outcome = 'grant')
$$;

create function integrity_files_repaired() returns trigger language plpgsql as $$
begin
    if new.repaired_on is distinct from old.repaired_on
        and (old.repaired_on is not null or not integrity_files_repair_granted(new.id)) then
        raise exception 'a record is repaired by a repair that two people granted'
            using errcode = 'check_violation', constraint = 'record_repaired';
    end if;
    return new;
end $$;
create trigger integrity_files_repaired before update on integrity_files_record
    for each row execute function integrity_files_repaired();
alter table integrity_files_record enable always trigger integrity_files_repaired;

create function integrity_files_repair_published() returns trigger language plpgsql as $$
declare
    key uuid;
begin
    if new.source_type <> 'integrity_files.record' then
        return new;
    end if;
    key := new.source_id::uuid;
    if new.act = 'repair' and not integrity_files_repair_granted(key) then
        raise exception 'no display ends by repair that was not granted'
            using errcode = 'check_violation', constraint = 'repair_published';
    end if;
    if new.act not in ('withdraw', 'repair', 'expire')
        and exists (select 1 from integrity_files_record
                     where id = key and repaired_on is not null) then
        raise exception 'what was repaired is not shown again'
            using errcode = 'check_violation', constraint = 'repair_final';
    end if;
    return new;
end $$;
create trigger integrity_files_repair_published before insert on publishing_decision
    for each row when (new.kind = 'breach')
    execute function integrity_files_repair_published();
alter table publishing_decision enable always trigger integrity_files_repair_published;
"""
EFFECTS_BACK = """
drop trigger integrity_files_repair_published on publishing_decision;
drop function integrity_files_repair_published();
drop trigger integrity_files_repaired on integrity_files_record;
drop function integrity_files_repaired();
drop function integrity_files_repair_granted(uuid);
"""
GRANTS = {
    "repair": "SELECT, INSERT, UPDATE",
    "repairfile": "SELECT, INSERT",
    "repairparty": "SELECT, INSERT, DELETE",
    "repairevent": "SELECT, INSERT",
}


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [
        ("integrity_files", "0011_repairs"),
        ("common", "__first__"),
        ("accounts", "0002_guards"),
        ("publishing", "0002_guards"),
    ]

    operations = [
        migrations.RunSQL(REPAIR, REPAIR_BACK),
        migrations.RunSQL(PEOPLE, PEOPLE_BACK),
        migrations.RunSQL(EFFECTS, EFFECTS_BACK),
        Guard("integrity_files_repairevent"),
        *[AppGrant(f"integrity_files_{table}", rights) for table, rights in GRANTS.items()],
    ]
