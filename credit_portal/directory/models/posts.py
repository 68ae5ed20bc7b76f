"""Posts, persons, and who held which post when. Appointments are dated."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.common.ids import uuid7
from credit_portal.directory.models.bodies import Organisation
from credit_portal.directory.models.spans import in_order, span


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
        PRESIDING = "presiding", pgettext_lazy("duty", "Presiding")
        DELEGATED = "delegated", _("Delegated")
        SECONDED = "seconded", _("Seconded")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # no index of its own: the one on post and day serves
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="appointments", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default="regular")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    end_basis = models.CharField(_("document of the end"), max_length=200, blank=True)

    class Meta:
        ordering = ("post", "starts_on")
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        indexes = [models.Index(name="directory_appt_post_day", fields=["post", "-starts_on"])]
        constraints = [
            models.CheckConstraint(
                name="directory_appt_kind",
                condition=Q(kind__in=["regular", "acting", "presiding", "delegated", "seconded"]),
            ),
            models.CheckConstraint(
                name="directory_appt_dates", condition=in_order("starts_on", "ends_on")
            ),
            ExclusionConstraint(
                name="directory_appt_one_regular",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    (span("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(kind="regular"),
            ),
            ExclusionConstraint(
                name="directory_appt_one_acting",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    (span("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(kind__in=["acting", "presiding"]),
            ),
            models.CheckConstraint(
                name="directory_appt_ended",
                condition=Q(end_basis="") | Q(ends_on__isnull=False),
            ),
            models.UniqueConstraint(
                name="directory_appt_unique",
                fields=["post", "person", "kind", "starts_on"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.kind} {self.starts_on}"
