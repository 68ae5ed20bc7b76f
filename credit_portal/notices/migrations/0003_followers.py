"""Followers by e-mail, what they follow, and whose following a message is about."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from credit_portal.common.db import AppGrant


class Migration(migrations.Migration):
    """After the messages to people without an account."""

    dependencies = [("notices", "0002_outside")]

    operations = [
        migrations.CreateModel(
            name="Follower",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("address", models.BinaryField()),
                ("address_index", models.BinaryField(unique=True)),
                ("reader_index", models.BinaryField(db_index=True)),
                ("language", models.CharField(max_length=10)),
                ("mails_on", models.DateField(null=True)),
                ("mails", models.PositiveSmallIntegerField(default=0)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
            ],
            options={"ordering": ("created_at", "id")},
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=12)),
                ("target", models.CharField(max_length=1500)),
                ("rhythm", models.CharField(choices=[("daily", "daily, on working days"), ("weekly", "weekly")], max_length=8)),
                ("language", models.CharField(max_length=10)),
                ("seen", models.BigIntegerField()),
                ("told", models.JSONField(default=list)),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("follower", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="follows", to="notices.follower")),
            ],
            options={
                "ordering": ("asked_at", "id"),
                "indexes": [
                    models.Index(condition=models.Q(("confirmed_at__isnull", False)), fields=["due_at"], name="follow_due"),
                    models.Index(condition=models.Q(("confirmed_at", None)), fields=["asked_at"], name="follow_waits"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("follower", "kind", "target"), name="follow_once"),
                    models.CheckConstraint(condition=models.Q(("rhythm__in", ["daily", "weekly"])), name="follow_rhythm"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at", None), ("due_at", None)),
                            models.Q(("confirmed_at__isnull", False), ("due_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="follow_due_when_confirmed",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="outsidenotice",
            name="follower",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="notices.follower"),
        ),
        AppGrant("notices_follower", "SELECT, INSERT, UPDATE, DELETE"),
        AppGrant("notices_follow", "SELECT, INSERT, UPDATE, DELETE"),
    ]
