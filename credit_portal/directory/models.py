"""Divisions, bodies, posts, and who held which post when.

A body's path is the chain of its ancestors ("/<12 hex>/<12 hex>/"), so that a subtree is one
prefix search. Names and appointments are dated: nothing is overwritten when it changes.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from credit_portal.common.ids import uuid7


def _span(start: str, end: str) -> Func:
    """SQL daterange over two date columns, both ends included; an empty end is open."""
    bounds = RangeBoundary(inclusive_lower=True, inclusive_upper=True)
    return Func(start, end, bounds, function="DATERANGE", output_field=DateRangeField())


def _in_order(start: str, end: str) -> Q:
    return (
        Q(**{f"{start}__isnull": True})
        | Q(**{f"{end}__isnull": True})
        | Q(**{f"{end}__gte": F(start)})
    )


class Division(models.Model):
    """An administrative division (GB/T 2260 and its street-level extension)."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("Province")
        CITY = "city", _("City")
        DISTRICT = "district", _("District or county")
        STREET = "street", _("Street, town or township")

    class Kind(models.TextChoices):
        NONE = "", "—"
        STREET = "street", _("Street")
        TOWN = "town", _("Town")
        TOWNSHIP = "township", _("Township")
        STATISTICAL = "statistical", _("Statistical unit")

    code = models.CharField(
        _("code"), max_length=12, primary_key=True, validators=[RegexValidator(r"^[0-9]{6,12}$")]
    )
    name_zh = models.CharField(_("name in Chinese"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default="", blank=True)
    is_fictional = models.BooleanField(_("fictional"), default=False)

    class Meta:
        ordering = ("code",)
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        constraints = [
            models.CheckConstraint(
                name="directory_division_code", condition=Q(code__regex=r"^[0-9]{6,12}$")
            ),
            models.CheckConstraint(
                name="directory_division_level",
                condition=Q(level__in=["province", "city", "district", "street"]),
            ),
            models.CheckConstraint(
                name="directory_division_kind",
                condition=(
                    Q(level="street", kind__in=["street", "town", "township", "statistical"])
                    | (~Q(level="street") & Q(kind=""))
                ),
            ),
            models.CheckConstraint(
                name="directory_division_parent",
                condition=Q(level="province") | Q(parent__isnull=False) | Q(is_fictional=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh


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
                condition=Q(slug__regex=r"^[0-9A-Za-z][0-9A-Za-z-]{1,79}$"),
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
                name="directory_name_dates", condition=_in_order("valid_from", "valid_to")
            ),
            ExclusionConstraint(
                name="directory_name_no_overlap",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (_span("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh or self.name_en


class Post(models.Model):
    """A post in a body. Promises and duties belong to the post, not to the person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    title_zh = models.CharField(_("title in Chinese"), max_length=120, blank=True)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    is_principal = models.BooleanField(_("principal post"), default=False)
    is_public = models.BooleanField(
        _("holder may be named in public"),
        default=False,
        help_text=_("Only a responsible official whose name is public by law may be named."),
    )
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ("organisation", "-is_principal", "title_zh", "title_en")
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(
                name="directory_post_titled", condition=~Q(title_zh="") | ~Q(title_en="")
            ),
            models.UniqueConstraint(
                name="directory_post_one_principal",
                fields=["organisation"],
                condition=Q(is_principal=True, active=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title_zh or self.title_en


class Person(models.Model):
    """A person who holds or held a post. Matched by id only, never by name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=120)
    id_number_sealed = models.BinaryField(null=True, editable=False)
    id_number_index = models.BinaryField(null=True, editable=False, unique=True, max_length=32)
    is_demo = models.BooleanField(_("demonstration data"), default=False)

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            models.CheckConstraint(name="directory_person_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="directory_person_sealed_with_index",
                condition=Q(id_number_sealed__isnull=True, id_number_index__isnull=True)
                | Q(id_number_sealed__isnull=False, id_number_index__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<Person {self.pk}>"

    def __getstate__(self) -> dict[str, Any]:
        """Neither the sealed number nor its index travels with a pickled or copied person."""
        state = dict(super().__getstate__())
        state.pop("id_number_sealed", None)
        state.pop("id_number_index", None)
        return state


class Appointment(models.Model):
    """A person in a post from one day to another, both included; no end means still."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Regular")
        ACTING = "acting", _("Acting")
        DELEGATED = "delegated", _("Delegated")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default="regular")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=200, blank=True)

    class Meta:
        ordering = ("post", "starts_on")
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        indexes = [models.Index(name="directory_appt_post_day", fields=["post", "-starts_on"])]
        constraints = [
            models.CheckConstraint(
                name="directory_appt_kind",
                condition=Q(kind__in=["regular", "acting", "delegated"]),
            ),
            models.CheckConstraint(
                name="directory_appt_dates", condition=_in_order("starts_on", "ends_on")
            ),
            ExclusionConstraint(
                name="directory_appt_one_regular",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    (_span("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(kind="regular"),
            ),
            models.UniqueConstraint(
                name="directory_appt_unique",
                fields=["post", "person", "kind", "starts_on"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.kind} {self.starts_on}"
