"""The public may read the calendar and the rules; a version of a rule is never rewritten."""

from django.db import migrations

from credit_portal.common.db import AppGrant, PublicRead

NOTICE_COLUMNS = ("id", "year", "title_zh", "title_en", "number", "url", "issued_on", "loaded_at")

# Today comes with the row (`entered_on`, `closed_on`), by the portal's clock; it never runs
# backwards. A shipped row is the first version of its code and says neither.
FUTURE_ONLY = """
create function workdays_rule_future() returns trigger language plpgsql as $$
declare
    latest date := (select max(greatest(entered_on, closed_on)) from workdays_deadlinerule);
begin
    if tg_op = 'INSERT' then
        if new.closed_on is not null
            or (new.entered_on is null and exists (
                select 1 from workdays_deadlinerule where code = new.code))
            or new.entered_on < latest then
            raise exception 'a version of a time limit takes effect in the future only: %', new.code
                using errcode = 'check_violation';
        end if;
        return new;
    end if;
    if to_jsonb(new) - 'effective_to' - 'closed_on' <> to_jsonb(old) - 'effective_to' - 'closed_on'
        or new.closed_on is null or new.closed_on < latest
        or new.effective_to is null or new.effective_to < new.closed_on
        or old.effective_to < new.closed_on then
        raise exception 'a version of a time limit is only ended, and not in the past: %', new.code
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger workdays_rule_future before insert or update on workdays_deadlinerule
    for each row execute function workdays_rule_future();
alter table workdays_deadlinerule enable always trigger workdays_rule_future;
"""
BACK = """
drop trigger workdays_rule_future on workdays_deadlinerule;
drop function workdays_rule_future();
"""


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_initial"), ("common", "0001_initial")]
    operations = [
        PublicRead("workdays_calendarday"),
        PublicRead("workdays_calendarversion"),
        PublicRead("workdays_holidaynotice", NOTICE_COLUMNS),
        PublicRead("workdays_deadlinerule"),
        AppGrant("workdays_calendarday", "SELECT, INSERT, UPDATE"),
        AppGrant("workdays_calendarversion", "SELECT, INSERT, UPDATE"),
        AppGrant("workdays_holidaynotice", "SELECT, INSERT, UPDATE"),
        # a version is closed by its last day, nothing else in it ever changes
        AppGrant("workdays_deadlinerule", "SELECT, INSERT, UPDATE (effective_to, closed_on)"),
        migrations.RunSQL(FUTURE_ONLY, BACK),
    ]
