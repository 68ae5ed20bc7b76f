"""The mark "under objection" may follow from the law alone (a body objects by its own desk)."""

from django.db import migrations, models
from django.db.models import F, Q

FOREIGN = ["annotate", "withdraw", "repair", "restore"]


class Migration(migrations.Migration):
    """After the columns of inheritance."""

    dependencies = [("publishing", "0007_inherited")]

    operations = [
        migrations.RemoveConstraint("decision", "decision_foreign_approver"),
        migrations.RemoveConstraint("decision", "decision_automatic_acts"),
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(
                name="decision_foreign_approver",
                condition=~Q(act__in=FOREIGN)
                | Q(automatic=True)
                | (
                    Q(approver_organisation_id__isnull=False)
                    & ~Q(approver_organisation_id=F("organisation_id"))
                ),
            ),
        ),
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(
                name="decision_automatic_acts",
                condition=Q(automatic=False) | Q(act__in=["publish", "expire", "annotate"]),
            ),
        ),
    ]
