"""How grave a breach is, as a column of what is displayed; indexes for the page of a body."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0008_emergency_and_marks")]

    operations = [
        migrations.AddField(
            model_name="displayed",
            name="severity",
            field=models.CharField(blank=True, db_default="", max_length=12),
        ),
        migrations.AddIndex(
            model_name="displayed",
            index=models.Index(
                fields=["severity", "-published_at", "-ref"],
                name="displayed_by_severity",
                condition=~models.Q(severity=""),
            ),
        ),
        migrations.AddIndex(
            model_name="displayed",
            index=models.Index(
                fields=["organisation", "severity", "until"],
                name="displayed_severity_of",
                condition=~models.Q(severity=""),
            ),
        ),
        migrations.AddIndex(
            model_name="displayed",
            index=models.Index(
                fields=["organisation", "outcome", "until"],
                name="displayed_outcome_of",
                condition=models.Q(kind="commitment"),
            ),
        ),
    ]
