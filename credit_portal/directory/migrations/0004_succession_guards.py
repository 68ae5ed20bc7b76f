"""Successions are written once; the public reads them without whoever proposed or confirmed."""

from django.db import migrations

from credit_portal.common.db import Guard, PublicRead

LINE = """
create function directory_successionline_check() returns trigger language plpgsql as $$
begin
    if exists (select 1 from directory_organisation o
                where o.id in (new.from_organisation_id, new.to_organisation_id)
                  and not o.active) then
        raise exception 'a closed body neither passes on nor takes over'
            using errcode = 'check_violation', constraint = 'directory_line_between_active';
    end if;
    if exists (select 1 from directory_post p
                where p.id = new.to_post_id and p.organisation_id <> new.to_organisation_id)
       or exists (select 1 from directory_post p
                   where p.id = new.from_post_id
                     and p.organisation_id <> new.from_organisation_id) then
        raise exception 'a post stands in its own body'
            using errcode = 'check_violation', constraint = 'directory_line_posts';
    end if;
    if new.whole and exists (
        with recursive behind(id) as (
            select new.from_organisation_id
            union
            select l.from_organisation_id from directory_successionline l
              join behind b on l.to_organisation_id = b.id where l.whole)
        select 1 from behind where id = new.to_organisation_id) then
        raise exception 'a succession never comes back to a predecessor'
            using errcode = 'check_violation', constraint = 'directory_line_no_cycle';
    end if;
    if exists (select 1 from directory_successionline l
                where l.to_organisation_id = new.from_organisation_id
                  and l.succession_id <> new.succession_id
                  and l.effective_on > new.effective_on) then
        raise exception 'nothing is passed on before it was taken over'
            using errcode = 'check_violation', constraint = 'directory_line_in_order';
    end if;
    if exists (select 1 from directory_succession s
                where s.id = new.succession_id and s.effective_on <> new.effective_on) then
        raise exception 'a line takes effect with its succession'
            using errcode = 'check_violation', constraint = 'directory_line_day';
    end if;
    return new;
end $$;
create trigger directory_successionline_check before insert on directory_successionline
    for each row execute function directory_successionline_check();
alter table directory_successionline enable always trigger directory_successionline_check;
"""
LINE_BACK = """
drop trigger directory_successionline_check on directory_successionline;
drop function directory_successionline_check();
"""
SUCCESSION = (
    "id", "kind", "organisation_id", "effective_on", "document_number", "document_title",
    "document_organ", "document_on",
)  # fmt: skip
LINES = (
    "id", "succession_id", "position", "from_organisation_id", "to_organisation_id", "scope",
    "sectors", "whole", "effective_on",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_succession"), ("common", "__first__")]
    operations = [
        Guard("directory_succession", "directory_successionline"),
        migrations.RunSQL(LINE, LINE_BACK),
        PublicRead("directory_succession", SUCCESSION),
        PublicRead("directory_successionline", LINES),
    ]
