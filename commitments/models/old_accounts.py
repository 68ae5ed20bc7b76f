"""Old accounts (旧账): what a body owes from before the portal, and what becomes of it.

Who filed it stands in a row of its own, sealed and erasable; what people wrote stands in notes
that may be erased; the steps are insert-only and hold codes only.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments import codes_old_accounts as codes
from credit_portal.workflow.models_step import ToldStep

TWO = (("checker", "forwarder"), ("drafter", "issuer"), ("proposer", "decider"))


class OldAccount(models.Model):
    """One account against one body. Keys are random: they tell no moment of filing."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    claimed_by = models.CharField(max_length=8, choices=codes.ClaimedBy)
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, related_name="old_accounts"
    )
    ill = models.CharField(_("what went wrong"), max_length=24, choices=codes.Ill)
    paper = models.CharField(_("kind of document"), max_length=12, choices=codes.Paper)
    paper_number = models.CharField(_("number of the document"), max_length=80, blank=True)
    paper_title = models.CharField(_("title of the document"), max_length=200)
    paper_year = models.PositiveSmallIntegerField(_("year of the document"))
    paper_date = models.DateField(_("day of the document"), null=True, blank=True)
    amount = models.DecimalField(
        _("amount in yuan"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    amount_public = models.BooleanField(_("the amount may be public"), default=False)
    receipt_digest = models.BinaryField(max_length=32, null=True, unique=True)
    state = models.CharField(
        max_length=12, choices=codes.AccountState, default=codes.AccountState.FILED
    )
    version = models.PositiveIntegerField(default=1)
    commitment = models.OneToOneField(
        "commitments.Commitment", on_delete=models.PROTECT, null=True, related_name="old_account"
    )
    checker = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    forwarder = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    drafter = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    issuer = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    proposer = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decider = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    upheld = models.BooleanField(null=True)
    filed_on = models.DateField()
    forwarded_on = models.DateField(null=True)
    contested_on = models.DateField(null=True)
    silent_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("-filed_on", "id")
        verbose_name = _("old account")
        verbose_name_plural = _("old accounts")
        indexes = [
            models.Index(name="old_account_body_state", fields=["organisation", "state"]),
            models.Index(name="old_account_state", fields=["state", "filed_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="old_account_state_known", condition=Q(state__in=codes.AccountState.values)
            ),
            models.CheckConstraint(
                name="old_account_ill_known", condition=Q(ill__in=codes.Ill.values)
            ),
            models.CheckConstraint(
                name="old_account_paper_known", condition=Q(paper__in=codes.Paper.values)
            ),
            models.CheckConstraint(
                name="old_account_claimant_known",
                condition=Q(claimed_by__in=codes.ClaimedBy.values),
            ),
            models.CheckConstraint(
                name="old_account_receipted",
                condition=Q(claimed_by="body", receipt_digest=None)
                | (~Q(claimed_by="body") & Q(receipt_digest__isnull=False)),
            ),
            models.CheckConstraint(
                name="old_account_year",
                condition=Q(paper_year__range=(1949, 2100))
                & (Q(paper_date=None) | Q(paper_date__year=F("paper_year"))),
            ),
            models.CheckConstraint(
                name="old_account_amount", condition=Q(amount=None) | Q(amount__gt=0)
            ),
            models.CheckConstraint(
                name="old_account_amount_public",
                condition=Q(amount_public=False) | ~Q(claimed_by="citizen"),
            ),
            models.CheckConstraint(
                name="old_account_forwarded_by_two",
                condition=Q(forwarded_on=None)
                | Q(claimed_by="body")
                | Q(checker__isnull=False, forwarder__isnull=False),
            ),
            models.CheckConstraint(
                name="old_account_decided_by_two",
                condition=~Q(state__in=["upheld", "closed"])
                | Q(proposer__isnull=False, decider__isnull=False, upheld__isnull=False),
            ),
            models.CheckConstraint(
                name="old_account_registered",
                condition=~Q(state__in=["accepting", "accepted"]) | Q(commitment__isnull=False),
            ),
            *[
                models.CheckConstraint(
                    name=f"old_account_{first}_apart",
                    condition=Q(**{first: None}) | Q(**{second: None}) | ~Q(**{first: F(second)}),
                )
                for first, second in TWO
            ],
        ]

    def __str__(self) -> str:
        return f"{self.paper_year} {self.ill}"

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens here."""
        return self.state in codes.FINAL


class OldClaimant(models.Model):
    """Who filed it and how he is reached: sealed, shown masked, erasable."""

    account = models.OneToOneField(
        OldAccount, on_delete=models.PROTECT, primary_key=True, related_name="claimant"
    )
    name_sealed = models.BinaryField()
    code_sealed = models.BinaryField(null=True)
    contact_sealed = models.BinaryField()

    class Meta:
        verbose_name = _("claimant")
        verbose_name_plural = _("claimants")

    def __str__(self) -> str:
        return str(self.pk)


class OldAccountNote(models.Model):
    """Words and a file given on the way. May be erased; the steps stay."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(OldAccount, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=codes.NoteKind)
    text = models.TextField()
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "id")
        verbose_name = _("note on an old account")
        verbose_name_plural = _("notes on old accounts")

    def __str__(self) -> str:
        return str(self.pk)


class OldAccountEvent(ToldStep):
    """One step of an account: codes, dates and ids only; never changed."""

    account = models.ForeignKey(
        OldAccount, on_delete=models.DO_NOTHING, db_constraint=False, related_name="events"
    )
    note_id = models.UUIDField(null=True)

    class Meta(ToldStep.Meta):
        verbose_name = _("step of an old account")
        verbose_name_plural = _("steps of old accounts")
        indexes = [models.Index(name="old_account_event_of", fields=["account", "id"])]


class OldAccountSheet(models.Model):
    """The public sheet of a body: figures and what is established, nobody's name."""

    organisation = models.OneToOneField(
        "directory.Organisation",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="old_account_sheet",
    )
    ref = models.CharField(max_length=40, blank=True)
    rec = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("sheet of old accounts")
        verbose_name_plural = _("sheets of old accounts")

    def __str__(self) -> str:
        return str(self.pk)
