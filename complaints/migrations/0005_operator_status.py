"""Whether somebody of the desk takes calls."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from credit_portal.common.db import AppGrant


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [
        ("complaints", "0004_exchange"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OperatorStatus",
            fields=[
                (
                    "operator",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ready", "Takes calls"),
                            ("write", "Writes up"),
                            ("away", "Away"),
                        ],
                        default="ready",
                        max_length=5,
                    ),
                ),
                ("since", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["ready", "write", "away"])),
                        name="operator_status_known",
                    )
                ],
            },
        ),
        AppGrant("complaints_operatorstatus", "SELECT, INSERT, UPDATE"),
    ]
