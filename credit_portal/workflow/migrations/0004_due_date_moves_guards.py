"""A clock keeps its start, its rule and its case; its due date moves only by a recorded act.

Forwarding, returning and deputies therefore never reset a clock, whatever code does it: the
database compares the row, finds the act that `moved_by` names, and writes the move itself. Each
act moves a due date once. Closed clocks stay as they are; an ended pause stays ended.
"""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard

MOVES = """
create function workflow_deadline_moves() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    act text := split_part(new.moved_by, ':', 1);
    key text := split_part(new.moved_by, ':', 2);
    lawful boolean := false;
begin
    if (new.id, new.kind, new.case_type, new.case_id, new.rule_id, new.unit, new.count, new.roll,
        new.start_on, new.created_at)
        is distinct from
       (old.id, old.kind, old.case_type, old.case_id, old.rule_id, old.unit, old.count, old.roll,
        old.start_on, old.created_at) then
        raise exception 'a clock keeps its start, its rule and its case: %', old.id
            using errcode = 'check_violation', constraint = 'deadline_clock_kept';
    end if;
    if old.outcome <> '' and (new.outcome, new.satisfied_on, new.due_on, new.raw_due_on)
        is distinct from (old.outcome, old.satisfied_on, old.due_on, old.raw_due_on) then
        raise exception 'a closed clock stays as it was closed: %', old.id
            using errcode = 'check_violation', constraint = 'deadline_closed_kept';
    end if;
    if new.suspended_on is not null and new.suspended_on is distinct from old.suspended_on
        and not exists (
            select 1 from workflow_deadlinepause p
             where p.deadline_id = new.id and p.resumed_on is null
               and p.stopped_on = new.suspended_on) then
        raise exception 'a clock stands still only by a recorded pause: %', old.id
            using errcode = 'check_violation', constraint = 'deadline_stopped_by_pause';
    end if;
    if (new.due_on, new.raw_due_on, new.provisional)
        is not distinct from (old.due_on, old.raw_due_on, old.provisional) then
        return new;
    end if;
    if act = 'extension' then
        lawful := exists (select 1 from workflow_deadlineextension e
                           where e.id::text = key and e.deadline_id = new.id);
    elsif act = 'pause' then
        lawful := exists (select 1 from workflow_deadlinepause p
                           where p.id::text = key and p.deadline_id = new.id
                             and p.resumed_on is not null);
    elsif act = 'recount' then
        lawful := exists (select 1 from workflow_calendarreport r
                           where r.id::text = key
                             and (r.finished_at is null or r.failed @> to_jsonb(new.id::text)));
    end if;
    if not lawful or exists (select 1 from workflow_duedatemove m
                              where m.deadline_id = new.id and m.act = new.moved_by) then
        raise exception 'a due date moves only by a recorded act, and once by each: %', old.id
            using errcode = 'check_violation', constraint = 'deadline_moved_by_act';
    end if;
    insert into workflow_duedatemove
        (deadline_id, act, old_due_on, due_on, was_provisional, provisional, at)
    values (new.id, new.moved_by, old.due_on, new.due_on, old.provisional, new.provisional,
            new.updated_at);
    return new;
end $$;
create trigger workflow_deadline_moves before update of
    id, kind, case_type, case_id, rule_id, unit, count, roll, start_on, created_at, outcome,
    satisfied_on, suspended_on, due_on, raw_due_on, provisional, moved_by
    on workflow_deadline
    for each row execute function workflow_deadline_moves();
alter table workflow_deadline enable always trigger workflow_deadline_moves;

create function workflow_pause_final() returns trigger language plpgsql as $$
begin
    raise exception 'an ended pause stays as it ended: %', old.id
        using errcode = 'check_violation', constraint = 'pause_final';
end $$;
create trigger workflow_pause_final before update on workflow_deadlinepause
    for each row when (old.resumed_on is not null) execute function workflow_pause_final();
alter table workflow_deadlinepause enable always trigger workflow_pause_final;
"""
BACK = """
drop trigger workflow_deadline_moves on workflow_deadline;
drop trigger workflow_pause_final on workflow_deadlinepause;
drop function workflow_deadline_moves();
drop function workflow_pause_final();
"""


class Migration(migrations.Migration):
    dependencies = [("workflow", "0003_due_date_moves"), ("common", "0001_initial")]
    operations = [
        migrations.RunSQL(MOVES, BACK),
        Guard("workflow_duedatemove"),
        AppGrant("workflow_duedatemove", "SELECT"),
    ]
