"""What all tables of the steps of cases have: codes, dates and ids; never changed."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Step(models.Model):
    """Which step it was, in which act, when, and by whom, with the title of his post then."""

    id = models.BigAutoField(primary_key=True)
    act_id = models.UUIDField()
    name = models.CharField(max_length=24)
    at = models.DateTimeField()
    on = models.DateField()
    actor_id = models.CharField(max_length=64)
    actor_title = models.CharField(max_length=200)

    class Meta:
        abstract = True
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.name} {self.on}"


class ToldStep(Step):
    """A step that says more of itself, in codes."""

    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta(Step.Meta):
        abstract = True


class Spoken:
    """A case of which people speak on the telephone."""

    pk: Any

    @property
    def short(self) -> str:
        """A number to say on the telephone."""
        return str(self.pk)[-8:].upper()
