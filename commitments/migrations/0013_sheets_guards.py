"""Guards and grants of the yearly sheets: nobody approves a sheet he had a hand in, what was
approved stays, and a commitment of a sheet is registered only with it (design.md 2.3, 2.6)."""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard

SHEET = """
create function commitments_sheet_check() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.state = 'approved' and
        (new.state, new.organisation_id, new.division_id, new.year, new.approver_id,
         new.filer_id, new.authors, new.approved_on) is distinct from
        (old.state, old.organisation_id, old.division_id, old.year, old.approver_id,
         old.filer_id, old.authors, old.approved_on) then
        raise exception 'an approved sheet stays as it is'
            using errcode = 'check_violation', constraint = 'sheet_approved_stays';
    end if;
    if new.approver_id is not null and exists (
        select 1 from unnest(new.authors || new.filer_id) as one(id)
         where accounts_same_person(new.approver_id, one.id)
            or accounts_deputises(new.approver_id, one.id, new.approved_on)) then
        raise exception 'the person who wrote or filed a sheet cannot approve it'
            using errcode = 'check_violation', constraint = 'sheet_people_apart';
    end if;
    return new;
end $$;
create trigger commitments_sheet_check before insert or update on commitments_sheet
    for each row execute function commitments_sheet_check();
alter table commitments_sheet enable always trigger commitments_sheet_check;
"""
SHEET_BACK = """
drop trigger commitments_sheet_check on commitments_sheet;
drop function commitments_sheet_check();
"""

ENTRY = """
create function commitments_sheet_entry_check() returns trigger language plpgsql as $$
begin
    if new.state = 'registered' and not exists (
        select 1 from commitments_sheet s where s.id = new.sheet_id and s.state = 'approved') then
        raise exception 'a commitment of a sheet is registered with the sheet'
            using errcode = 'check_violation', constraint = 'commitment_with_its_sheet';
    end if;
    return null;
end $$;
create constraint trigger commitments_sheet_entry_check
    after insert or update of state, sheet_id on commitments_commitment
    deferrable initially deferred
    for each row when (new.sheet_id is not null)
    execute function commitments_sheet_entry_check();
alter table commitments_commitment enable always trigger commitments_sheet_entry_check;
"""
ENTRY_BACK = """
drop trigger commitments_sheet_entry_check on commitments_commitment;
drop function commitments_sheet_entry_check();
"""


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [
        ("commitments", "0012_sheets"),
        ("common", "__first__"),
        ("accounts", "0002_guards"),
    ]

    operations = [
        migrations.RunSQL(SHEET, SHEET_BACK),
        migrations.RunSQL(ENTRY, ENTRY_BACK),
        Guard("commitments_sheetduty"),
        AppGrant("commitments_sheet", "SELECT, INSERT, UPDATE"),
        AppGrant("commitments_sheetduty", "SELECT, INSERT"),
        AppGrant("commitments_sheetremark", "SELECT, INSERT, UPDATE, DELETE"),
    ]
