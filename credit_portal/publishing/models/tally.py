"""How many records are on display, counted once: what boards and figures read."""

from typing import ClassVar

from django.db import models


class Tally(models.Model):
    """Number of displayed rows that agree in all these columns.

    Kept by triggers on `publishing_displayed` in the transaction that changes it, so that a board
    over a million records reads some thousand rows and never says another number than its lists.
    No role writes it. `span` is the year of publication in Shanghai ("2026"), or for the
    dimensions of due days the quarter ("2026-3"), for units the year of the sheet. The key of a
    unit is its code, a blank and the field, of promises of a yearly sheet alone.
    """

    class Dimension(models.TextChoices):
        """By what rows are counted; `key` holds the value, "" where a row has none."""

        BODY = "body"
        DISTRICT = "district"
        SECTOR = "sector"
        CATEGORY = "category"
        BODY_DUE = "body_due"
        DISTRICT_DUE = "district_due"
        UNIT = "unit"

    id = models.BigAutoField(primary_key=True)
    dimension = models.CharField(max_length=12, choices=Dimension.choices)
    key = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=32)
    span = models.CharField(max_length=6)
    outcome = models.CharField(max_length=24, blank=True)
    severity = models.CharField(max_length=12, blank=True)
    n = models.IntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="tally_once",
                fields=["dimension", "kind", "key", "span", "outcome", "severity"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.key} {self.span}: {self.n}"
