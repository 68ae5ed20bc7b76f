"""Guards and grants: reports and the story are insert-only, cases are never deleted, and no
author of a text can be its approver (design.md 2.3, 2.6; security.md S1)."""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard

AUTHORS = """
alter table commitments_commitment add constraint commitment_no_author_approves
    check (approver_id is null or not (approver_id = any(authors)));
"""
AUTHORS_BACK = "alter table commitments_commitment drop constraint commitment_no_author_approves;"


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("commitments", "0001_initial"), ("common", "__first__")]

    operations = [
        migrations.RunSQL(AUTHORS, AUTHORS_BACK),
        Guard("commitments_performancereport", "commitments_commitmentevent"),
        AppGrant("commitments_commitment", "SELECT, INSERT, UPDATE"),
        AppGrant("commitments_commitmentperiod", "SELECT, INSERT, UPDATE"),
        AppGrant("commitments_verification", "SELECT, INSERT, UPDATE"),
    ]
