"""Posts that are accused are kept and only added to; what else goes along to bodies is chosen; units
and bodies are compared with those inside of them."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from credit_portal.common.db import AppGrant, Guard, VaultGrant

CHECK = """
create function complaints_is_inside(unit uuid, body uuid) returns boolean language sql stable as $$
    select u.id = b.id
        or b.kind not in ('government', 'foreign_government') and starts_with(u.path, b.path)
      from directory_organisation u, directory_organisation b
     where u.id = unit and b.id = body
$$;

create function complaints_assignment_apart() returns trigger language plpgsql as $$
begin
    if (tg_op = 'INSERT' or new.state in ('sent', 'signed'))
        and exists (select 1 from complaints_case c where c.id = new.case_id
                and c.purpose = 'report' and c.is_secret
                and (c.accused_id is null and tg_op = 'INSERT'
                     or complaints_is_inside(new.organisation_id, c.accused_id))) then
        raise exception 'a secret report goes to no body inside of the one that it accuses'
            using errcode = 'check_violation', constraint = 'complaint_not_to_accused';
    end if;
    return new;
end $$;
create trigger complaints_assignment_apart before insert or update on complaints_assignment
    for each row execute function complaints_assignment_apart();
alter table complaints_assignment enable always trigger complaints_assignment_apart;

create function complaints_unsealrequest_apart() returns trigger language plpgsql as $$
begin
    if new.confirmer_id is not null and (tg_op = 'INSERT' or old.confirmer_id is null)
        and (complaints_is_inside(new.asker_unit_id, new.confirmer_unit_id)
             or complaints_is_inside(new.confirmer_unit_id, new.asker_unit_id)) then
        raise exception 'the two persons are of two units, neither inside of the other'
            using errcode = 'check_violation', constraint = 'complaint_unseal_by_two_units';
    end if;
    return new;
end $$;
create trigger complaints_unsealrequest_apart before insert or update on complaints_unsealrequest
    for each row execute function complaints_unsealrequest_apart();
alter table complaints_unsealrequest enable always trigger complaints_unsealrequest_apart;

insert into complaints_accusedpost (id, case_id, post_id, named_on)
select gen_random_uuid(), id, accused_post_id, received_on from complaints_case
 where accused_post_id is not null;
"""
BACK = """
drop trigger complaints_unsealrequest_apart on complaints_unsealrequest;
drop function complaints_unsealrequest_apart();
drop trigger complaints_assignment_apart on complaints_assignment;
drop function complaints_assignment_apart();
drop function complaints_is_inside(uuid, uuid);
"""


class Migration(migrations.Migration):
    """After the desk."""

    dependencies = [
        ("complaints", "0007_rights"),
        ("directory", "0004_succession_guards"),
    ]

    operations = [
        migrations.AddField("case", "told_details", models.JSONField(default=list)),
        migrations.CreateModel(
            name="AccusedPost",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True,
                                        serialize=False)),
                ("named_on", models.DateField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT,
                                           related_name="accused_posts", to="complaints.case")),
                ("post", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT,
                                           related_name="+", to="directory.post",
                                           verbose_name="Post")),
            ],
            options={
                "ordering": ("named_on", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "post"), name="complaint_post_accused_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(CHECK, BACK),
        Guard("complaints_accusedpost"),
        AppGrant("complaints_accusedpost", "SELECT, INSERT"),
        VaultGrant("directory_organisation", "select (id, path, kind)"),
    ]  # fmt: skip
