"""A secret report can leave the body that it accuses; pauses have an end; two laws of procurement."""

from django.db import migrations, models

from complaints import codes

ASSIGNMENT = """
create or replace function complaints_assignment_check() returns trigger language plpgsql as $$
begin
    if {when}exists (select 1 from complaints_case c where c.id = new.case_id
                and c.purpose = 'report' and c.is_secret and c.accused_id = new.organisation_id) then
        raise exception 'a secret report never goes to the body that it accuses'
            using errcode = 'check_violation', constraint = 'complaint_not_to_accused';
    end if;
    if tg_op = 'UPDATE' and (new.case_id, new.organisation_id, new.part, new.sender_id, new.sent_on)
        is distinct from (old.case_id, old.organisation_id, old.part, old.sender_id, old.sent_on) then
        raise exception 'an assignment stays as it was sent'
            using errcode = 'check_violation', constraint = 'complaint_assignment_as_sent';
    end if;
    return new;
end $$;
"""


class Migration(migrations.Migration):
    """After the desk."""

    dependencies = [("complaints", "0005_operator_status")]

    operations = [
        migrations.RunSQL(
            ASSIGNMENT.format(when="(tg_op = 'INSERT' or new.state in ('sent', 'signed'))\n        and "),
            ASSIGNMENT.format(when=""),
        ),
        migrations.AddField("motion", "until", models.DateField(null=True)),
        migrations.AddConstraint(
            "motion",
            models.CheckConstraint(
                name="complaint_pause_bounded",
                condition=~models.Q(kind="pause", state="granted") | ~models.Q(until=None),
            ),
        ),
        migrations.AlterField(
            "case",
            "regime",
            models.CharField("Law that applies", max_length=11, choices=codes.Regime),
        ),
    ]
