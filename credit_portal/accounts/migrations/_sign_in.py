"""A lost second factor takes three people, not three accounts; once decided it stays decided."""

RESET = """
create function accounts_factorreset_people() returns trigger language plpgsql as $$
begin
    if accounts_same_person(new.proposed_by_id, new.user_id)
        or (new.outcome = 'confirmed' and (
            accounts_same_person(new.decided_by_id, new.user_id)
            or accounts_one_side(new.decided_by_id, new.proposed_by_id,
                                 (new.decided_at at time zone 'Asia/Shanghai')::date,
                                 (new.proposed_at at time zone 'Asia/Shanghai')::date))) then
        raise exception 'a reset needs three people: whose it is, who proposes, who confirms'
            using errcode = 'check_violation', constraint = 'factor_reset_people_apart';
    end if;
    if tg_op = 'UPDATE' and old.outcome <> '' then
        raise exception 'a decided reset stays as it is'
            using errcode = 'check_violation', constraint = 'factor_reset_final';
    end if;
    return new;
end $$;
create trigger accounts_factorreset_people before insert or update on accounts_factorreset
    for each row execute function accounts_factorreset_people();
alter table accounts_factorreset enable always trigger accounts_factorreset_people;
"""
RESET_BACK = """
drop trigger accounts_factorreset_people on accounts_factorreset;
drop function accounts_factorreset_people();
"""
