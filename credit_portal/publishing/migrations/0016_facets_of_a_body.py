"""The index of a body's records holds what facets count, so that their rows are not read."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("publishing", "0015_unit_tallies")]

    operations = [
        AddIndexConcurrently(
            model_name="displayed",
            index=models.Index(
                fields=["organisation", "-published_at", "-ref"],
                include=[
                    "until", "kind", "sector", "outcome", "category", "severity", "division_code",
                ],
                name="displayed_of_body",
            ),
        ),
        RemoveIndexConcurrently(model_name="displayed", name="displayed_by_organisation"),
    ]
