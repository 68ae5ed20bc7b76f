"""Due dates move by their clocks only; who asks does not decide; milestones stay as promised."""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard

DUE = """
create function commitments_due_kept() returns trigger language plpgsql as $$
begin
    if (new.due_rule, new.due_rule_version, new.due_start)
        is distinct from (old.due_rule, old.due_rule_version, old.due_start)
        or not exists (select 1 from workflow_deadline d
                        where d.kind = 'commitments.due' and d.case_id = new.id
                          and d.due_on = new.due_on) then
        raise exception 'the due date of a registered promise is the one of its clock: %', old.id
            using errcode = 'check_violation', constraint = 'commitment_due_by_clock';
    end if;
    return new;
end $$;
create trigger commitments_due_kept
    before update of due_on, due_rule, due_rule_version, due_start on commitments_commitment
    for each row when (old.state = 'registered' and
        (new.due_on, new.due_rule, new.due_rule_version, new.due_start)
        is distinct from (old.due_on, old.due_rule, old.due_rule_version, old.due_start))
    execute function commitments_due_kept();
alter table commitments_commitment enable always trigger commitments_due_kept;
create unique index commitments_one_clock_ever on workflow_deadline (kind, case_id)
    where kind in ('commitments.due', 'commitments.milestone');
"""
DUE_BACK = """
drop index commitments_one_clock_ever;
drop trigger commitments_due_kept on commitments_commitment;
drop function commitments_due_kept();
"""

MILESTONES = """
create function commitments_milestone_kept() returns trigger language plpgsql as $$
begin
    if exists (select 1 from commitments_commitment c
                where c.id = old.commitment_id and c.state = 'registered')
        and (tg_op = 'DELETE' or old.missed_on is not null
             or (new.id, new.commitment_id, new.position, new.title_zh, new.title_en, new.due_on)
             is distinct from (old.id, old.commitment_id, old.position, old.title_zh,
                               old.title_en, old.due_on)) then
        raise exception 'the milestones of a registered promise stay: %', old.id
            using errcode = 'check_violation', constraint = 'commitment_milestone_kept';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger commitments_milestone_kept before update or delete on commitments_milestone
    for each row execute function commitments_milestone_kept();
alter table commitments_milestone enable always trigger commitments_milestone_kept;
"""
MILESTONES_BACK = """
drop trigger commitments_milestone_kept on commitments_milestone;
drop function commitments_milestone_kept();
"""

# What was asked never alters; what was decided neither; only a stop ends, once.
REQUESTS = """
create function commitments_clock_request_check() returns trigger language plpgsql as $$
declare
    decision text[] := array['state', 'decider_id', 'decided_title', 'decided_title_en',
        'decided_at', 'decided_on', 'new_due_on', 'ends_by', 'version'];
begin
    if accounts_one_side(new.decider_id, new.requester_id, new.decided_on, new.on) then
        raise exception 'a due date is moved by two people'
            using errcode = 'check_violation', constraint = 'commitment_clock_people_apart';
    end if;
    if tg_op = 'INSERT' then
        if new.state <> 'requested' then
            raise exception 'a request begins by waiting'
                using errcode = 'check_violation', constraint = 'commitment_clock_begins';
        end if;
        return new;
    end if;
    if old.state = 'requested' and to_jsonb(new) - decision = to_jsonb(old) - decision then
        return new;
    end if;
    if old.state = 'approved' and old.resumed_on is null
        and to_jsonb(new) - 'resumed_on' = to_jsonb(old) - 'resumed_on' then
        return new;
    end if;
    raise exception 'what was asked is not rewritten, what was decided is final: %', old.id
        using errcode = 'check_violation', constraint = 'commitment_clock_final';
end $$;
create trigger commitments_clock_request_check before insert or update on commitments_clockrequest
    for each row execute function commitments_clock_request_check();
alter table commitments_clockrequest enable always trigger commitments_clock_request_check;
"""
REQUESTS_BACK = """
drop trigger commitments_clock_request_check on commitments_clockrequest;
drop function commitments_clock_request_check();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0005_clocks"),
        ("commitments", "0002_guards"),
        ("workflow", "0004_due_date_moves_guards"),
        ("accounts", "0002_guards"),
    ]
    operations = [
        migrations.RunSQL(DUE, DUE_BACK),
        migrations.RunSQL(MILESTONES, MILESTONES_BACK),
        migrations.RunSQL(REQUESTS, REQUESTS_BACK),
        AppGrant("commitments_clockrequest", "SELECT, INSERT, UPDATE"),
        Guard("commitments_milestonereport"),
    ]
