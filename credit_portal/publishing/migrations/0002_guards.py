"""Guards and grants of publication: what no role may do, whatever the code says.

security.md 6 (S1-S6), design.md 2.3, 2.4 and 2.6. Checks over many rows are statement triggers
over transition tables, so that a batch of a thousand versions costs a few joins.
"""

from django.conf import settings
from django.db import migrations

from credit_portal.common.db import AppGrant, Guard, PublicRead

DECISION = """
alter table publishing_decision add constraint decision_sha_of_document check (
    document is null or encode(sha256(convert_to(document, 'UTF8')), 'hex') = doc_sha);

create function publishing_decision_final() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if old.done_at is null and new.done_at is not null and new.document is null then
            old.done_at := new.done_at;
            old.document := null;
            if new is not distinct from old then
                return new;
            end if;
        end if;
    end if;
    raise exception 'a decision is final: % refused', tg_op
        using errcode = 'insufficient_privilege';
end $$;
create trigger publishing_decision_final before update or delete on publishing_decision
    for each row execute function publishing_decision_final();
create trigger publishing_decision_keep_all before truncate on publishing_decision
    for each statement execute function portal_insert_only();
alter table publishing_decision enable always trigger publishing_decision_final;
alter table publishing_decision enable always trigger publishing_decision_keep_all;
"""
DECISION_BACK = """
drop trigger publishing_decision_final on publishing_decision;
drop trigger publishing_decision_keep_all on publishing_decision;
drop function publishing_decision_final();
alter table publishing_decision drop constraint decision_sha_of_document;
"""

DISCLOSURE = """
alter table publishing_disclosure add column txid xid8 not null default pg_current_xact_id();
alter table publishing_disclosure add constraint publishing_disclosure_leaf
    foreign key (leaf_index) references ledger_entry (idx);

create function publishing_disclosure_check() returns trigger language plpgsql as $$
declare
    bad record;
    removing constant text[] := array['withdraw', 'repair', 'expire'];
begin
    select n.rec, n.seq into bad
      from new_rows n left join publishing_decision d on d.id = n.decision_id
     where d.id is null or d.done_at is not null or n.txid <> pg_current_xact_id()
        or (n.rec, n.kind, n.act, n.agency, n.basis_id)
           is distinct from (d.rec, d.kind, d.act, d.agency, d.basis_id)
        or n.until is distinct from d.until
        or (d.automatic and n.seq = 1)
     limit 1;
    if found then
        raise exception 'version % of % is not what was decided', bad.seq, bad.rec
            using errcode = 'integrity_constraint_violation';
    end if;

    select n.rec, n.seq into bad
      from new_rows n
      left join publishing_disclosure p on p.rec = n.rec and p.seq = n.seq - 1
      left join ledger_entry e on e.idx = n.leaf_index
     where case when n.seq = 1 then n.act <> 'publish'
                else p.id is null or p.ref <> n.ref or p.kind <> n.kind
                     or p.leaf_index >= n.leaf_index
                     or (p.act = any(removing)) <> (n.act = 'restore') end
        or e.leaf_hash is distinct from n.leaf_hash
        or convert_from(e.entry, 'UTF8')::jsonb <> jsonb_build_object(
            'v', 1, 'rec', n.rec, 'seq', n.seq, 'act', n.act, 'agency', n.agency,
            'basis', n.basis_id, 'until', n.until, 'cm', encode(n.cm, 'base64'),
            'prev', encode(p.leaf_hash, 'base64'),
            'at', to_char(n.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
     limit 1;
    if found then
        raise exception 'version % of % does not follow its predecessor, or its leaf says otherwise', bad.seq, bad.rec
            using errcode = 'integrity_constraint_violation';
    end if;

    -- Time never goes back; a version about a person is dated by its day (security.md 1.4).
    select n.rec, n.seq into bad
      from (select rec, seq, at, lag(at) over (order by leaf_index) as before
              from (select rec, seq, at, leaf_index from new_rows
                    union all
                    (select rec, seq, at, leaf_index from publishing_disclosure
                      where leaf_index < (select min(leaf_index) from new_rows)
                      order by leaf_index desc limit 1)) as near) n
     where n.at < n.before
       and not (n.at = date_trunc('day', n.at, 'UTC')
                and n.at >= date_trunc('day', n.before, 'UTC'))
     limit 1;
    if found then
        raise exception 'version % of % is dated before the one ahead of it', bad.seq, bad.rec
            using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;
create trigger publishing_disclosure_check after insert on publishing_disclosure
    referencing new table as new_rows
    for each statement execute function publishing_disclosure_check();
alter table publishing_disclosure enable always trigger publishing_disclosure_check;
"""
DISCLOSURE_BACK = """
drop trigger publishing_disclosure_check on publishing_disclosure;
drop function publishing_disclosure_check();
alter table publishing_disclosure drop constraint publishing_disclosure_leaf;
alter table publishing_disclosure drop column txid;
"""

