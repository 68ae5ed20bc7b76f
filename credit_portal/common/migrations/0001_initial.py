"""The ground: extensions, the guard function, default rights, and the common tables."""

from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models

GUARD = """
create function portal_insert_only() returns trigger language plpgsql as $$
begin
    raise exception '% is insert-only: % refused', tg_table_name, tg_op
        using errcode = 'insufficient_privilege';
end $$;
"""
CACHE = """
create table common_cache (
    cache_key varchar(255) primary key, value text not null, expires timestamptz not null);
create index common_cache_expires on common_cache (expires);
"""


def rights(apps, schema_editor):
    """Default rights of the application role; the public role gets nothing by default."""
    app, public = settings.APP_ROLE, settings.PUBLIC_ROLE
    statements = [
        "revoke all on schema public from public",
        f'grant usage on schema public to "{app}", "{public}"',
        "alter default privileges in schema public"
        f' grant select, insert, update, delete on tables to "{app}"',
        f'alter default privileges in schema public grant usage, select on sequences to "{app}"',
        "alter default privileges revoke execute on functions from public",
        f'alter default privileges in schema public grant execute on functions to "{app}"',
        f'grant select on all tables in schema public to "{app}"',
    ]
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    run_before = [("contenttypes", "0001_initial"), ("sessions", "0001_initial")]
    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunPython(rights, migrations.RunPython.noop),
        migrations.RunSQL(GUARD, "drop function portal_insert_only()"),
        migrations.RunSQL(CACHE, "drop table common_cache"),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("id", models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    )),
                ("actor_id", models.TextField()),
                ("service", models.TextField()),
                ("key", models.TextField()),
                ("fingerprint", models.BinaryField()),
                ("answer", models.JSONField(null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=["actor_id", "service", "key"], name="idempotency_once")],
                'indexes': [models.Index(fields=["created_at"], name="idempotency_age")],
            },
        ),
        migrations.CreateModel(
            name="JobRun",
            fields=[
                ("id", models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    )),
                ("job", models.TextField()),
                ("day", models.DateField()),
                ("ran_at", models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=["job", "day"], name="jobrun_once")],
            },
        ),
        migrations.CreateModel(
            name="JobState",
            fields=[
                ("job", models.TextField(primary_key=True, serialize=False)),
                ("ended_at", models.DateTimeField()),
                ("seconds", models.FloatField()),
                ("ok", models.BooleanField()),
                ("succeeded_at", models.DateTimeField(null=True)),
                ("detail", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="ClockRow",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("offset_seconds", models.FloatField()),
            ],
            options={
                'constraints': [models.CheckConstraint(
                condition=models.Q(("id", 1)), name="clock_one_row"
            )],
            },
        ),
    ]
