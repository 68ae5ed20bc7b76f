"""Guards and grants of credit repair: the order of the steps, papers asked for once, what was filed
and decided stays, two people of two sides who did not decide the record, and a display that ends by
repair only where repair was granted. With repairs everything is there that people decide on one
record, so that here stands who decided on it before."""

from django.conf import settings
from django.db import migrations

from credit_portal.common.db import AppGrant, Guard, PeopleApart

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
    if old.confirmer_id is not null and (new.confirmer_id, new.confirmed_on)
        is distinct from (old.confirmer_id, old.confirmed_on) then
        raise exception 'what the desk confirmed stays'
            using errcode = 'check_violation', constraint = 'repair_as_confirmed';
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

BEFORE = """
create function integrity_files_decided_before(person uuid, record uuid, but uuid, day date)
    returns boolean language sql stable as $$
    select exists (
        select 1 from (
            select proposer_id, proposed_on from integrity_files_record where id = record
            union all
            select decider_id, decided_on from integrity_files_record where id = record
            union all
            select decider_id, "on" from integrity_files_recordcorrection where record_id = record
            union all
            select decider_id, ended_on from integrity_files_recordmotion
             where record_id = record and state = 'decided' and id <> but
            union all
            select decider_id, decided_on from integrity_files_repair
             where record_id = record and id <> but
            union all
            select p.decider, p.decided from integrity_files_objection o cross join lateral (
                values (o.decider_id, o.decided_on), (o.appeal_decider_id, o.ended_on)
                ) p(decider, decided)
             where o.source_type = 'integrity_files.record' and o.source_id = record::text
               and o.id <> but
        ) before(who, on_day)
         where accounts_one_side(person, who, day, coalesce(on_day, day)))
$$;

create function integrity_files_motion_check() returns trigger language plpgsql as $$
declare
    r integrity_files_record;
begin
    select * into r from integrity_files_record where id = new.record_id;
    if tg_op = 'INSERT' then
        if new.state <> 'proposed' or r.state <> 'decided' then
            raise exception 'the office proposes something of a determined record'
                using errcode = 'check_violation', constraint = 'record_motion_begins';
        end if;
        if integrity_files_own_record(new.proposer_id, r.id) then
            raise exception 'nobody works on a record about his own body'
                using errcode = 'check_violation', constraint = 'record_motion_apart';
        end if;
        return new;
    end if;
    if old.state <> 'proposed' or
        (new.record_id, new.way, new.ground, new.changes, new.why_zh, new.paper_title,
         new.paper_number, new.paper_organ, new.paper_date, new.received_on, new.paper_file_id,
         new.proposer_id, new.proposed_on) is distinct from
        (old.record_id, old.way, old.ground, old.changes, old.why_zh, old.paper_title,
         old.paper_number, old.paper_organ, old.paper_date, old.received_on, old.paper_file_id,
         old.proposer_id, old.proposed_on) then
        raise exception 'a proposal stays as it was made and answered'
            using errcode = 'check_violation', constraint = 'record_motion_stays';
    end if;
    if integrity_files_own_record(new.decider_id, r.id) or new.state = 'decided' and (
            accounts_one_side(new.decider_id, new.proposer_id, new.ended_on, new.proposed_on)
            or integrity_files_decided_before(new.decider_id, r.id, new.id, new.ended_on)) then
        raise exception 'what the office proposes is decided by somebody who decided nothing on the record'
            using errcode = 'check_violation', constraint = 'record_motion_apart';
    end if;
    return new;
end $$;
create trigger integrity_files_motion_check before insert or update on integrity_files_recordmotion
    for each row execute function integrity_files_motion_check();
alter table integrity_files_recordmotion enable always trigger integrity_files_motion_check;

create function integrity_files_objection_once() returns trigger language plpgsql as $$
declare
    today date := (new.updated_at at time zone 'Asia/Shanghai')::date;
begin
    if new.decider_id is distinct from old.decider_id
            and integrity_files_decided_before(new.decider_id, new.source_id::uuid, new.id, today)
        or new.appeal_decider_id is distinct from old.appeal_decider_id
            and integrity_files_decided_before(
                new.appeal_decider_id, new.source_id::uuid, new.id, today) then
        raise exception 'nobody decides twice on one record'
            using errcode = 'check_violation', constraint = 'objection_decides_once';
    end if;
    return new;
end $$;
create trigger integrity_files_objection_once before insert or update on integrity_files_objection
    for each row when (new.source_type = 'integrity_files.record')
    execute function integrity_files_objection_once();
alter table integrity_files_objection enable always trigger integrity_files_objection_once;
"""
BEFORE_BACK = """
drop trigger integrity_files_objection_once on integrity_files_objection;
drop function integrity_files_objection_once();
drop trigger integrity_files_motion_check on integrity_files_recordmotion;
drop function integrity_files_motion_check();
drop function integrity_files_decided_before(uuid, uuid, uuid, date);
"""

