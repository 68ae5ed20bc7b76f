"""The trail is insert-only; the words of reasons may be erased but never rewritten."""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL("insert into audit_audittree (id, size, edges) values (1, 0, '')", ""),
        Guard("audit_auditevent", "audit_auditposition", "audit_auditanchor"),
        AppGrant("audit_auditreason", "SELECT, INSERT, DELETE"),
        AppGrant("audit_auditposition", "SELECT, INSERT"),
        AppGrant("audit_auditanchor", "SELECT, INSERT"),
        AppGrant("audit_audittree", "SELECT, UPDATE (size, edges)"),
    ]
