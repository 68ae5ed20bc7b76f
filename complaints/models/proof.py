"""Proof that a report was received: commitments of a day, anchored in one leaf of the log."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class IntakeProof(models.Model):
    """A salted commitment to one report, and the day; nothing that leads to the report."""

    commitment = models.BinaryField(max_length=32, primary_key=True)
    day = models.DateField(db_index=True)

    def __str__(self) -> str:
        return str(self.day)


class IntakeDay(models.Model):
    """One ended day: the root over its commitments in byte order, anchored also when empty."""

    day = models.DateField(primary_key=True)
    root = models.BinaryField(max_length=32)
    leaf = models.BigIntegerField(null=True, unique=True)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("day",)

    def __str__(self) -> str:
        return str(self.day)


class SpentWork(models.Model):
    """A piece of work that was handed in; it buys one report."""

    digest = models.BinaryField(max_length=32, primary_key=True)
    day = models.DateField(db_index=True)

    def __str__(self) -> str:
        return str(self.day)
