"""Bodies: found, renamed with a date, moved in the tree."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext_lazy as _

from credit_portal.audit.services import record
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, Invalid, Stale
from credit_portal.directory import uscc
from credit_portal.directory.models import Division, Organisation, OrganisationName
from credit_portal.directory.policies import require_manage

#: Thirty levels of thirteen characters and the first stroke.
MAX_PATH = 391
EDITABLE = frozenset(
    {"short_name_zh", "kind", "division", "active", "code", "code_is_fictional", "name_en"}
)


@transaction.atomic
def create_organisation(
    *,
    actor: Actor,
    kind: str,
    name_zh: str = "",
    name_en: str = "",
    short_name_zh: str = "",
    code: str | None = None,
    code_is_fictional: bool = False,
    slug: str = "",
    division: Division | None = None,
    parent: Organisation | None = None,
    named_since: date | None = None,
    is_demo: bool = False,
) -> Organisation:
    """Add a body under `parent` (None: a root) with its first dated name.

    `slug` is its public address: the code when it has one, else what is given, else its node.
    Raises Invalid for a wrong code, kind or missing name, Conflict when code or address is taken,
    NotAllowed unless the actor keeps reference data there.
    """
    require_manage(actor, parent)
    if parent is not None:
        parent = _lock_trees(parent)[parent.pk]
    body = Organisation(
        kind=_known_kind(kind),
        name_zh=name_zh.strip(),
        name_en=name_en.strip(),
        short_name_zh=short_name_zh.strip(),
        code=uscc.validate(code) if code else None,
        code_is_fictional=code_is_fictional and bool(code),
        division=division,
        parent=parent,
        is_demo=is_demo,
    )
    _found(body, slug, named_since)
    record("directory.create_organisation", actor=actor, target=body, new={"kind": kind})
    return body


def _found(body: Organisation, slug: str, named_since: date | None) -> None:
    """Save a new body in its place of the tree, with its first dated name."""
    _require_name(body.name_zh, body.name_en)
    body.slug = slug or body.code or body.node
    body.path = _path_under(body.parent, body)
    body.created_at = body.updated_at = clock.now()
    _insert(body)
    OrganisationName.objects.create(
        organisation=body, name_zh=body.name_zh, name_en=body.name_en, valid_from=named_since
    )


@transaction.atomic
def edit_organisation(
    *, actor: Actor, organisation: Organisation, version: int | None = None, **changes: Any
) -> Organisation:
    """Change details that carry no date: code, division, kind, short name, English name, active.

    `version` is the one the form was opened with. Raises Stale when somebody edited meanwhile,
    Invalid for an unknown or wrong field, Conflict when the code is taken.
    """
    require_manage(actor, organisation)
    if unknown := set(changes) - EDITABLE:
        raise Invalid(
            "field_not_editable", _("This field cannot be changed here."), field=min(unknown)
        )
    body = _lock_trees(organisation)[organisation.pk]
    if version is not None and version != body.version:
        raise Stale("stale", _("Somebody changed this meanwhile. Reload the page and try again."))
    if "code" in changes:
        changes["code"] = uscc.validate(changes["code"]) if changes["code"] else None
    if "kind" in changes:
        _known_kind(changes["kind"])
    for name, value in changes.items():
        setattr(body, name, value)
    _require_name(body.name_zh, body.name_en)
    _touch(body, *changes)
    if "name_en" in changes:
        body.names.filter(valid_to__isnull=True).update(name_en=body.name_en)
    record("directory.edit_organisation", actor=actor, target=body, new={"fields": sorted(changes)})
    return body


@transaction.atomic
def rename(
    *,
    actor: Actor,
    organisation: Organisation,
    effective_on: date,
    name_zh: str = "",
    name_en: str = "",
) -> OrganisationName:
    """Give the body a new name from `effective_on` on; the old one stays, ended the day before.

    Raises Invalid for a future day or an empty name, Conflict when the present name is younger
    than `effective_on` or is the same.
    """
    require_manage(actor, organisation)
    body = _lock_trees(organisation)[organisation.pk]
    current = body.names.filter(valid_to__isnull=True).get()
    _require_new_name(current, (name_zh.strip(), name_en.strip()), effective_on)
    current.valid_to = effective_on - timedelta(days=1)
    current.save(update_fields=["valid_to"])
    body.name_zh, body.name_en = name_zh.strip(), name_en.strip()
    _touch(body, "name_zh", "name_en")
    fresh = OrganisationName.objects.create(
        organisation=body, name_zh=body.name_zh, name_en=body.name_en, valid_from=effective_on
    )
    record(
        "directory.rename_organisation",
        actor=actor,
        target=body,
        old={"name": str(current.pk)},
        new={"name": str(fresh.pk)},
    )
    return fresh


def _require_new_name(
    current: OrganisationName, names: tuple[str, str], effective_on: date
) -> None:
    _require_name(*names)
    if effective_on > clock.today():
        raise Invalid(
            "name_in_future",
            _("A new name can be entered once its day has come."),
            field="effective_on",
        )
    if current.valid_from is not None and current.valid_from >= effective_on:
        raise Conflict("name_younger", _("The present name is younger than this day."))
    if (current.name_zh, current.name_en) == names:
        raise Conflict("name_same", _("The body already bears this name."))


@transaction.atomic
def move(*, actor: Actor, organisation: Organisation, parent: Organisation | None) -> Organisation:
    """Put the body with all below it under another superior (None: make it a root).

    Raises Conflict when the new superior stands below the body itself.
    """
    require_manage(actor, organisation)
    require_manage(actor, parent)
    rows = _lock_trees(*filter(None, (organisation, parent)))
    body = rows[organisation.pk]
    above = rows[parent.pk] if parent else None
    if above is not None and above.is_within(body.path):
        raise Conflict("move_below_itself", _("A body cannot be put below itself."))
    old, new = body.path, _path_under(above, body)
    if old == new:
        return body
    below = Organisation.objects.filter(path__startswith=old)
    deepest = below.aggregate(most=Max(Length("path")))["most"]
    _require_depth(deepest - len(old) + len(new))
    record(
        "directory.move_organisation",
        actor=actor,
        target=body,
        old={"parent": str(body.parent_id)},
        new={"parent": str(parent.pk if parent else None)},
    )
    below.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    body.path, body.parent = new, above
    _touch(body, "parent")
    return body


def _touch(body: Organisation, *fields: str) -> None:
    body.version += 1
    body.updated_at = clock.now()
    try:
        with transaction.atomic():
            body.save(update_fields=[*fields, "version", "updated_at"])
    except IntegrityError as error:
        raise _taken(error) from error


def _insert(body: Organisation) -> None:
    try:
        with transaction.atomic():
            body.save(force_insert=True)
    except IntegrityError as error:
        raise _taken(error) from error


def _taken(error: IntegrityError) -> Conflict | Invalid:
    text = str(error)
    if "directory_organisation_code" in text:
        return Conflict("organisation_code_taken", _("Another body has this code."), field="code")
    if "directory_organisation_slug" in text:
        return Conflict(
            "organisation_address_taken", _("Another body has this public address."), field="slug"
        )
    return Invalid("organisation_invalid", _("These data of the body do not fit together."))


def _lock_trees(*bodies: Organisation) -> dict[Any, Organisation]:
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


def _path_under(parent: Organisation | None, body: Organisation) -> str:
    path = f"{parent.path if parent else '/'}{body.node}/"
    _require_depth(len(path))
    return path


def _require_depth(length: int) -> None:
    if length > MAX_PATH:
        raise Invalid("tree_too_deep", _("The tree of bodies is too deep."), field="parent")


def _known_kind(kind: str) -> str:
    if kind not in Organisation.Kind.values:
        raise Invalid("kind_unknown", _("This kind of body is unknown."), field="kind")
    return kind


def _require_name(name_zh: str, name_en: str) -> None:
    if not (name_zh or name_en):
        raise Invalid("name_missing", _("A body needs a name."), field="name_zh")
