"""What every act on a body shares: locks of the tree, the version, refusals in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid, Stale
from credit_portal.directory.models import Organisation

#: Thirty levels of thirteen characters and the first stroke.
MAX_PATH = 391
#: Years in which days of names, superiors and appointments may lie: from, and ahead of today.
FIRST_YEAR, YEARS_AHEAD = 1900, 100


def touch(body: Organisation, *fields: str) -> None:
    """Save these fields as the next version. Raises Conflict for a code or address taken."""
    body.version += 1
    body.updated_at = clock.now()
    try:
        with transaction.atomic():
            body.save(update_fields=[*fields, "version", "updated_at"])
    except IntegrityError as error:
        raise taken(error) from error


def insert(body: Organisation) -> None:
    """Save a new body. Raises Conflict for a code or address taken."""
    try:
        with transaction.atomic():
            body.save(force_insert=True)
    except IntegrityError as error:
        raise taken(error) from error


def taken(error: IntegrityError) -> Conflict | Invalid:
    """The refusal that a constraint stands for."""
    text = str(error)
    if "directory_organisation_code" in text:
        return Conflict("organisation_code_taken", _("Another body has this code."), field="code")
    if "directory_organisation_slug" in text:
        return Conflict(
            "organisation_address_taken", _("Another body has this public address."), field="slug"
        )
    return Invalid("organisation_invalid", _("These data of the body do not fit together."))


def lock_trees(*bodies: Organisation) -> dict[Any, Organisation]:
    """Lock the roots of the bodies' trees, in order, and read the bodies anew.

    One lock per tree serialises moves and additions, so that no path goes stale.
    """
    roots = sorted({body.path.split("/")[1] for body in bodies})
    locked = Organisation.objects.select_for_update(no_key=True, of=("self",))
    list(locked.filter(path__in=[f"/{node}/" for node in roots]).order_by("path"))
    keys = [body.pk for body in bodies]
    fresh = {row.pk: row for row in Organisation.objects.filter(pk__in=keys)}
    if any(row.path.split("/")[1] not in roots for row in fresh.values()):
        raise Conflict("organisation_moved", _("The body was moved meanwhile. Please try again."))
    return fresh


def require_version(body: Organisation, version: int | None) -> None:
    """Raise Stale when somebody edited since the form was opened."""
    if version is not None and version != body.version:
        raise Stale("stale", _("Somebody changed this meanwhile. Reload the page and try again."))


def path_under(parent: Organisation | None, body: Organisation) -> str:
    """The body's path below a superior (None: at the root). Raises Invalid when too deep."""
    path = f"{parent.path if parent else '/'}{body.node}/"
    require_depth(len(path))
    return path


def require_depth(length: int) -> None:
    """Raise Invalid when a path of this length cannot be kept."""
    if length > MAX_PATH:
        raise Invalid("tree_too_deep", _("The tree of bodies is too deep."), field="parent")


def known_kind(kind: str) -> str:
    """The kind. Raises Invalid when there is none of this code."""
    if kind not in Organisation.Kind.values:
        raise Invalid("kind_unknown", _("This kind of body is unknown."), field="kind")
    return kind


def require_name(name_zh: str, name_en: str) -> None:
    """Raise Invalid when both are empty."""
    if not (name_zh or name_en):
        raise Invalid("name_missing", _("A body needs a name."), field="name_zh")


def require_plausible(day: date, field: str) -> None:
    """Raise Invalid for a day that no entry of the directory can mean: a slip of the keyboard."""
    last = clock.today().year + YEARS_AHEAD
    if not FIRST_YEAR <= day.year <= last:
        raise Invalid(
            "day_implausible",
            format_lazy(_("Enter a day between {first} and {last}."), first=FIRST_YEAR, last=last),
            field=field,
        )


def require_reached(day: date, field: str) -> None:
    """Raise Invalid for a day still to come: the directory tells what is, not what is planned."""
    require_plausible(day, field)
    if day > clock.today():
        raise Invalid("day_in_future", _("This can be entered once its day has come."), field=field)


def plain(value: Any) -> Any:
    """A value as the trail keeps it: short text, days in ISO form, rows by their key."""
    key = getattr(value, "pk", value)
    if key is None or isinstance(key, bool | int):
        return key
    return str(key)[:200]
