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

#: As in 0002_guards; who wrote and who approved is asked again only when one of them changes, so
#: that a hundred thousand promises can pass on in one statement.
PEOPLE = """
create or replace function commitments_commitment_check() returns trigger language plpgsql as $$
begin
    if new.import_source = '' and exists (
        select 1 from directory_organisation o
         where o.id = new.organisation_id and o.kind like 'foreign%') then
        raise exception 'in the tree of another government stands only what was taken over'
            using errcode = 'check_violation', constraint = 'commitment_foreign_imported';
    end if;
    if (tg_op = 'INSERT' or (new.authors, new.filer_id, new.approver_id)
                is distinct from (old.authors, old.filer_id, old.approver_id))
       and exists (select 1 from unnest(new.authors || new.filer_id) as one(id)
                where accounts_same_person(new.approver_id, one.id)
                   or accounts_deputises(new.approver_id, one.id, new.registered_on)
                   or commitments_filed_for(one.id, new.approver_id, new)) then
        raise exception 'the person who wrote or filed it cannot approve it'
            using errcode = 'check_violation', constraint = 'commitment_people_apart';
    end if;
    if tg_op = 'UPDATE' and old.import_source <> ''
        and (new.import_source, new.import_number, new.import_url, new.import_sha,
             new.organisation_id, new.post_id, new.title_zh, new.title_en, new.matter_zh,
             new.matter_en, new.due_rule)
            is distinct from
            (old.import_source, old.import_number, old.import_url, old.import_sha,
             old.organisation_id, old.post_id, old.title_zh, old.title_en, old.matter_zh,
             old.matter_en, old.due_rule) then
        raise exception 'the text of what was taken over is its source''s'
            using errcode = 'check_violation', constraint = 'commitment_import_kept';
    end if;
    return new;
end $$;
"""
PEOPLE_BACK = """
create or replace function commitments_commitment_check() returns trigger language plpgsql as $$
begin
    if new.import_source = '' and exists (
        select 1 from directory_organisation o
         where o.id = new.organisation_id and o.kind like 'foreign%') then
        raise exception 'in the tree of another government stands only what was taken over'
            using errcode = 'check_violation', constraint = 'commitment_foreign_imported';
    end if;
    if exists (select 1 from unnest(new.authors || new.filer_id) as one(id)
                where accounts_same_person(new.approver_id, one.id)
                   or accounts_deputises(new.approver_id, one.id, new.registered_on)
                   or commitments_filed_for(one.id, new.approver_id, new)) then
        raise exception 'the person who wrote or filed it cannot approve it'
            using errcode = 'check_violation', constraint = 'commitment_people_apart';
    end if;
    if tg_op = 'UPDATE' and old.import_source <> ''
        and (new.import_source, new.import_number, new.import_url, new.import_sha,
             new.organisation_id, new.post_id, new.title_zh, new.title_en, new.matter_zh,
             new.matter_en, new.due_rule)
            is distinct from
            (old.import_source, old.import_number, old.import_url, old.import_sha,
             old.organisation_id, old.post_id, old.title_zh, old.title_en, old.matter_zh,
             old.matter_en, old.due_rule) then
        raise exception 'the text of what was taken over is its source''s'
            using errcode = 'check_violation', constraint = 'commitment_import_kept';
    end if;
    return new;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0014_inheritance"),
        ("directory", "0004_succession_guards"),
        ("common", "__first__"),
    ]
    operations = [
        AppGrant("commitments_inheritance", "SELECT, INSERT, UPDATE (republished_at)"),
        migrations.RunSQL(KEEP, BACK),
        migrations.RunSQL(PEOPLE, PEOPLE_BACK),
    ]
