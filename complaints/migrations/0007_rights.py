"""Reviews counted for each decision and by different people, calls that tell a decision, attempts on
different days, retaliation apart from the urgency, the office to which a refusal sends."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

CHECK = """
create or replace function complaints_case_check() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (new.number, new.channel, new.facts_zh, new.received_on,
            new.receipt_digest, new.operator_id)
        is distinct from (old.number, old.channel, old.facts_zh, old.received_on,
            old.receipt_digest, old.operator_id) then
        raise exception 'what was reported stays as it was filed'
            using errcode = 'check_violation', constraint = 'complaint_as_filed';
    end if;
    if tg_op = 'UPDATE' and old.first_response_on is not null
        and new.first_response_on is distinct from old.first_response_on then
        raise exception 'the first response happened once'
            using errcode = 'check_violation', constraint = 'complaint_first_response_once';
    end if;
    if new.reviewer_id is not null and (tg_op = 'INSERT' or old.reviewer_id is distinct from new.reviewer_id)
        and exists (
            with given as (
                select r.author_id, r.approver_id, r.case_id from complaints_reply r
                 where r.state = 'given'
                   and (r.case_id = new.id or r.case_id = new.merged_into_id
                        or r.id::text in (
                            select e.data->>'reply' from complaints_caseevent e
                             where e.case_id = new.id and e.name = 'answered_with_main')))
            select 1 from (
                select unnest(array[new.acceptor_id, new.refuser_id, new.dispatcher_id,
                                    new.first_reviewer_id]) as p
                 union all
                select unnest(array[g.author_id, g.approver_id, m.dispatcher_id])
                  from given g join complaints_case m on m.id = g.case_id) who
             where accounts_same_person(new.reviewer_id, who.p)) then
        raise exception 'a review goes to somebody who had no hand in it'
            using errcode = 'check_violation', constraint = 'complaint_review_apart';
    end if;
    return new;
end $$;
"""
BACK = """
create or replace function complaints_case_check() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (new.number, new.channel, new.facts_zh, new.received_on,
            new.receipt_digest, new.operator_id)
        is distinct from (old.number, old.channel, old.facts_zh, old.received_on,
            old.receipt_digest, old.operator_id) then
        raise exception 'what was reported stays as it was filed'
            using errcode = 'check_violation', constraint = 'complaint_as_filed';
    end if;
    if tg_op = 'UPDATE' and old.first_response_on is not null
        and new.first_response_on is distinct from old.first_response_on then
        raise exception 'the first response happened once'
            using errcode = 'check_violation', constraint = 'complaint_first_response_once';
    end if;
    if new.reviewer_id is not null and (tg_op = 'INSERT' or old.reviewer_id is distinct from new.reviewer_id)
        and exists (select 1 from (
                select unnest(array[new.acceptor_id, new.refuser_id, new.dispatcher_id]) as p
                 union all
                select unnest(array[r.author_id, r.approver_id]) from complaints_reply r
                 where r.case_id = new.id and r.state = 'given') who
             where accounts_same_person(new.reviewer_id, who.p)) then
        raise exception 'a review goes to somebody who had no hand in it'
            using errcode = 'check_violation', constraint = 'complaint_review_apart';
    end if;
    return new;
end $$;
"""
KINDS = [
    ("satisfaction", "After the answer"),
    ("look_back", "Is it really done?"),
    ("decision", "Tell what was decided"),
]


class Migration(migrations.Migration):
    """After the status of operators."""

    dependencies = [
        ("complaints", "0006_clocks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "case", "first_reviewer",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("case", "reviews", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("case", "retaliation_on", models.DateField(null=True)),
        migrations.AddField(
            "case", "refusal_office",
            models.CharField(
                blank=True, default="", max_length=200, verbose_name="Office that is competent"
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                name="complaint_refused_to_whom",
                condition=~Q(refusal="other_law") | ~Q(refusal_office=""),
            ),
        ),
        migrations.AddField("callback", "tried_on", models.DateField(null=True)),
        migrations.AddField("callback", "settled_on", models.DateField(null=True)),
        migrations.AlterField(
            "callback", "kind", models.CharField(choices=KINDS, max_length=12)
        ),
        migrations.RunSQL(CHECK, BACK),
    ]  # fmt: skip
