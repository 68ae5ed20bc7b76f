"""The closed catalogue, insert-only entries, and row-level security on what is about persons.

The context is transaction-local (`common.acts` sets it): without reader, a purpose of the closed
list with its case, and a scope in which the person holds a post, a session sees no row about a
person (security.md T6, T7). Writing needs no purpose: whoever confirms an outcome enters it, and
still cannot read the file.
"""

from typing import Any

from django.conf import settings
from django.db import migrations

from credit_portal.common.db import AppGrant, Guard
from integrity_files.rules import CATEGORIES

#: Whether a person's file belongs to a body of the reader's scope on the reader's day: where the
#: person holds a post, after the last one ended the body of that last one.
IN_SCOPE = """
create function integrity_files_in_scope(who uuid) returns boolean
language sql stable set search_path = pg_catalog, public as $$
    with terms as (
        select o.path, a.ends_on, a.ends_on is null or a.ends_on >= d.day as holds
          from (select nullif(current_setting('app.day', true), '')::date as day) d
          join directory_appointment a on a.person_id = who and a.starts_on <= d.day
          join directory_post p on p.id = a.post_id
          join directory_organisation o on o.id = p.organisation_id
    )
    select exists (
        select 1 from terms t
          join unnest(string_to_array(nullif(current_setting('app.scope', true), ''), ' ')) s(path)
            on starts_with(t.path, s.path)
         where t.holds
            or (not exists (select 1 from terms where holds)
                and t.ends_on = (select max(ends_on) from terms))
    )
$$;
"""
IN_SCOPE_BACK = "drop function integrity_files_in_scope(uuid);"
POLICIES = """
alter table integrity_files_fileentry enable row level security;
alter table integrity_files_fileentry force row level security;
create policy fileentry_write on integrity_files_fileentry for insert with check (true);
create policy fileentry_read on integrity_files_fileentry for select using (
    subject_kind = 'organisation'
    or (coalesce(current_setting('app.actor', true), '') <> '' and (
        (current_setting('app.purpose', true) = 'own'
         and person_id::text = current_setting('app.own', true))
        or (current_setting('app.purpose', true) ~ '^(appraisal|appointment|reward|sanction'
                                                  '|verification|review|objection) [^[:space:]]'
            and integrity_files_in_scope(person_id)))));
"""
POLICIES_BACK = """
drop policy fileentry_write on integrity_files_fileentry;
drop policy fileentry_read on integrity_files_fileentry;
alter table integrity_files_fileentry no force row level security;
alter table integrity_files_fileentry disable row level security;
"""
#: Whether an entry about a person rests on his holding a post within these days. Answers yes or
#: no and nothing else: the only way in which the directory, which may not read the file, learns
#: that an appointment can no longer be taken back. Runs as the owner, for whom alone it opens.
RESTS_ON = f"""
create policy fileentry_rests on integrity_files_fileentry for select to current_user
    using (current_setting('app.rests_on', true) = person_id::text);
create function integrity_files_rests_on(who uuid, held uuid, first date, last date)
returns boolean language plpgsql volatile security definer set search_path = pg_catalog, public as $$
declare found boolean;
begin
    perform set_config('app.rests_on', who::text, true);
    select exists (select 1 from integrity_files_fileentry
                    where person_id = who and post_id = held
                      and occurred_on >= first and (last is null or occurred_on <= last))
      into found;
    perform set_config('app.rests_on', '', true);
    return found;
end $$;
revoke execute on function integrity_files_rests_on(uuid, uuid, date, date) from public;
grant execute on function integrity_files_rests_on(uuid, uuid, date, date)
    to "{settings.APP_ROLE}";
"""
RESTS_ON_BACK = """
drop function integrity_files_rests_on(uuid, uuid, date, date);
drop policy fileentry_rests on integrity_files_fileentry;
"""


def seed(apps: Any, schema_editor: Any) -> None:
    """Insert the catalogue in its order; a later migration may seed what was added since."""
    category = apps.get_model("integrity_files", "Category")
    rows = (
        category(
            code=rule.code,
            subject_kind=rule.subject_kind,
            name_zh=rule.name_zh,
            name_en=rule.name_en,
            source_zh=rule.source_zh,
            source_en=rule.source_en,
            position=position,
        )
        for position, rule in enumerate(CATEGORIES, 1)
    )
    alias = schema_editor.connection.alias
    category.objects.using(alias).bulk_create(rows, ignore_conflicts=True)


def unseed(apps: Any, schema_editor: Any) -> None:
    """Take it out again."""
    category = apps.get_model("integrity_files", "Category")
    category.objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("integrity_files", "0001_initial")]
    operations = [
        migrations.RunPython(seed, unseed),
        AppGrant("integrity_files_category", "select"),
        AppGrant("integrity_files_fileentry", "select, insert"),
        Guard("integrity_files_fileentry"),
        migrations.RunSQL(IN_SCOPE, IN_SCOPE_BACK),
        migrations.RunSQL(POLICIES, POLICIES_BACK),
        migrations.RunSQL(RESTS_ON, RESTS_ON_BACK),
    ]
