"""An index of removals and corrections: what was removed and why, and whether a file still holds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0009_displayed_severity")]
    operations = [
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(
                fields=["-leaf_index"],
                name="disclosure_ending",
                condition=models.Q(act__in=["correct", "expire", "repair", "withdraw"]),
            ),
        ),
    ]
