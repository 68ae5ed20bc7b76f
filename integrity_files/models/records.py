"""Breach records: from the order to rectify over notice, statement and proposal to the decision.

A record is never deleted. What was decided stays as it was decided; a correction is a row of its
own (`RecordCorrection`) and names what it changed. The database holds the order of the steps.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.common.ids import uuid7
from credit_portal.workflow.models_step import Spoken, ToldStep
from integrity_files.codes import Severity, Source
from integrity_files.codes_records import Counterparty, Domain, RecordState, RevokeGround
from integrity_files.models.catalogue import CatalogueItem, DisplayRuleSet
from integrity_files.models.leads import Lead

ON_NOTICE = ("noticed", "heard", "proposed", "dropping", "decided", "dropped", "revoked")
WEIGHED = ("heard", "proposed", "dropping", "decided", "dropped", "revoked")
DETERMINED = ("proposed", "decided", "revoked")


def _user(label: Any = None) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=label
    )


class Record(Spoken, models.Model):
    """One record against one body, grown out of one lead found true."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lead = models.OneToOneField(Lead, models.PROTECT, related_name="record")
    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("Body")
    )
    state = models.CharField(
        max_length=12, choices=RecordState.choices, default=RecordState.RECTIFYING
    )
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    # what is to be done
    order_zh = models.TextField(_("What is to be done"), max_length=3000)
    orderer = _user(_("Ordered by"))
    ordered_on = models.DateField()
    corrected_on = models.DateField(_("Corrected on"), null=True)
    # the notice: what it says is what may be published
    title_zh = models.CharField(_("Title"), max_length=200, blank=True)
    domain = models.CharField(_("Field of activity"), max_length=12, choices=Domain.choices,
                              blank=True)  # fmt: skip
    counterparty = models.CharField(
        _("Kind of the other party"), max_length=12, choices=Counterparty.choices, blank=True
    )
    agreement_zh = models.CharField(_("Contract or commitment"), max_length=200, blank=True)
    amount = models.DecimalField(
        _("Amount in yuan"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    performed_zh = models.CharField(
        _("What was performed and what was not"), max_length=1000, blank=True
    )
    facts_zh = models.TextField(pgettext_lazy("breach", "Facts"), max_length=5000, blank=True)
    reasons_zh = models.TextField(_("Reasons"), max_length=3000, blank=True)
    basis_zh = models.TextField(_("Legal basis"), max_length=2000, blank=True)
    server = _user(_("Notice served by"))
    noticed_on = models.DateField(null=True)
    # the statement considered
    considered_zh = models.TextField(_("How it was considered"), max_length=5000, blank=True)
    hearer = _user(_("Considered by"))
    heard_on = models.DateField(null=True)
    # the determination
    item = models.ForeignKey(
        CatalogueItem, models.PROTECT, null=True, related_name="+",
        verbose_name=_("Item of the directory"),
    )  # fmt: skip
    rule_set = models.ForeignKey(
        DisplayRuleSet, models.PROTECT, null=True, related_name="+", verbose_name=_("Rule set")
    )
    severity = models.CharField(_("Severity"), max_length=12, choices=Severity.choices, blank=True)
    weighing_zh = models.TextField(_("How it was weighed"), max_length=3000, blank=True)
    paper = models.CharField(
        _("Kind of document"), max_length=2, choices=Source.choices, blank=True
    )
    paper_title = models.CharField(_("Title of the document"), max_length=200, blank=True)
    paper_number = models.CharField(_("Document number"), max_length=100, blank=True)
    paper_key = models.CharField(max_length=100, blank=True)
    paper_organ = models.CharField(_("Issuing organ"), max_length=200, blank=True)
    paper_date = models.DateField(_("Date of the document"), null=True, blank=True)
    paper_file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    override_longest = models.PositiveSmallIntegerField(
        _("Longest display, in months"), null=True, blank=True
    )
    override_shortest = models.PositiveSmallIntegerField(
        _("Shortest display, in months"), null=True, blank=True
    )
    override_needed = models.BooleanField(_("Display is needed"), default=False)
    override_zh = models.CharField(_("Basis of the other period"), max_length=300, blank=True)
    first_day = models.DateField(null=True)
    shortest_until = models.DateField(null=True)
    last_day = models.DateField(null=True)
    repair_from = models.DateField(null=True)
    proposer = _user(_("Proposed by"))
    proposed_on = models.DateField(null=True)
    decider = _user(_("Decided by"))
    decided_on = models.DateField(null=True)
    back_zh = models.TextField(_("Why it was sent back"), max_length=2000, blank=True)
    # the end without a record
    drop_zh = models.TextField(_("Why it is not pursued"), max_length=3000, blank=True)
    ended_on = models.DateField(null=True)
    # what followed
    repaired_on = models.DateField(null=True)
    revoked_on = models.DateField(null=True)
    revoke_ground = models.CharField(max_length=12, choices=RevokeGround.choices, blank=True)
    revoke_zh = models.TextField(max_length=3000, blank=True)
    revoke_proposer = _user()
    revoker = _user()
    ref = models.CharField(max_length=24, blank=True)
    rec = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="record_newest", fields=["-created_at", "-id"]),
            models.Index(name="record_body_newest", fields=["organisation", "-created_at", "-id"]),
            models.Index(name="record_body_state", fields=["organisation", "state"]),
            models.Index(name="record_state", fields=["state", "created_at"]),
            models.Index(name="record_last_day", fields=["last_day"], condition=Q(state="decided")),
            models.Index(name="record_ref", fields=["ref"], condition=~Q(ref="")),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="record_state_known", condition=Q(state__in=RecordState.values)
            ),
            models.CheckConstraint(
                name="record_ordered", condition=Q(orderer__isnull=False) & ~Q(order_zh="")
            ),
            models.CheckConstraint(
                name="record_noticed",
                condition=~Q(state__in=ON_NOTICE)
                | (Q(noticed_on__isnull=False, server__isnull=False) & ~Q(title_zh="")
                   & ~Q(domain="") & ~Q(facts_zh="") & ~Q(reasons_zh="") & ~Q(basis_zh="")),
            ),
            models.CheckConstraint(
                name="record_heard",
                condition=~Q(state__in=WEIGHED)
                | (Q(hearer__isnull=False, heard_on__gte=F("noticed_on")) & ~Q(considered_zh="")),
            ),
            models.CheckConstraint(
                name="record_documented",
                condition=~Q(state__in=DETERMINED)
                | (Q(item__isnull=False, rule_set__isnull=False, paper_file__isnull=False,
                     paper_date__lte=F("proposed_on"), proposer__isnull=False,
                     shortest_until__isnull=False, repair_from__isnull=False)
                   & Q(severity__in=Severity.values, paper__in=Source.values)
                   & ~Q(paper_title="") & ~Q(paper_number="") & ~Q(paper_key="")
                   & ~Q(paper_organ="") & ~Q(weighing_zh="")),
            ),
            models.CheckConstraint(
                name="record_decided_by_two",
                condition=~Q(state__in=["decided", "dropped", "revoked"])
                | (Q(decider__isnull=False, proposer__isnull=False, decided_on__isnull=False)
                   & ~Q(decider=F("proposer"))),
            ),
            models.CheckConstraint(
                name="record_period",
                condition=Q(first_day=None, last_day=None)
                | Q(first_day__isnull=False, last_day__gte=F("first_day")),
            ),
            models.CheckConstraint(
                name="record_override_cited",
                condition=Q(override_longest=None, override_shortest=None, override_needed=False)
                | ~Q(override_zh=""),
            ),
            models.CheckConstraint(
                name="record_ended",
                condition=Q(state__in=["settled", "dropped"], ended_on__isnull=False)
                | (~Q(state__in=["settled", "dropped"]) & Q(ended_on=None)),
            ),
            models.CheckConstraint(
                name="record_settled",
                condition=~Q(state="settled") | Q(corrected_on__isnull=False),
            ),
            models.CheckConstraint(
                name="record_dropped",
                condition=~Q(state__in=["dropping", "dropped"]) | ~Q(drop_zh=""),
            ),
            models.CheckConstraint(
                name="record_revoked_by_two",
                condition=~Q(state="revoked")
                | (Q(revoker__isnull=False, revoke_proposer__isnull=False,
                     revoked_on__isnull=False)
                   & ~Q(revoker=F("revoke_proposer")) & ~Q(revoke_zh="") & ~Q(revoke_ground="")),
            ),
            models.CheckConstraint(
                name="record_amount", condition=Q(amount=None) | Q(amount__gte=0)
            ),
            models.UniqueConstraint(
                name="record_document_once", fields=["organisation", "paper_key"],
                condition=Q(state__in=["proposed", "decided"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title_zh or str(self.pk)

    @property
    def amount_text(self) -> str:
        """The amount in yuan as people read it: 3,150,000; "" for none."""
        return "" if self.amount is None else f"{self.amount:,.2f}".removesuffix(".00")

    @property
    def name_zh(self) -> str:
        """What it is called: by its notice, before that by its lead."""
        return self.title_zh or self.lead.title_zh


class RecordEvent(ToldStep):
    """One step of a record: codes, dates and ids; never changed."""

    record = models.ForeignKey(
        Record, models.DO_NOTHING, db_constraint=False, related_name="events"
    )

    class Meta(ToldStep.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="record_event_of", fields=["record", "id"])
        ]