PEOPLE = PeopleApart(
    "integrity_files_repair",
    second={
        "decider_id": [("proposer_id", "new.proposed_on"), ("accepter_id", "new.answered_on")],
    },
    bar={
        "decider_id":
            "integrity_files_decided_before(new.decider_id, new.record_id, new.id, today)",
    },
    apart=("repair_people_apart",
           "repair is decided by somebody who did neither half of it nor the record"),
    own=("(select organisation_id from integrity_files_record where id = new.record_id)",
         ["asker_id", "accepter_id", "proposer_id", "decider_id"]),
    outside=("repair_not_own_body", "nobody works on the repair of his own body"),
)  # fmt: skip

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
#: Who is named as responsible is read under a purpose only. This answers yes or no and nothing
#: else: whether whoever acts is named himself. It runs as the owner, for whom alone it opens.
NAMED = f"""
create policy responsible_asked on integrity_files_recordresponsible for select to current_user
    using (current_setting('app.named_in', true) = record_id::text);
create function integrity_files_is_responsible(who uuid, record uuid)
returns boolean language plpgsql volatile security definer set search_path = pg_catalog, public as $$
declare found boolean;
begin
    if who is null then
        return false;
    end if;
    perform set_config('app.named_in', record::text, true);
    select exists (select 1 from integrity_files_recordresponsible p
                     join accounts_user u on u.person_id = p.person_id
                    where u.id = who and p.record_id = record)
      into found;
    perform set_config('app.named_in', '', true);
    return found;
end $$;
revoke execute on function integrity_files_is_responsible(uuid, uuid) from public;
grant execute on function integrity_files_is_responsible(uuid, uuid) to "{settings.APP_ROLE}";

create function integrity_files_not_named() returns trigger language plpgsql as $$
begin
    -- the first argument names the column of the record, the others those of who acts
    if exists (
            select 1 from unnest(tg_argv[1:]) as acts(name)
             where to_jsonb(new) ->> name is distinct from to_jsonb(old) ->> name
               and integrity_files_is_responsible((to_jsonb(new) ->> name)::uuid,
                                                  (to_jsonb(new) ->> tg_argv[0])::uuid)) then
        raise exception 'nobody works on a record in which he is named as responsible'
            using errcode = 'check_violation', constraint = 'record_not_about_oneself';
    end if;
    return new;
end $$;
"""
NAMED_BACK = """
drop function integrity_files_not_named();
drop function integrity_files_is_responsible(uuid, uuid);
drop policy responsible_asked on integrity_files_recordresponsible;
"""
#: By table the column of the record and those of the people of the office.
OFFICE = {
    "record": ("id", "server_id", "hearer_id", "proposer_id", "decider_id", "revoke_proposer_id",
               "revoker_id"),
    "rectificationreport": ("record_id", "accepter_id"),
    "recordhiding": ("record_id", "hider_id", "second_id"),
    "recordcorrection": ("record_id", "proposer_id", "decider_id"),
    "recordmotion": ("record_id", "proposer_id", "decider_id"),
    "repair": ("record_id", "asker_id", "accepter_id", "proposer_id", "decider_id"),
}  # fmt: skip
APART = "".join(
    f"""
create trigger integrity_files_{table}_named before insert or update on integrity_files_{table}
    for each row execute function integrity_files_not_named({", ".join(map(repr, names))});
alter table integrity_files_{table} enable always trigger integrity_files_{table}_named;
"""
    for table, names in OFFICE.items()
)
APART_BACK = "".join(
    f"drop trigger integrity_files_{table}_named on integrity_files_{table};" for table in OFFICE
)
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
        migrations.RunSQL(BEFORE, BEFORE_BACK),
        PEOPLE,
        migrations.RunSQL(EFFECTS, EFFECTS_BACK),
        migrations.RunSQL(NAMED, NAMED_BACK),
        migrations.RunSQL(APART, APART_BACK),
        Guard("integrity_files_repairevent"),
        *[AppGrant(f"integrity_files_{table}", rights) for table, rights in GRANTS.items()],
    ]
