"""Guards and grants of reporting: channels are never mixed, what is sent stays as it was, nothing
is answered twice or deleted, no side prepares a batch and releases it."""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard, PeopleApart

ITEM = """
create function integrity_files_report_item_check() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if (new.record_id, new.number, new.record_version, new.channel, new.payload, new.digest,
            new.problems, new.created_at)
           is distinct from
           (old.record_id, old.number, old.record_version, old.channel, old.payload, old.digest,
            old.problems, old.created_at) then
            raise exception 'a version that is reported stays as it was written'
                using errcode = 'check_violation', constraint = 'report_item_kept';
        end if;
        if old.state in ('accepted', 'replaced') and new.state <> old.state then
            raise exception 'what was accepted or replaced is settled'
                using errcode = 'check_violation', constraint = 'report_item_settled';
        end if;
        return new;
    end if;
    if new.channel is distinct from (
        select case when c.subject_kind = 'organisation' then 'bodies' else 'persons' end
          from integrity_files_record r
          join integrity_files_catalogueitem c on c.id = r.item_id
         where r.id = new.record_id) then
        raise exception 'what is about persons travels by its own channel only'
            using errcode = 'check_violation', constraint = 'report_item_channel';
    end if;
    return new;
end $$;
create trigger integrity_files_report_item_check before insert or update
    on integrity_files_reportitem
    for each row execute function integrity_files_report_item_check();
alter table integrity_files_reportitem enable always trigger integrity_files_report_item_check;
"""
ITEM_BACK = """
drop trigger integrity_files_report_item_check on integrity_files_reportitem;
drop function integrity_files_report_item_check();
"""
LINE = """
create function integrity_files_report_line_check() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if (new.batch_id, new.item_id, new.position, new.act)
           is distinct from (old.batch_id, old.item_id, old.position, old.act)
           or old.answer <> '' then
            raise exception 'a line stays as it was sent and is answered once'
                using errcode = 'check_violation', constraint = 'report_line_kept';
        end if;
        return new;
    end if;
    if (select channel from integrity_files_reportbatch where id = new.batch_id)
       is distinct from
       (select channel from integrity_files_reportitem where id = new.item_id) then
        raise exception 'a batch holds one channel only'
            using errcode = 'check_violation', constraint = 'report_channels_apart';
    end if;
    return new;
end $$;
create trigger integrity_files_report_line_check before insert or update
    on integrity_files_reportline
    for each row execute function integrity_files_report_line_check();
alter table integrity_files_reportline enable always trigger integrity_files_report_line_check;
"""
LINE_BACK = """
drop trigger integrity_files_report_line_check on integrity_files_reportline;
drop function integrity_files_report_line_check();
"""
BATCH = """
create function integrity_files_report_batch_check() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and
        (new.serial, new.channel, new.mode, new.digest, new.size, new.made_on, new.maker_id,
         new.created_at)
        is distinct from
        (old.serial, old.channel, old.mode, old.digest, old.size, old.made_on, old.maker_id,
         old.created_at) then
        raise exception 'a batch stays as it was made'
            using errcode = 'check_violation', constraint = 'report_batch_kept';
    end if;
    if tg_op = 'UPDATE' and new.state = 'answered' and exists (
        select 1 from integrity_files_reportline l
         where l.batch_id = new.id and l.answer = '') and new.mode = 'service' then
        raise exception 'a batch is answered once every line of it is'
            using errcode = 'check_violation', constraint = 'report_batch_whole';
    end if;
    return new;
end $$;
create trigger integrity_files_report_batch_check before insert or update
    on integrity_files_reportbatch
    for each row execute function integrity_files_report_batch_check();
alter table integrity_files_reportbatch enable always trigger integrity_files_report_batch_check;
"""
BATCH_BACK = """
drop trigger integrity_files_report_batch_check on integrity_files_reportbatch;
drop function integrity_files_report_batch_check();
"""
PEOPLE = PeopleApart(
    "integrity_files_reportbatch",
    second={"releaser_id": [("maker_id", "new.made_on")]},
    apart=("report_batch_people_apart", "a batch is prepared and released by two people"),
)
GRANTS = {
    "reportwatch": "SELECT, INSERT, UPDATE",
    "reportitem": "SELECT, INSERT, UPDATE",
    "reportbatch": "SELECT, INSERT, UPDATE",
    "reportline": "SELECT, INSERT, UPDATE",
    "reportattempt": "SELECT, INSERT",
}


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [
        ("integrity_files", "0013_reporting"),
        ("common", "__first__"),
        ("accounts", "0002_guards"),
    ]

    operations = [
        migrations.RunSQL(ITEM, ITEM_BACK),
        migrations.RunSQL(LINE, LINE_BACK),
        migrations.RunSQL(BATCH, BATCH_BACK),
        PEOPLE,
        Guard("integrity_files_reportattempt"),
        *[AppGrant(f"integrity_files_{table}", rights) for table, rights in GRANTS.items()],
    ]
