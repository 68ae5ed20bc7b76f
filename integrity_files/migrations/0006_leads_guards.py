"""Guards and grants of leads: steps are insert-only, a lead is never deleted, nobody works on one
about his own body, and no side finds a lead untrue and closes it."""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard

CHECK = """
create function integrity_files_lead_check() returns trigger language plpgsql as $$
declare
    today date := (new.updated_at at time zone 'Asia/Shanghai')::date;
begin
    if (tg_op = 'INSERT' or new.decider_id is distinct from old.decider_id)
            and accounts_one_side(new.decider_id, new.finder_id, today,
                coalesce(new.found_on, today)) then
        raise exception 'a lead is closed as untrue by two people'
            using errcode = 'check_violation', constraint = 'lead_people_apart';
    end if;
    if exists (
        select 1 from accounts_user u
         where u.organisation_id = new.organisation_id
           and (u.id = new.finder_id and (tg_op = 'INSERT'
                    or new.finder_id is distinct from old.finder_id)
             or u.id = new.decider_id and (tg_op = 'INSERT'
                    or new.decider_id is distinct from old.decider_id))) then
        raise exception 'nobody verifies or decides about his own body'
            using errcode = 'check_violation', constraint = 'lead_not_own_body';
    end if;
    if tg_op = 'UPDATE' and
        (new.origin, new.category, new.title_zh, new.facts_zh, new.happened_on, new.source_type,
         new.source_id, new.paper, new.paper_number, new.paper_organ, new.paper_date)
        is distinct from
        (old.origin, old.category, old.title_zh, old.facts_zh, old.happened_on, old.source_type,
         old.source_id, old.paper, old.paper_number, old.paper_organ, old.paper_date) then
        raise exception 'what a lead says stays as it was opened'
            using errcode = 'check_violation', constraint = 'lead_as_opened';
    end if;
    return new;
end $$;
create trigger integrity_files_lead_check before insert or update on integrity_files_lead
    for each row execute function integrity_files_lead_check();
alter table integrity_files_lead enable always trigger integrity_files_lead_check;
"""
BACK = """
drop trigger integrity_files_lead_check on integrity_files_lead;
drop function integrity_files_lead_check();
"""


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [
        ("integrity_files", "0005_leads"),
        ("common", "__first__"),
        ("accounts", "0002_guards"),
    ]

    operations = [
        migrations.RunSQL(CHECK, BACK),
        Guard("integrity_files_leadevent"),
        AppGrant("integrity_files_lead", "SELECT, INSERT, UPDATE"),
        AppGrant("integrity_files_leadevent", "SELECT, INSERT"),
    ]
