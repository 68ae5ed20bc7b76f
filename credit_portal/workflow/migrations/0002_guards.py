"""Deadlines are never deleted: they are met, late or cancelled. What was decided stays decided."""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard

# What was proposed never alters; what was decided neither. Words may be erased, not rewritten.
FINAL = """
create function workflow_change_final() returns trigger language plpgsql as $$
declare
    words text[] := array['payload', 'differences', 'reason', 'decision_reason'];
    decision text[] := array['state', 'decided_by_id', 'decided_person', 'decided_title',
        'decided_at', 'decision_reason', 'facts', 'differences'];
begin
    if old.state = 'waiting' then
        if to_jsonb(new) - decision = to_jsonb(old) - decision then
            return new;
        end if;
    elsif to_jsonb(new) - words = to_jsonb(old) - words
        and (new.payload = old.payload or new.payload = '{}')
        and (new.differences = old.differences or new.differences = '{}')
        and (new.reason = old.reason or new.reason = '')
        and (new.decision_reason = old.decision_reason or new.decision_reason = '') then
        return new;
    end if;
    raise exception 'a proposed change is not rewritten, a decided one is final: %', old.id
        using errcode = 'insufficient_privilege';
end $$;
create function workflow_change_people() returns trigger language plpgsql as $$
begin
    if accounts_one_side(new.decided_by_id, new.proposed_by_id,
                         (new.decided_at at time zone 'Asia/Shanghai')::date,
                         (new.proposed_at at time zone 'Asia/Shanghai')::date) then
        raise exception 'a change is proposed by one person and decided by another'
            using errcode = 'check_violation', constraint = 'change_people_apart';
    end if;
    return new;
end $$;
create function workflow_change_new() returns trigger language plpgsql as $$
begin
    if new.state <> 'waiting' then
        raise exception 'a change begins by waiting for a second person'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger workflow_change_final before update on workflow_change
    for each row execute function workflow_change_final();
create trigger workflow_change_people before update of decided_by_id, state on workflow_change
    for each row when (new.state in ('confirmed', 'refused'))
    execute function workflow_change_people();
create trigger workflow_change_new before insert on workflow_change
    for each row execute function workflow_change_new();
create trigger workflow_change_keep before delete on workflow_change
    for each row execute function portal_insert_only();
create trigger workflow_change_keep_all before truncate on workflow_change
    for each statement execute function portal_insert_only();
alter table workflow_change enable always trigger workflow_change_final;
alter table workflow_change enable always trigger workflow_change_people;
alter table workflow_change enable always trigger workflow_change_new;
alter table workflow_change enable always trigger workflow_change_keep;
alter table workflow_change enable always trigger workflow_change_keep_all;
"""
BACK = """
drop trigger workflow_change_final on workflow_change;
drop trigger workflow_change_people on workflow_change;
drop trigger workflow_change_new on workflow_change;
drop trigger workflow_change_keep on workflow_change;
drop trigger workflow_change_keep_all on workflow_change;
drop function workflow_change_final();
drop function workflow_change_people();
drop function workflow_change_new();
"""
PROGRESS = "cursor, counted, moved, confirmed, kept, failed, finished_at"


class Migration(migrations.Migration):
    dependencies = [
        ("workflow", "0001_initial"),
        ("common", "0001_initial"),
        ("accounts", "0002_guards"),
    ]
    operations = [
        AppGrant("workflow_deadline", "SELECT, INSERT, UPDATE"),
        AppGrant("workflow_deadlinepause", "SELECT, INSERT, UPDATE (resumed_on, resumed_by)"),
        Guard("workflow_deadlineextension"),
        AppGrant("workflow_change", "SELECT, INSERT, UPDATE"),
        migrations.RunSQL(FINAL, BACK),
        AppGrant("workflow_calendarreport", f"SELECT, INSERT, UPDATE ({PROGRESS})"),
        Guard("workflow_moveddate"),
    ]
