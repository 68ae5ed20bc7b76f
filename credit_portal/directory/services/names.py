"""A body's names: a new one from a day on, or a wrong entry put right. Two different acts."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.audit.services import record
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.directory.models import Organisation, OrganisationName
from credit_portal.directory.policies import require_manage
from credit_portal.directory.services.shared import (
    lock_trees,
    plain,
    require_name,
    require_reached,
    touch,
)


@transaction.atomic
def rename(
    *,
    actor: Actor,
    organisation: Organisation,
    effective_on: date,
    name_zh: str = "",
    name_en: str = "",
    basis: str = "",
    reason: str = "",
) -> OrganisationName:
    """Give the body a new name from `effective_on` on; the old one stays, ended the day before.

    `basis` is the document of the change; the public reads it beside the name. Raises Invalid for
    a future day or an empty name, Conflict when the present name is younger than `effective_on`
    or is the same.
    """
    require_manage(actor, organisation)
    body = lock_trees(organisation)[organisation.pk]
    current = body.names.filter(valid_to__isnull=True).get()
    _require_new_name(current, (name_zh.strip(), name_en.strip()), effective_on)
    current.valid_to = effective_on - timedelta(days=1)
    current.save(update_fields=["valid_to"])
    body.name_zh, body.name_en = name_zh.strip(), name_en.strip()
    touch(body, "name_zh", "name_en")
    fresh = OrganisationName.objects.create(
        organisation=body,
        name_zh=body.name_zh,
        name_en=body.name_en,
        valid_from=effective_on,
        basis=basis.strip(),
    )
    record(
        "directory.rename_organisation",
        actor=actor,
        target=body,
        old=_told(current),
        new=_told(fresh),
        reason=reason,
    )
    return fresh


def _require_new_name(
    current: OrganisationName, names: tuple[str, str], effective_on: date
) -> None:
    require_name(*names)
    require_reached(effective_on, "effective_on")
    if current.valid_from is not None and current.valid_from >= effective_on:
        raise Conflict(
            "name_younger", _("The present name is younger than this day."), field="effective_on"
        )
    if (current.name_zh, current.name_en) == names:
        raise Conflict("name_same", _("The body already bears this name."), field="name_zh")


@transaction.atomic
def correct_name(
    *,
    actor: Actor,
    organisation: Organisation,
    name_id: UUID | str,
    name_zh: str,
    name_en: str = "",
    valid_from: date | None = None,
    basis: str = "",
    reason: str,
) -> OrganisationName:
    """Put right a name that was entered wrongly; the body was never called by the wrong one.

    The day before the name ends its predecessor. Raises Invalid without reason or name, for a
    future first day or one that leaves no day to the name itself, Conflict when the predecessor
    would lose its last day, NotFound for another body's name.
    """
    require_manage(actor, organisation)
    if not reason.strip():
        raise Invalid("reason_missing", _("Say why the entry was wrong."), field="reason")
    body = lock_trees(organisation)[organisation.pk]
    row = body.names.filter(pk=name_id).first()
    if row is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    old = _told(row)
    row.name_zh, row.name_en, row.basis = name_zh.strip(), name_en.strip(), basis.strip()
    require_name(row.name_zh, row.name_en)
    _shift(body, row, valid_from)
    if row.valid_to is None:
        body.name_zh, body.name_en = row.name_zh, row.name_en
    touch(body, "name_zh", "name_en")
    record(
        "directory.correct_name", actor=actor, target=body, old=old, new=_told(row), reason=reason
    )
    return row


def _shift(body: Organisation, row: OrganisationName, valid_from: date | None) -> None:
    """Let the name begin on another day, and its predecessor end the day before."""
    before = None
    if row.valid_from is not None:
        before = body.names.filter(valid_to=row.valid_from - timedelta(days=1)).first()
    if valid_from is None and before is not None:
        raise _no_day()
    if valid_from is not None:
        require_reached(valid_from, "valid_from")
    row.valid_from = valid_from
    try:
        with transaction.atomic():
            if before is not None and valid_from is not None:
                _end(before, row, valid_from)
            row.save()
    except IntegrityError as error:
        raise _no_day() from error


def _end(before: OrganisationName, row: OrganisationName, valid_from: date) -> None:
    """Move the border between two names; the one that shrinks is saved first."""
    old = before.valid_to
    before.valid_to = valid_from - timedelta(days=1)
    if old is not None and before.valid_to > old:
        row.save()
    before.save(update_fields=["valid_to"])


def _no_day() -> Conflict:
    return Conflict(
        "name_without_day",
        _("With this first day one of the names would have no day left."),
        field="valid_from",
    )


def _told(row: OrganisationName) -> dict[str, str | None]:
    """A name as the trail keeps it. Names of public bodies are no personal data."""
    return {
        "name_zh": plain(row.name_zh),
        "name_en": plain(row.name_en),
        "valid_from": str(row.valid_from) if row.valid_from else None,
        "basis": plain(row.basis),
    }
