"""The trail is insert-only; the words of reasons may be erased but never rewritten."""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        Guard("audit_auditevent"),
        AppGrant("audit_auditreason", "SELECT, INSERT, DELETE"),
    ]
