"""What the vault may read to decide, and write: no more than docs/vault.md says."""

from django.db import migrations

from credit_portal.common.db import VaultGrant

RIGHTS = {
    "complaints_unsealrequest": "select (id, case_id, asker_id, confirmer_id, asker_unit_id,"
    " confirmer_unit_id, state, decided_at, expires_at)",
    "complaints_identity": "select (case_id, sealed), update (sealed)",
    "complaints_contact": "select (case_id, sealed), update (sealed)",
    "complaints_sealedoriginal": "select (id, case_id)",
    "complaints_callback": "select (id, case_id, taker_id, state, due_on)",
    "complaints_call": "select (id, operator_id, answered_at, ended_at)",
    "accounts_user": "select (id, organisation_id, is_active, person_id, post_id)",
    "directory_post": "select (id, title_zh, title_en)",
    "directory_organisation": "select (id, path, kind)",
    "audit_auditevent": "insert",
}


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [
        ("complaints", "0002_guards"),
        ("accounts", "0002_guards"),
        ("audit", "0001_initial"),
        ("directory", "0001_initial"),
    ]

    operations = [VaultGrant(table, rights) for table, rights in RIGHTS.items()]
