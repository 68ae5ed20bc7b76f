"""Indexes that hold what narrows breaches and what falls due, so that rows of those alone are read
that a page shows; and one of the first versions of breaches, counted by month."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

NARROWED = ["until", "organisation", "division_code", "sector", "category", "severity"]
OPEN = models.Q(kind="commitment", outcome="open", due_on__isnull=False)


def _displayed(index: models.Index) -> AddIndexConcurrently:
    return AddIndexConcurrently(model_name="displayed", index=index)


def _breaches(name: str, condition: models.Q) -> AddIndexConcurrently:
    return _displayed(
        models.Index(
            fields=["-published_at", "-ref"],
            name=name,
            include=["updated_at", *NARROWED],
            condition=models.Q(kind="breach") & condition,
        )
    )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("publishing", "0016_facets_of_a_body")]

    operations = [
        _breaches("displayed_breaches", models.Q()),
        *(
            _breaches(f"displayed_{state}", models.Q(row__contains=f'"rectification":"{state}"'))
            for state in ("ordered", "reported", "accepted")
        ),
        _displayed(
            models.Index(
                fields=["severity", "-published_at", "-ref"],
                name="displayed_of_severity",
                include=["updated_at", "kind", *(one for one in NARROWED if one != "severity")],
                condition=~models.Q(severity=""),
            )
        ),
        RemoveIndexConcurrently(model_name="displayed", name="displayed_by_severity"),
        _displayed(
            models.Index(
                fields=["due_on", "ref"],
                name="displayed_by_due",
                include=["published_at", "kind", "outcome", *NARROWED],
                condition=models.Q(due_on__isnull=False),
            )
        ),
        RemoveIndexConcurrently(model_name="displayed", name="displayed_due"),
        _displayed(
            models.Index(
                fields=["due_on"],
                name="displayed_open_due",
                include=["ref", "published_at", "kind", "outcome", *NARROWED],
                condition=OPEN & ~models.Q(row__contains='"due_provisional":true'),
            )
        ),
        RemoveIndexConcurrently(model_name="displayed", name="displayed_past_due"),
        AddIndexConcurrently(
            model_name="disclosure",
            index=models.Index(
                fields=["at"],
                name="disclosure_first_breach",
                condition=models.Q(kind="breach", seq=1),
            ),
        ),
    ]