OPENING = """
create function publishing_opening_check() returns trigger language plpgsql as $$
begin
    if exists (
        select 1 from new_rows n
          join publishing_disclosure v on v.id = n.disclosure_id
          join publishing_decision d on d.id = v.decision_id
         where v.act in ('withdraw', 'repair', 'expire')
            or encode(sha256(convert_to(n.document, 'UTF8')), 'hex') <> d.doc_sha)
    then
        raise exception 'the document is not the one that was approved'
            using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;
create trigger publishing_opening_check after insert on publishing_opening
    referencing new table as new_rows
    for each statement execute function publishing_opening_check();

-- Even the owner deletes an opening only in the transaction that disclosed why.
create function publishing_opening_keep() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if exists (
            select 1 from publishing_disclosure old_version
              join publishing_disclosure v on v.rec = old_version.rec and v.seq > old_version.seq
              join publishing_decision d on d.id = v.decision_id
             where old_version.id = old.disclosure_id
               and v.txid = pg_current_xact_id()
               and (v.act in ('withdraw', 'repair', 'expire') or d.erase_previous))
        then
            return old;
        end if;
    end if;
    raise exception 'an opening stays while its record is displayed: % refused', tg_op
        using errcode = 'insufficient_privilege';
end $$;
create trigger publishing_opening_keep before update or delete on publishing_opening
    for each row execute function publishing_opening_keep();
create trigger publishing_opening_keep_all before truncate on publishing_opening
    for each statement execute function portal_insert_only();
alter table publishing_opening enable always trigger publishing_opening_check;
alter table publishing_opening enable always trigger publishing_opening_keep;
alter table publishing_opening enable always trigger publishing_opening_keep_all;

create function remove_opening(of_rec text, by_decision uuid) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    head publishing_disclosure%rowtype;
    erased integer;
begin
    select v.* into head
      from publishing_disclosure v join publishing_decision d on d.id = v.decision_id
     where v.rec = of_rec and v.decision_id = by_decision and v.txid = pg_current_xact_id()
       and (v.act in ('withdraw', 'repair', 'expire') or d.erase_previous);
    if not found then
        raise exception 'no removal of % was disclosed in this transaction', of_rec
            using errcode = 'insufficient_privilege';
    end if;
    delete from publishing_opening o using publishing_disclosure v
     where v.id = o.disclosure_id and v.rec = of_rec and v.seq < head.seq;
    get diagnostics erased = row_count;
    return erased;
end $$;
"""
OPENING_BACK = """
drop function remove_opening(text, uuid);
drop trigger publishing_opening_check on publishing_opening;
drop trigger publishing_opening_keep on publishing_opening;
drop trigger publishing_opening_keep_all on publishing_opening;
drop function publishing_opening_check();
drop function publishing_opening_keep();
"""

