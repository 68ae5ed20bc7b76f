"""Was it kept for you? Answers of anybody, and the checking of a "no" by the credit office.

Nothing here tells who answered or at which moment: random keys, days instead of instants, no
address, no account. The words, the contact and the file of a "no" stand in a row of their own
that can be emptied; what was counted stays.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.codes_contradiction import DECIDED, AnswerState, Says
from commitments.models.commitment import Commitment
from commitments.models.performance import CommitmentPeriod
from commitments.models.verification import Verification


class Contradiction(models.Model):
    """One answer about one promise. A "no" is checked; enough confirmed ones reopen it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="answers")
    period = models.ForeignKey(
        CommitmentPeriod, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    says = models.CharField(_("answer"), max_length=8, choices=Says)
    state = models.CharField(max_length=14, choices=AnswerState)
    filed_on = models.DateField()
    to_named = models.BooleanField(_("promised to this very person or firm"), default=False)
    receipt = models.BinaryField(max_length=32, null=True)
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_on = models.DateField(null=True)
    verification = models.ForeignKey(
        Verification, on_delete=models.PROTECT, null=True, related_name="contradictions"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-filed_on", "id")
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        indexes = [
            models.Index(name="contradiction_of", fields=["commitment", "says", "state"]),
            models.Index(
                name="contradiction_waiting", fields=["filed_on"], condition=Q(state="filed")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="contradiction_receipt", fields=["receipt"], condition=Q(receipt__isnull=False)
            ),
            models.CheckConstraint(name="contradiction_says", condition=Q(says__in=Says.values)),
            models.CheckConstraint(
                name="contradiction_state",
                condition=Q(says="kept", state="counted")
                | (Q(says="not_kept", state__in=AnswerState.values) & ~Q(state="counted")),
            ),
            models.CheckConstraint(
                name="contradiction_decided",
                condition=Q(state__in=DECIDED, decided_by__isnull=False, decided_on__isnull=False)
                | (~Q(state__in=DECIDED) & Q(decided_by=None, decided_on=None)),
            ),
            models.CheckConstraint(
                name="contradiction_duplicate",
                condition=Q(state="duplicate", same_as__isnull=False)
                | (~Q(state="duplicate") & Q(same_as=None)),
            ),
            models.CheckConstraint(
                name="contradiction_not_its_own", condition=Q(same_as=None) | ~Q(same_as=F("id"))
            ),
            models.CheckConstraint(
                name="contradiction_in_review",
                condition=Q(verification=None) | Q(state="confirmed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.says} {self.filed_on}"

    @property
    def short(self) -> str:
        """How staff tell one from another: the first letters of its random key."""
        return self.pk.hex[:6].upper()


class ContradictionText(models.Model):
    """What belongs to a "no" and can be erased: facts, contact, file, and what was said of it.

    `contact` is sealed (associated data: this row). `summary` is the credit office's own wording
    without anything that points to a person; it is all that the body ever sees.
    """

    contradiction = models.OneToOneField(
        Contradiction, primary_key=True, on_delete=models.PROTECT, related_name="text"
    )
    facts = models.TextField(_("what happened"), blank=True)
    happened_on = models.DateField(_("when it happened"), null=True, blank=True)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True)
    contact = models.BinaryField(null=True)
    reason = models.TextField(_("reason"), blank=True)
    summary = models.TextField(_("summary for the body"), blank=True)
    comment = models.TextField(_("comment of the body"), blank=True)
    commented_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    commented_on = models.DateField(null=True)
    erased_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("words of an answer")
        verbose_name_plural = _("words of answers")
        constraints = [
            models.CheckConstraint(
                name="contradiction_text_erased",
                condition=Q(erased_on=None)
                | Q(facts="", happened_on=None, file=None, contact=None),
            ),
            models.CheckConstraint(
                name="contradiction_text_comment",
                condition=Q(comment="") | Q(commented_by__isnull=False, commented_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ReviewRule(models.Model):
    """How many confirmed contradictions reopen a verification. Rows are added, never changed."""

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    count = models.PositiveSmallIntegerField()
    effective_from = models.DateField()
    basis_zh = models.CharField(max_length=200)
    basis_en = models.CharField(max_length=300)
    confidence = models.CharField(max_length=20)

    class Meta:
        ordering = ("code", "version")
        constraints = [
            models.UniqueConstraint(name="review_rule_version", fields=["code", "version"]),
            models.CheckConstraint(name="review_rule_count", condition=Q(count__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.count}"
