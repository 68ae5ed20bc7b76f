"""Who entered an account proposes no role for it: the service says so, and the database."""

from django.db import migrations

HANDS = """
create function accounts_rolegrant_hands() returns trigger language plpgsql as $$
begin
    if new.origin = 'administrators' and exists (
        select 1 from accounts_user u
         where u.id = new.user_id and accounts_same_person(new.granted_by_id, u.entered_by_id)) then
        raise exception 'who entered an account proposes no role for it'
            using errcode = 'check_violation', constraint = 'grant_other_hand';
    end if;
    return new;
end $$;
create trigger accounts_rolegrant_hands before insert on accounts_rolegrant
    for each row execute function accounts_rolegrant_hands();
alter table accounts_rolegrant enable always trigger accounts_rolegrant_hands;
"""
HANDS_BACK = """
drop trigger accounts_rolegrant_hands on accounts_rolegrant;
drop function accounts_rolegrant_hands();
"""


class Migration(migrations.Migration):
    """After the column."""

    dependencies = [("accounts", "0003_who_entered")]

    operations = [migrations.RunSQL(HANDS, HANDS_BACK)]
