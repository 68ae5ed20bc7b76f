"""What was inherited stays on record; only that its document was published anew is noted."""

from django.db import migrations

from credit_portal.common.db import AppGrant

KEEP = """
create trigger commitments_inheritance_keep before delete on commitments_inheritance
    for each row execute function portal_insert_only();
create trigger commitments_inheritance_keep_all before truncate on commitments_inheritance
    for each statement execute function portal_insert_only();
alter table commitments_inheritance enable always trigger commitments_inheritance_keep;
alter table commitments_inheritance enable always trigger commitments_inheritance_keep_all;
"""
BACK = """
drop trigger commitments_inheritance_keep on commitments_inheritance;
drop trigger commitments_inheritance_keep_all on commitments_inheritance;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0003_inheritance"),
        ("directory", "0004_succession_guards"),
        ("common", "__first__"),
    ]
    operations = [
        AppGrant("commitments_inheritance", "SELECT, INSERT, UPDATE (republished_at)"),
        migrations.RunSQL(KEEP, BACK),
    ]
