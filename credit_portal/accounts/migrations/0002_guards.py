"""Four eyes belong to two people, not to two accounts (design.md 2.6, security.md S8)."""

from django.db import migrations

SAME_PERSON = """
create function accounts_same_person(a uuid, b uuid) returns boolean language sql stable as $$
    select coalesce(a = b, false) or exists (
        select 1 from accounts_user x join accounts_user y on y.person_id = x.person_id
         where x.id = a and y.id = b)
$$;
"""
SAME_PERSON_BACK = "drop function accounts_same_person(uuid, uuid);"

GRANT = """
create function accounts_rolegrant_people() returns trigger language plpgsql as $$
begin
    if accounts_same_person(new.granted_by_id, new.user_id)
        or accounts_same_person(new.seconded_by_id, new.user_id)
        or accounts_same_person(new.seconded_by_id, new.granted_by_id) then
        raise exception 'a role needs three people: who gets it, who gives it, who confirms it'
            using errcode = 'check_violation', constraint = 'grant_people_apart';
    end if;
    return new;
end $$;
create trigger accounts_rolegrant_people
    before insert or update of user_id, granted_by_id, seconded_by_id on accounts_rolegrant
    for each row execute function accounts_rolegrant_people();
alter table accounts_rolegrant enable always trigger accounts_rolegrant_people;
"""
GRANT_BACK = """
drop trigger accounts_rolegrant_people on accounts_rolegrant;
drop function accounts_rolegrant_people();
"""


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(SAME_PERSON, SAME_PERSON_BACK),
        migrations.RunSQL(GRANT, GRANT_BACK),
    ]