DISPLAYED = """
create function publishing_displayed_check() returns trigger language plpgsql as $$
declare
    bad text;
begin
    select n.rec into bad
      from new_rows n
      left join publishing_disclosure v on v.id = n.disclosure_id
      left join publishing_opening o on o.disclosure_id = n.disclosure_id
     where o.disclosure_id is null
        or (n.rec, n.ref, n.kind, n.version) is distinct from (v.rec, v.ref, v.kind, v.seq)
        or n.until is distinct from v.until
        or n.document <> o.document
        or exists (select 1 from publishing_disclosure later
                    where later.rec = n.rec and later.seq > n.version)
     limit 1;
    if found then
        raise exception 'the row displayed for % is not its latest version', bad
            using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;
create trigger publishing_displayed_new after insert on publishing_displayed
    referencing new table as new_rows
    for each statement execute function publishing_displayed_check();
create trigger publishing_displayed_changed after update on publishing_displayed
    referencing new table as new_rows
    for each statement execute function publishing_displayed_check();

create function publishing_displayed_gone() returns trigger language plpgsql as $$
declare
    bad text;
begin
    select o.rec into bad
      from old_rows o
      join lateral (select act from publishing_disclosure v
                     where v.rec = o.rec order by seq desc limit 1) head on true
     where head.act not in ('withdraw', 'repair', 'expire')
     limit 1;
    if found then
        raise exception 'nothing in the ledger ends the display of %', bad
            using errcode = 'insufficient_privilege';
    end if;
    return null;
end $$;
create trigger publishing_displayed_gone after delete on publishing_displayed
    referencing old table as old_rows
    for each statement execute function publishing_displayed_gone();
create trigger publishing_displayed_keep_all before truncate on publishing_displayed
    for each statement execute function portal_insert_only();
alter table publishing_displayed enable always trigger publishing_displayed_new;
alter table publishing_displayed enable always trigger publishing_displayed_changed;
alter table publishing_displayed enable always trigger publishing_displayed_gone;
alter table publishing_displayed enable always trigger publishing_displayed_keep_all;
"""
DISPLAYED_BACK = """
drop trigger publishing_displayed_new on publishing_displayed;
drop trigger publishing_displayed_changed on publishing_displayed;
drop trigger publishing_displayed_gone on publishing_displayed;
drop trigger publishing_displayed_keep_all on publishing_displayed;
drop function publishing_displayed_check();
drop function publishing_displayed_gone();
"""

#: Indexes for LIKE 'x%' that Django adds to keys of text; nobody asks so, and every publication
#: would pay for them.
UNUSED = r"""
do $$
declare
    unused text;
begin
    for unused in
        select indexname from pg_indexes
         where schemaname = 'public' and tablename = 'publishing_displayed'
           and indexname like '%\_like'
    loop
        execute format('drop index %I', unused);
    end loop;
end $$;
"""

#: Everything of a version but which decision ordered it.
DISCLOSURE_COLUMNS = (
    "id", "rec", "seq", "ref", "kind", "act", "cm", "leaf_hash", "leaf_index", "at", "until",
    "basis_id", "agency",
)


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial"), ("ledger", "0001_initial")]
    operations = [
        migrations.RunSQL(DECISION, DECISION_BACK),
        AppGrant("publishing_decision", "select, insert, update (done_at, document)"),
        migrations.RunSQL(DISCLOSURE, DISCLOSURE_BACK),
        Guard("publishing_disclosure", "publishing_removal", "publishing_codesleaf"),
        migrations.RunSQL(OPENING, OPENING_BACK),
        AppGrant("publishing_opening", "select, insert"),
        migrations.RunSQL(DISPLAYED, DISPLAYED_BACK),
        migrations.RunSQL(UNUSED, migrations.RunSQL.noop),
        AppGrant("publishing_displayed", "select, insert, update, delete"),
        AppGrant("publishing_basis", "select"),
        AppGrant("publishing_generation", "select, update"),
        AppGrant("publishing_refcounter", "select, insert, update"),
        migrations.RunSQL(
            f'grant execute on function remove_opening(text, uuid) to "{settings.APP_ROLE}"',
            migrations.RunSQL.noop,
        ),
        PublicRead("publishing_displayed"),
        PublicRead("publishing_disclosure", DISCLOSURE_COLUMNS),
        PublicRead("publishing_opening"),
        PublicRead("publishing_removal"),
        PublicRead("publishing_generation"),
        PublicRead("publishing_basis"),
    ]
