"""Bodies: entered in the directory, and their details that carry no date."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.audit.services import record
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.directory import uscc
from credit_portal.directory.models import (
    Division,
    FormerAddress,
    Organisation,
    OrganisationName,
    Superior,
)
from credit_portal.directory.policies import require_manage
from credit_portal.directory.services.shared import (
    insert,
    known_kind,
    lock_trees,
    path_under,
    plain,
    require_name,
    require_reached,
    require_version,
    touch,
)

#: How a body is reached (信息公开条例 art. 20(2)); one administrator may change it.
CONTACT = ("address_zh", "address_en", "phone", "website", "hours_zh", "hours_en")
#: Names beside the dated one; by what a body is called it is recognised, so two change them.
OTHER_NAMES = ("short_name_zh", "name_en")
EDITABLE = frozenset(
    {*CONTACT, *OTHER_NAMES, "kind", "division", "active", "code", "code_is_fictional"}
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
    basis: str = "",
    reason: str = "",
    is_demo: bool = False,
) -> Organisation:
    """Add a body under `parent` (None: a root) with its first dated name.

    `slug` is its public address (by default the code, else its node), `basis` the document that
    founded it. Raises Invalid for a wrong code, kind or missing name, Conflict when code or address
    is taken or the superior is closed, NotAllowed.
    """
    require_manage(actor, parent)
    parent = _open(lock_trees(parent)[parent.pk]) if parent else None
    body = Organisation(
        kind=known_kind(kind),
        name_zh=name_zh.strip(),
        name_en=name_en.strip(),
        short_name_zh=short_name_zh.strip(),
        code=uscc.validate(code) if code else None,
        code_is_fictional=code_is_fictional and bool(code),
        division=division,
        parent=parent,
        is_demo=is_demo,
    )
    _found(body, slug, named_since, basis)
    new = {"kind": kind, "name": plain(body.name_zh or body.name_en), "parent": plain(parent)}
    record("directory.create_organisation", actor=actor, target=body, new=new, reason=reason)
    return body


def _open(parent: Organisation) -> Organisation:
    if not parent.active:
        raise Conflict("parent_closed", _("The superior body is closed."), field="parent")
    return parent


def _found(body: Organisation, slug: str, named_since: date | None, basis: str) -> None:
    """Save a new body in its place of the tree, with its first dated name and superior."""
    require_name(body.name_zh, body.name_en)
    if named_since is not None:
        require_reached(named_since, "named_since")
    body.slug = slug or body.code or body.node
    _require_free(body)
    body.path = path_under(body.parent, body)
    body.created_at = body.updated_at = clock.now()
    insert(body)
    since = {"valid_from": named_since, "basis": basis}
    OrganisationName.objects.create(
        organisation=body, name_zh=body.name_zh, name_en=body.name_en, **since
    )
    Superior.objects.create(organisation=body, parent=body.parent, **since)


def _require_free(body: Organisation) -> None:
    """An address or code that another body left keeps leading to that body."""
    asked = [text for text in (body.slug, body.code) if text]
    if FormerAddress.objects.filter(slug__in=asked).exclude(organisation=body.pk).exists():
        raise Conflict(
            "organisation_address_taken", _("Another body has this public address."), field="slug"
        )


@transaction.atomic
def edit_organisation(
    *,
    actor: Actor,
    organisation: Organisation,
    version: int | None = None,
    reason: str = "",
    **changes: Any,
) -> Organisation:
    """Change details that carry no date: code, division, kind, contact, English name, active.

    `version` is the one the form was opened with. A body whose public address was its code moves
    to the new one; the old code and address go on leading to it. Raises Stale when somebody
    edited meanwhile, Invalid for an unknown or wrong field, Conflict when the code is taken.
    """
    require_manage(actor, organisation)
    if unknown := set(changes) - EDITABLE:
        raise Invalid(
            "field_not_editable", _("This field cannot be changed here."), field=min(unknown)
        )
    body = lock_trees(organisation)[organisation.pk]
    require_version(body, version)
    old = {name: plain(getattr(body, name)) for name in changes}
    moved = _set(body, changes)
    touch(body, *changes, *moved)
    if "name_en" in changes:
        body.names.filter(valid_to__isnull=True).update(name_en=body.name_en)
    new = {name: plain(getattr(body, name)) for name in changes}
    record("directory.edit_organisation", actor=actor, target=body, old=old, new=new, reason=reason)
    return body


def renames(name: str, before: str, after: str) -> bool:
    """Whether the field alters what the body is called. One administrator may supply an English
    name that is missing; another one, or another short name, takes two."""
    return name in OTHER_NAMES and before != after and bool(before or name != "name_en")


def _set(body: Organisation, changes: dict[str, Any]) -> tuple[str, ...]:
    """Put the checked values into the body; which further fields moved along."""
    if "kind" in changes:
        known_kind(changes["kind"])
    if website := changes.get("website"):
        _require_address(website)
    former = body.code
    for name, value in changes.items():
        setattr(body, name, value.strip() if isinstance(value, str) else value)
    require_name(body.name_zh, body.name_en)
    if "code" not in changes:
        return ()
    body.code = uscc.validate(changes["code"]) if changes["code"] else None
    return _leave(body, former)


def _leave(body: Organisation, former: str | None) -> tuple[str, ...]:
    """Keep the way from the former code; a public address that was the code follows it."""
    if former is None or former == body.code:
        return ()
    _require_free(body)
    FormerAddress.objects.update_or_create(
        slug=former, defaults={"organisation": body, "left_at": clock.now()}
    )
    if body.slug != former:
        return ()
    body.slug = body.code or body.node
    return ("slug",)


def _require_address(text: str) -> None:
    if not text.startswith(("https://", "http://")) or len(text.split()) != 1:
        raise Invalid(
            "website_invalid",
            _("Write the address in full, beginning with https://."),
            field="website",
        )
