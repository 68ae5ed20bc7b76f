"""Bodies, the names they bore, the superiors they had, the public addresses they left.

A body's path is the chain of its ancestors ("/<12 hex>/<12 hex>/"), so that a subtree is one
prefix search. Names and superiors are dated: nothing is overwritten when it changes.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from credit_portal.common.ids import uuid7
from credit_portal.directory.models.divisions import Division
from credit_portal.directory.models.spans import in_order, span

SLUG = r"^[0-9A-Za-z][0-9A-Za-z-]{1,79}$"


class Organisation(models.Model):
    """A public body. `name_zh` and `name_en` are its names of today; older ones are dated rows."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("Government")
        DEPARTMENT = "department", _("Department")
        INSTITUTION = "institution", _("Public institution")
        STREET_OFFICE = "street_office", _("Street office")
        TOWN = "town", _("Town government")
        TOWNSHIP = "township", _("Township government")
        CREDIT_OFFICE = "credit_office", _("Credit office")
        FOREIGN_GOVERNMENT = "foreign_government", _("Foreign government")
        FOREIGN_DEPARTMENT = "foreign_department", _("Foreign government department")
        OTHER = "other", _("Other body")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(
        _("unified social credit code"), max_length=18, unique=True, null=True, blank=True
    )
    code_is_fictional = models.BooleanField(_("fictional code"), default=False)
    slug = models.CharField(_("public address"), max_length=80, unique=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    short_name_zh = models.CharField(_("short name"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=24, choices=Kind.choices)
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=400, unique=True, editable=False)
    active = models.BooleanField(_("active"), default=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_basis = models.CharField(_("closed by"), max_length=200, blank=True)
    address_zh = models.CharField(_("address in Chinese"), max_length=200, blank=True)
    address_en = models.CharField(_("address in English"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    website = models.CharField(_("web site"), max_length=200, blank=True)
    hours_zh = models.CharField(_("office hours in Chinese"), max_length=120, blank=True)
    hours_en = models.CharField(_("office hours in English"), max_length=160, blank=True)
    is_demo = models.BooleanField(_("demonstration data"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("path",)
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes = [
            models.Index(
                name="directory_org_path_prefix", fields=["path"], opclasses=["text_pattern_ops"]
            ),
            models.Index(name="directory_org_kind", fields=["kind", "division"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="directory_org_named", condition=~Q(name_zh="") | ~Q(name_en="")
            ),
            models.CheckConstraint(
                name="directory_org_code",
                condition=Q(code__isnull=True) | Q(code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
            ),
            models.CheckConstraint(
                name="directory_org_fictional",
                condition=Q(code_is_fictional=False) | Q(code__isnull=False),
            ),
            models.CheckConstraint(
                name="directory_org_slug",
                condition=Q(slug__regex=SLUG),
            ),
            models.CheckConstraint(
                name="directory_org_path", condition=Q(path__regex=r"^/([0-9a-f]{12}/)+$")
            ),
            models.CheckConstraint(
                name="directory_org_kind_known",
                condition=Q(
                    kind__in=[
                        "government",
                        "department",
                        "institution",
                        "street_office",
                        "town",
                        "township",
                        "credit_office",
                        "foreign_government",
                        "foreign_department",
                        "other",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="directory_org_closed",
                condition=Q(closed_on__isnull=True, closed_basis="") | Q(active=False),
            ),
            models.CheckConstraint(
                name="directory_org_website",
                condition=Q(website="") | Q(website__regex=r"^https?://[^\s]+$"),
            ),
            models.CheckConstraint(
                name="directory_org_not_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh or self.name_en

    @property
    def node(self) -> str:
        """Its own step in the path: the last twelve hex digits of the id."""
        return self.id.hex[-12:]

    @property
    def superior(self) -> Organisation | None:
        """The body above it, or None at the root."""
        return self.parent

    def is_within(self, path: str) -> bool:
        """Whether it stands at or below the body with this path."""
        return self.path.startswith(path)


class OrganisationName(models.Model):
    """A name a body bears or bore; both days included, empty means open."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="names")
    name_zh = models.CharField(_("name in Chinese"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    basis = models.CharField(_("document of the change"), max_length=200, blank=True)

    class Meta:
        ordering = ("organisation", F("valid_from").asc(nulls_first=True))
        verbose_name = _("dated name")
        verbose_name_plural = _("dated names")
        indexes = [
            GinIndex(OpClass(Upper("name_zh"), "gin_trgm_ops"), name="directory_name_zh_trgm"),
            GinIndex(OpClass(Upper("name_en"), "gin_trgm_ops"), name="directory_name_en_trgm"),
        ]
        constraints = [
            models.CheckConstraint(
                name="directory_name_named", condition=~Q(name_zh="") | ~Q(name_en="")
            ),
            models.CheckConstraint(
                name="directory_name_dates", condition=in_order("valid_from", "valid_to")
            ),
            ExclusionConstraint(
                name="directory_name_no_overlap",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (span("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh or self.name_en


class Superior(models.Model):
    """The body above another one over time; both days included, empty means open.

    `parent` is empty while the body stood at the root. `Organisation.parent` is the one of today.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="superiors"
    )
    parent = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    basis = models.CharField(_("document of the change"), max_length=200, blank=True)

    class Meta:
        ordering = ("organisation", F("valid_from").asc(nulls_first=True))
        verbose_name = _("dated superior")
        verbose_name_plural = _("dated superiors")
        constraints = [
            models.CheckConstraint(
                name="directory_superior_dates", condition=in_order("valid_from", "valid_to")
            ),
            models.CheckConstraint(
                name="directory_superior_not_itself",
                condition=Q(parent__isnull=True) | ~Q(parent=F("organisation")),
            ),
            ExclusionConstraint(
                name="directory_superior_no_overlap",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (span("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} < {self.parent_id}"


class FormerAddress(models.Model):
    """A public address, or a code, under which a body could be found before; never another's."""

    slug = models.CharField(_("public address"), max_length=80, primary_key=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="former_addresses"
    )
    left_at = models.DateTimeField()

    class Meta:
        ordering = ("organisation", "left_at")
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [
            models.CheckConstraint(
                name="directory_former_address_slug", condition=Q(slug__regex=SLUG)
            )
        ]

    def __str__(self) -> str:
        return self.slug
