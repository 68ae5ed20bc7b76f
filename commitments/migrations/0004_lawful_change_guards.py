"""Guards and grants of lawful change: decided by another person than those who wrote it, final once
decided; a promise ends lawfully, and another takes its place, by an approved case only."""

from django.db import migrations

from credit_portal.common.db import AppGrant

DECIDED = """
create function commitments_lawfulchange_check() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.state in ('approved', 'refused', 'discarded') then
        raise exception 'a decided case does not change'
            using errcode = 'check_violation', constraint = 'commitment_change_final';
    end if;
    if exists (select 1 from unnest(new.authors || new.filer_id) as one(id)
                where accounts_one_side(new.decider_id, one.id, new.decided_on,
                    (new.submitted_at at time zone 'Asia/Shanghai')::date)) then
        raise exception 'whoever wrote or filed it does not decide it'
            using errcode = 'check_violation', constraint = 'commitment_change_people_apart';
    end if;
    return new;
end $$;
create trigger commitments_lawfulchange_check before insert or update on commitments_lawfulchange
    for each row execute function commitments_lawfulchange_check();
alter table commitments_lawfulchange enable always trigger commitments_lawfulchange_check;
"""
DECIDED_BACK = """
drop trigger commitments_lawfulchange_check on commitments_lawfulchange;
drop function commitments_lawfulchange_check();
"""

ENDED = """
create function commitments_lawful_end() returns trigger language plpgsql as $$
begin
    if new.replaces_id is not null and new.state = 'registered' and not exists (
        select 1 from commitments_lawfulchange k
         where k.successor_id = new.id and k.commitment_id = new.replaces_id
           and k.state = 'approved') then
        raise exception 'another text takes the place of a promise by an approved case only'
            using errcode = 'check_violation', constraint = 'commitment_replaced_lawfully';
    end if;
    if new.outcome in ('changed_lawfully', 'withdrawn_lawfully') and not exists (
        select 1 from commitments_lawfulchange k
         where k.commitment_id = new.id and k.state = 'approved'
           and k.kind = case new.outcome when 'changed_lawfully' then 'change'
                                         else 'withdraw' end) then
        raise exception 'a promise ends lawfully by an approved case only'
            using errcode = 'check_violation', constraint = 'commitment_ended_lawfully';
    end if;
    return new;
end $$;
create trigger commitments_lawful_end before insert or update of state, outcome, replaces_id
    on commitments_commitment for each row execute function commitments_lawful_end();
alter table commitments_commitment enable always trigger commitments_lawful_end;
"""
ENDED_BACK = """
drop trigger commitments_lawful_end on commitments_commitment;
drop function commitments_lawful_end();
"""


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("commitments", "0003_lawful_change"), ("accounts", "0002_guards")]

    operations = [
        migrations.RunSQL(DECIDED, DECIDED_BACK),
        migrations.RunSQL(ENDED, ENDED_BACK),
        AppGrant("commitments_lawfulchange", "SELECT, INSERT, UPDATE"),
        AppGrant("commitments_compensation", "SELECT, INSERT, UPDATE"),
    ]
