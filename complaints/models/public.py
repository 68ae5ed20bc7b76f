"""Answers selected for the public: consented to, redacted, by two people."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints import codes
from complaints.models.case import Case, body, person
from integrity_files.codes import BreachCategory


class PublicAnswer(models.Model):
    """One question and its answer as the public reads them."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.OneToOneField(Case, models.PROTECT, related_name="public_answer")
    organisation = body()
    category = models.CharField(max_length=3, choices=BreachCategory.choices)
    title_zh = models.CharField(_("Title"), max_length=200)
    title_en = models.CharField(_("Title in English"), max_length=300, blank=True)
    question_zh = models.TextField(_("Question, naming nobody"), max_length=3000)
    answer_zh = models.TextField(_("Answer"), max_length=5000)
    state = models.CharField(
        max_length=9, choices=codes.AnswerState, default=codes.AnswerState.PROPOSED
    )
    version = models.PositiveIntegerField(default=1)
    proposer = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    decider = person()
    withdraw_proposer = person()
    withdraw_reason_zh = models.TextField(max_length=2000, blank=True)
    withdrawer = person()
    ref = models.CharField(max_length=24, blank=True)
    rec = models.CharField(max_length=32, blank=True)
    proposed_on = models.DateField()
    decided_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ("-proposed_on", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="public_answer_by_two",
                condition=~Q(state__in=["published", "withdrawn"])
                | (Q(decider__isnull=False, decided_on__isnull=False)
                   & ~Q(decider=F("proposer"))),
            ),
            models.CheckConstraint(
                name="public_answer_withdrawn_by_two",
                condition=~Q(state="withdrawn")
                | (Q(withdrawer__isnull=False, withdrawn_on__isnull=False,
                     withdraw_proposer__isnull=False)
                   & ~Q(withdrawer=F("withdraw_proposer")) & ~Q(withdraw_reason_zh="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title_zh
