"""What a hand-over sheet lists stays as it was; a sheet is acknowledged once."""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard

ONCE = """
create function workflow_handover_once() returns trigger language plpgsql as $$
begin
    if old.acknowledged_at is not null then
        raise exception 'a hand-over is acknowledged once: %', old.id
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger workflow_handover_once before update on workflow_handover
    for each row execute function workflow_handover_once();
create trigger workflow_handover_keep before delete on workflow_handover
    for each row execute function portal_insert_only();
create trigger workflow_handover_keep_all before truncate on workflow_handover
    for each statement execute function portal_insert_only();
alter table workflow_handover enable always trigger workflow_handover_once;
alter table workflow_handover enable always trigger workflow_handover_keep;
alter table workflow_handover enable always trigger workflow_handover_keep_all;
"""
BACK = """
drop trigger workflow_handover_once on workflow_handover;
drop trigger workflow_handover_keep on workflow_handover;
drop trigger workflow_handover_keep_all on workflow_handover;
drop function workflow_handover_once();
"""


class Migration(migrations.Migration):
    dependencies = [("workflow", "0007_hand_over"), ("common", "0001_initial")]
    operations = [
        AppGrant(
            "workflow_handover",
            "SELECT, INSERT, UPDATE (acknowledged_at, acknowledged_by_id, acknowledged_title)",
        ),
        migrations.RunSQL(ONCE, BACK),
        Guard("workflow_handoveritem"),
        AppGrant("workflow_successiondraft", "SELECT, INSERT, UPDATE, DELETE"),
    ]
