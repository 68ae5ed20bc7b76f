"""Rights and guards of the log: entries and heads are insert-only, tiles and state only grow."""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard, PublicRead

GROWS = """
create function ledger_tile_grows() returns trigger language plpgsql as $$
begin
    if (new.level, new.idx) is distinct from (old.level, old.idx)
        or substr(new.data, 1, length(old.data)) is distinct from old.data then
        raise exception 'a tile only grows: tile %/%', old.level, old.idx
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create function ledger_state_grows() returns trigger language plpgsql as $$
begin
    if new.id is distinct from old.id or new.size < old.size then
        raise exception 'the ledger only grows' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create function ledger_checkpoint_fits() returns trigger language plpgsql as $$
begin
    if new.size is distinct from (select size from ledger_state where id = 1)
        or new.size is distinct from (select max(idx) + 1 from ledger_entry) then
        raise exception 'a checkpoint is of the present ledger, not of % entries', new.size
            using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger ledger_tile_grow before update on ledger_tile
    for each row execute function ledger_tile_grows();
create trigger ledger_state_grow before update on ledger_state
    for each row execute function ledger_state_grows();
create trigger ledger_checkpoint_fit before insert on ledger_checkpoint
    for each row execute function ledger_checkpoint_fits();
create trigger ledger_tile_keep before delete on ledger_tile
    for each row execute function portal_insert_only();
create trigger ledger_tile_keep_all before truncate on ledger_tile
    for each statement execute function portal_insert_only();
create trigger ledger_state_keep before delete on ledger_state
    for each row execute function portal_insert_only();
create trigger ledger_state_keep_all before truncate on ledger_state
    for each statement execute function portal_insert_only();

alter table ledger_tile enable always trigger ledger_tile_grow;
alter table ledger_state enable always trigger ledger_state_grow;
alter table ledger_checkpoint enable always trigger ledger_checkpoint_fit;
alter table ledger_tile enable always trigger ledger_tile_keep;
alter table ledger_tile enable always trigger ledger_tile_keep_all;
alter table ledger_state enable always trigger ledger_state_keep;
alter table ledger_state enable always trigger ledger_state_keep_all;
"""
BACK = """
drop trigger ledger_tile_grow on ledger_tile;
drop trigger ledger_state_grow on ledger_state;
drop trigger ledger_checkpoint_fit on ledger_checkpoint;
drop trigger ledger_tile_keep on ledger_tile;
drop trigger ledger_tile_keep_all on ledger_tile;
drop trigger ledger_state_keep on ledger_state;
drop trigger ledger_state_keep_all on ledger_state;
drop function ledger_tile_grows();
drop function ledger_state_grows();
drop function ledger_checkpoint_fits();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("common", "0001_initial")]
    operations = [
        migrations.RunSQL("insert into ledger_state (id, size) values (1, 0)", ""),
        migrations.RunSQL(GROWS, BACK),
        Guard("ledger_entry", "ledger_checkpoint"),
        AppGrant("ledger_entry", "select, insert"),
        AppGrant("ledger_checkpoint", "select, insert"),
        AppGrant("ledger_tile", "select, insert, update (data)"),
        AppGrant("ledger_state", "select, update (size)"),
        PublicRead("ledger_entry"),
        PublicRead("ledger_tile"),
        PublicRead("ledger_checkpoint"),
        PublicRead("ledger_state"),
    ]
