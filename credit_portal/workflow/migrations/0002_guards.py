"""Deadlines are never deleted: they are met, late or cancelled. Extensions stay as decided."""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]
    operations = [
        AppGrant("workflow_deadline", "SELECT, INSERT, UPDATE"),
        AppGrant("workflow_deadlinepause", "SELECT, INSERT, UPDATE (resumed_on, resumed_by)"),
        Guard("workflow_deadlineextension"),
    ]
