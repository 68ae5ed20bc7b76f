"""The signer is a role of its own: it alone writes checkpoints, and what witnesses sign of them."""

from django.db import migrations, models

from credit_portal.common.db import AppGrant, Guard, PublicRead, SignerGrant

#: A checkpoint covers more than the one before, and nothing that is not appended.
FITS = """
create or replace function ledger_checkpoint_fits() returns trigger language plpgsql as $$
begin
    if new.size <= (select coalesce(max(size), 0) from ledger_checkpoint)
        or new.size > (select size from ledger_state where id = 1)
        or new.size > (select coalesce(max(idx) + 1, 0) from ledger_entry) then
        raise exception 'a checkpoint grows and is of the stored ledger, not of % entries', new.size
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
alter table ledger_cosignature add constraint ledger_cosignature_of
    foreign key (size) references ledger_checkpoint (size);
"""
FITTED = """
create or replace function ledger_checkpoint_fits() returns trigger language plpgsql as $$
begin
    if new.size is distinct from (select size from ledger_state where id = 1)
        or new.size is distinct from (select max(idx) + 1 from ledger_entry) then
        raise exception 'a checkpoint is of the present ledger, not of % entries', new.size
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
alter table ledger_cosignature drop constraint ledger_cosignature_of;
"""
READ = ("ledger_entry", "ledger_tile", "ledger_state")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_guards")]
    operations = [
        migrations.AddField(
            model_name="ledgerstate",
            name="marked_size",
            field=models.BigIntegerField(default=0, db_default=0),
        ),
        migrations.AddField(
            model_name="ledgerstate",
            name="marked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="LedgerCosignature",
            fields=[
                ("pk", models.CompositePrimaryKey(
                    "size", "witness",
                    blank=True, editable=False, primary_key=True, serialize=False,
                )),
                ("size", models.BigIntegerField()),
                ("witness", models.TextField()),
                ("line", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={"verbose_name": "cosignature", "db_table": "ledger_cosignature"},
        ),
        migrations.RunSQL(FITS, FITTED),
        Guard("ledger_cosignature"),
        AppGrant("ledger_checkpoint", "select"),
        AppGrant("ledger_cosignature", "select"),
        AppGrant("ledger_state", "select, update (size, marked_size, marked_at)"),
        PublicRead("ledger_cosignature"),
        *(SignerGrant(table, "select") for table in READ),
        SignerGrant("ledger_checkpoint", "select, insert"),
        SignerGrant("ledger_cosignature", "select, insert"),
    ]
