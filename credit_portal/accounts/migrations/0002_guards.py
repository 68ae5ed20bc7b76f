"""Four eyes belong to two people, not to two accounts (design.md 2.6, security.md S8)."""

from django.db import migrations

from credit_portal.accounts.migrations._sign_in import RESET, RESET_BACK

SAME_PERSON = """
create function accounts_same_person(a uuid, b uuid) returns boolean language sql stable as $$
    select coalesce(a = b, false) or exists (
        select 1 from accounts_user x join accounts_user y on y.person_id = x.person_id
         where x.id = a and y.id = b)
$$;
"""
SAME_PERSON_BACK = "drop function accounts_same_person(uuid, uuid);"

DEPUTISES = """
create function accounts_deputises(deputy uuid, principal uuid, day date) returns boolean
    language sql stable as $$
    select exists (
        select 1 from accounts_rolegrant g join accounts_rolegrant b on b.id = g.stands_in_for_id
         where g.kind = 'delegated' and g.revoked_at is null
           and (g.seconded_at is not null or g.origin <> 'administrators')
           and day between g.starts_on and g.ends_on
           and accounts_same_person(g.user_id, deputy)
           and accounts_same_person(b.user_id, principal))
$$;
create function accounts_stood_in(deputy uuid, principal uuid, first_day date, last_day date,
                                  roles text[]) returns boolean
    language sql stable as $$
    select exists (
        select 1 from accounts_rolegrant g join accounts_rolegrant b on b.id = g.stands_in_for_id
         where g.kind = 'delegated'
           and (g.seconded_at is not null or g.origin <> 'administrators')
           and (roles is null or g.role_id = any(roles))
           and g.starts_on <= last_day and g.ends_on >= first_day
           and (g.revoked_at is null
                or (g.revoked_at at time zone 'Asia/Shanghai')::date >= first_day)
           and accounts_same_person(g.user_id, deputy)
           and accounts_same_person(b.user_id, principal))
$$;
create function accounts_one_side(decider uuid, proposer uuid, day date, acted_on date)
    returns boolean language sql stable as $$
    select accounts_same_person(decider, proposer)
        or accounts_deputises(decider, proposer, day)
        or accounts_stood_in(proposer, decider, acted_on, acted_on, null)
$$;
"""
DEPUTISES_BACK = """
drop function accounts_one_side(uuid, uuid, date, date);
drop function accounts_stood_in(uuid, uuid, date, date, text[]);
drop function accounts_deputises(uuid, uuid, date);
"""

GRANT = """
create function accounts_rolegrant_people() returns trigger language plpgsql as $$
declare
    basis accounts_rolegrant;
begin
    if (select person_id from accounts_user where id = new.user_id) is null then
        raise exception 'a role is given to a person, not to an account alone'
            using errcode = 'check_violation', constraint = 'grant_needs_person';
    end if;
    if accounts_same_person(new.granted_by_id, new.user_id)
        or accounts_same_person(new.seconded_by_id, new.user_id)
        or accounts_one_side(new.seconded_by_id, new.granted_by_id,
                             (new.seconded_at at time zone 'Asia/Shanghai')::date,
                             (new.granted_at at time zone 'Asia/Shanghai')::date) then
        raise exception 'a role needs three people: who gets it, who gives it, who confirms it'
            using errcode = 'check_violation', constraint = 'grant_people_apart';
    end if;
    if new.stands_in_for_id is null then
        return new;
    end if;
    select * into basis from accounts_rolegrant where id = new.stands_in_for_id;
    if basis.kind = 'delegated' then
        raise exception 'what is delegated is not delegated further'
            using errcode = 'check_violation', constraint = 'grant_not_passed_on';
    end if;
    if accounts_same_person(basis.user_id, new.user_id)
        or accounts_same_person(basis.user_id, new.granted_by_id)
        or accounts_same_person(basis.user_id, new.seconded_by_id) then
        raise exception 'nobody deputises for himself, nor gives his own deputy the role'
            using errcode = 'check_violation', constraint = 'grant_people_apart';
    end if;
    if (new.role_id, new.organisation_id) is distinct from (basis.role_id, basis.organisation_id)
        or new.starts_on < basis.starts_on
        or new.ends_on > coalesce(basis.ends_on, 'infinity'::date) then
        raise exception 'a deputy has the role, the body and the days of the one he stands in for'
            using errcode = 'check_violation', constraint = 'grant_within_basis';
    end if;
    if new.revoked_at is null and basis.revoked_at is not null then
        raise exception 'the grant to stand in for has ended'
            using errcode = 'check_violation', constraint = 'grant_basis_over';
    end if;
    return new;
end $$;
create trigger accounts_rolegrant_people
    before insert or update of user_id, granted_by_id, seconded_by_id, stands_in_for_id,
        role_id, organisation_id, starts_on, ends_on
    on accounts_rolegrant
    for each row execute function accounts_rolegrant_people();
alter table accounts_rolegrant enable always trigger accounts_rolegrant_people;
"""
GRANT_BACK = """
drop trigger accounts_rolegrant_people on accounts_rolegrant;
drop function accounts_rolegrant_people();
"""

