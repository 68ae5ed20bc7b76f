"""A verification may be reopened because an objection was found right."""

from django.db import migrations, models
from django.db.models import Q

BECAUSE = ["due", "report", "manual", "contradicted", "objected"]
CHOICES = [
    ("due", "The due date passed"),
    ("report", "The body reported"),
    ("manual", "Opened by the credit office"),
    ("contradicted", "Contradicted by those it was promised to"),
    ("objected", "Found wrong on an objection"),
]


class Migration(migrations.Migration):
    """After inheritance."""

    dependencies = [("commitments", "0015_inheritance_guards")]

    operations = [
        migrations.AlterField(
            "verification", "opened_because", models.CharField(choices=CHOICES, max_length=12)
        ),
        migrations.RemoveConstraint("verification", "commitment_verify_because"),
        migrations.RemoveConstraint("verification", "commitment_verify_review"),
        migrations.AddConstraint(
            "verification",
            models.CheckConstraint(
                name="commitment_verify_because", condition=Q(opened_because__in=BECAUSE)
            ),
        ),
        migrations.AddConstraint(
            "verification",
            models.CheckConstraint(
                name="commitment_verify_review",
                condition=Q(supersedes=None)
                | (Q(opened_because__in=["contradicted", "objected"]) & ~Q(state="dismissed")),
            ),
        ),
    ]
