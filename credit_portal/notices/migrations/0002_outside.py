"""Messages to people without an account, and what the application may do with them."""

import django.core.serializers.json
from django.db import migrations, models

import credit_portal.common.ids
from credit_portal.common.db import AppGrant


class Migration(migrations.Migration):
    """After the outbox of staff."""

    dependencies = [("notices", "0001_initial"), ("common", "__first__")]

    operations = [
        migrations.CreateModel(
            name="OutsideNotice",
            fields=[
                ("id", models.UUIDField(default=credit_portal.common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("channel", models.CharField(choices=[("in_site", "in-site"), ("email", "e-mail"), ("sms", "SMS")], max_length=10)),
                ("address", models.BinaryField(null=True)),
                ("template", models.CharField(max_length=60)),
                ("context", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("language", models.CharField(max_length=10)),
                ("dedupe_key", models.CharField(max_length=200)),
                ("state", models.CharField(choices=[("pending", "waiting"), ("sent", "sent"), ("failed", "given up")], default="pending", max_length=10)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField()),
                ("last_error", models.CharField(blank=True, max_length=80)),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("-created_at", "-id"),
                "indexes": [models.Index(condition=models.Q(("state", "pending")), fields=["next_attempt_at"], name="outside_due")],
                "constraints": [
                    models.UniqueConstraint(fields=("dedupe_key", "channel"), name="outside_once"),
                    models.CheckConstraint(condition=models.Q(("channel__in", ["email", "sms"])), name="outside_channel"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("address__isnull", False), ("state", "pending")),
                            models.Q(("address", None), ("state__in", ["sent", "failed"])),
                            _connector="OR",
                        ),
                        name="outside_address_while_it_waits",
                    ),
                ],
            },
        ),
        AppGrant("notices_outsidenotice", "SELECT, INSERT, UPDATE"),
    ]
