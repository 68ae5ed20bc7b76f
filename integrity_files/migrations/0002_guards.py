"""The closed catalogue, insert-only entries, and row-level security on what is about persons.

The context is transaction-local (`common.acts` sets it): without reader and purpose a session
sees no row about a person (security.md T6, T7). Writing needs no purpose: whoever confirms an
outcome enters it, and still cannot read the file.
"""

from typing import Any

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard
from integrity_files.rules import CATEGORIES

POLICIES = """
alter table integrity_files_fileentry enable row level security;
alter table integrity_files_fileentry force row level security;
create policy fileentry_write on integrity_files_fileentry for insert with check (true);
create policy fileentry_read on integrity_files_fileentry for select using (
    subject_kind = 'organisation'
    or (coalesce(current_setting('app.actor', true), '') <> ''
        and btrim(coalesce(current_setting('app.purpose', true), '')) <> ''));
"""
POLICIES_BACK = """
drop policy fileentry_write on integrity_files_fileentry;
drop policy fileentry_read on integrity_files_fileentry;
alter table integrity_files_fileentry no force row level security;
alter table integrity_files_fileentry disable row level security;
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
        migrations.RunSQL(POLICIES, POLICIES_BACK),
    ]
