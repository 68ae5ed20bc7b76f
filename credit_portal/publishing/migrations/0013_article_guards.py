"""Guards and grants of articles: two people of two sides, what was approved stays word by word."""

from typing import Any

from django.db import migrations

from credit_portal.common.db import AppGrant, PeopleApart

EDITION = """
create function publishing_articleedition_check() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state not in ('draft', 'submitted')
           or new.state = 'submitted' and new.act <> 'withdraw' then
            raise exception 'a text begins as a draft'
                using errcode = 'check_violation', constraint = 'article_edition_begins';
        end if;
        return new;
    end if;
    if old.state not in ('draft', 'submitted') then
        raise exception 'a text stays as it was approved or given up'
            using errcode = 'check_violation', constraint = 'article_edition_stays';
    end if;
    if (new.article_id, new.number, new.act, new.drafter_id, new.created_at)
       is distinct from (old.article_id, old.number, old.act, old.drafter_id, old.created_at) then
        raise exception 'article, number, act and drafter of a text stay'
            using errcode = 'check_violation', constraint = 'article_edition_of';
    end if;
    if new.state <> old.state and (old.state, new.state) not in (
            ('draft', 'submitted'), ('submitted', 'draft'), ('submitted', 'approved'),
            ('draft', 'given_up')) then
        raise exception 'a text does not go from % to %', old.state, new.state
            using errcode = 'check_violation', constraint = 'article_edition_order';
    end if;
    return new;
end $$;
create trigger publishing_articleedition_check
    before insert or update on publishing_articleedition
    for each row execute function publishing_articleedition_check();
alter table publishing_articleedition enable always trigger publishing_articleedition_check;

create function publishing_articlefile_check() returns trigger language plpgsql as $$
begin
    if exists (select 1 from publishing_articleedition e
                where e.id = coalesce(new.edition_id, old.edition_id) and e.state <> 'draft') then
        raise exception 'the files of a text stay as it was handed in'
            using errcode = 'check_violation', constraint = 'article_file_stays';
    end if;
    return coalesce(new, old);
end $$;
create trigger publishing_articlefile_check
    before insert or update or delete on publishing_articlefile
    for each row execute function publishing_articlefile_check();
alter table publishing_articlefile enable always trigger publishing_articlefile_check;

create function publishing_article_check() returns trigger language plpgsql as $$
begin
    if (new.id, new.section, new.organisation_id, new.created_at)
       is distinct from (old.id, old.section, old.organisation_id, old.created_at)
       or old.ref <> '' and (new.ref, new.rec) is distinct from (old.ref, old.rec) then
        raise exception 'office, section and reference of an article stay'
            using errcode = 'check_violation', constraint = 'article_stays';
    end if;
    return new;
end $$;
create trigger publishing_article_check before update on publishing_article
    for each row execute function publishing_article_check();
alter table publishing_article enable always trigger publishing_article_check;
"""
EDITION_BACK = """
drop trigger publishing_article_check on publishing_article;
drop function publishing_article_check();
drop trigger publishing_articlefile_check on publishing_articlefile;
drop function publishing_articlefile_check();
drop trigger publishing_articleedition_check on publishing_articleedition;
drop function publishing_articleedition_check();
"""
PEOPLE = PeopleApart(
    "publishing_articleedition",
    second={"approver_id": [("drafter_id", "new.drafted_on")]},
    apart=("article_people_apart", "an article is approved by a person of another side"),
)
CODE = (
    "P04", "公开政策文件、通知公告和办事信息", "Disclosure of policies, notices and guidance",
    "《中华人民共和国政府信息公开条例》第十九条、第二十条；"
    "《国务院办公厅关于印发政府网站发展指引的通知》（国办发〔2017〕47号）",
    "Regulations on the Disclosure of Government Information, arts. 19 and 20;"
    " State Council General Office (2017) no. 47",
)  # fmt: skip


def seed(apps: Any, schema_editor: Any) -> None:
    """Insert the legal ground of articles."""
    fields = ("code", "name_zh", "name_en", "source_zh", "source_en")
    basis = apps.get_model("publishing", "Basis").objects.using(schema_editor.connection.alias)
    basis.create(**dict(zip(fields, CODE, strict=True)))


def unseed(apps: Any, schema_editor: Any) -> None:
    """Take it out again."""
    basis = apps.get_model("publishing", "Basis").objects.using(schema_editor.connection.alias)
    basis.filter(code=CODE[0]).delete()


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [
        ("publishing", "0012_articles"),
        ("common", "__first__"),
        ("accounts", "0002_guards"),
    ]

    operations = [
        migrations.RunSQL(EDITION, EDITION_BACK),
        PEOPLE,
        AppGrant("publishing_article", "SELECT, INSERT, UPDATE"),
        AppGrant("publishing_articleedition", "SELECT, INSERT, UPDATE"),
        AppGrant("publishing_articlefile", "SELECT, INSERT, DELETE"),
        migrations.RunPython(seed, unseed),
    ]
