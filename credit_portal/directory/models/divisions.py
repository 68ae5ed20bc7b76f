"""Administrative divisions."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


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