FINAL = """
create function accounts_rolegrant_final() returns trigger language plpgsql as $$
begin
    if (new.user_id, new.role_id, new.duty, new.organisation_id, new.kind, new.starts_on,
        new.ends_on, new.origin, new.granted_by_id, new.granted_at, new.stands_in_for_id)
        is distinct from
       (old.user_id, old.role_id, old.duty, old.organisation_id, old.kind, old.starts_on,
        old.ends_on, old.origin, old.granted_by_id, old.granted_at, old.stands_in_for_id)
        or (old.seconded_at is not null and
            (new.seconded_by_id, new.seconded_at, new.effective_at)
            is distinct from (old.seconded_by_id, old.seconded_at, old.effective_at))
        or (old.revoked_at is not null and
            (new.revoked_by_id, new.revoked_at) is distinct from
            (old.revoked_by_id, old.revoked_at)) then
        raise exception 'a grant is not changed: it is ended, and another one is given'
            using errcode = 'check_violation', constraint = 'grant_final';
    end if;
    return new;
end $$;
create trigger accounts_rolegrant_final before update on accounts_rolegrant
    for each row when (old.origin <> 'demo') execute function accounts_rolegrant_final();
create function accounts_rolegrant_deputies() returns trigger language plpgsql as $$
begin
    update accounts_rolegrant set revoked_at = new.revoked_at, revoked_by_id = new.revoked_by_id
     where stands_in_for_id = new.id and revoked_at is null;
    return null;
end $$;
create trigger accounts_rolegrant_deputies after update of revoked_at on accounts_rolegrant
    for each row when (old.revoked_at is null and new.revoked_at is not null)
    execute function accounts_rolegrant_deputies();
alter table accounts_rolegrant enable always trigger accounts_rolegrant_final;
alter table accounts_rolegrant enable always trigger accounts_rolegrant_deputies;
"""
FINAL_BACK = """
drop trigger accounts_rolegrant_final on accounts_rolegrant;
drop trigger accounts_rolegrant_deputies on accounts_rolegrant;
drop function accounts_rolegrant_final();
drop function accounts_rolegrant_deputies();
"""

PERSON = """
create function accounts_user_person() returns trigger language plpgsql as $$
begin
    if exists (select 1 from accounts_rolegrant
                where user_id = new.id and revoked_at is null) then
        raise exception 'an account with roles keeps its person'
            using errcode = 'check_violation', constraint = 'user_keeps_person';
    end if;
    return new;
end $$;
create trigger accounts_user_person before update of person_id on accounts_user
    for each row when (old.person_id is not null and new.person_id is null)
    execute function accounts_user_person();
alter table accounts_user enable always trigger accounts_user_person;
"""
PERSON_BACK = """
drop trigger accounts_user_person on accounts_user;
drop function accounts_user_person();
"""


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(SAME_PERSON, SAME_PERSON_BACK),
        migrations.RunSQL(DEPUTISES, DEPUTISES_BACK),
        migrations.RunSQL(GRANT, GRANT_BACK),
        migrations.RunSQL(FINAL, FINAL_BACK),
        migrations.RunSQL(PERSON, PERSON_BACK),
        migrations.RunSQL(RESET, RESET_BACK),
    ]
