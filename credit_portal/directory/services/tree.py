"""A body's place in the tree and its end: moved, closed, opened again."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max, Q, Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext_lazy as _

from credit_portal.audit.services import record
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict
from credit_portal.directory import usage
from credit_portal.directory.models import Appointment, Organisation, Superior
from credit_portal.directory.policies import require_manage
from credit_portal.directory.services.shared import (
    lock_trees,
    path_under,
    plain,
    require_depth,
    require_reached,
    touch,
)


@transaction.atomic
def move(
    *,
    actor: Actor,
    organisation: Organisation,
    parent: Organisation | None,
    effective_on: date | None = None,
    basis: str = "",
    reason: str = "",
) -> Organisation:
    """Put the body with all below it under another superior (None: make it a root).

    From `effective_on` (by default today) on; the former superior ends the day before. Raises
    Conflict when the new one stands below the body, is closed or younger; Invalid for a future day.
    """
    require_manage(actor, organisation)
    require_manage(actor, parent)
    rows = lock_trees(*filter(None, (organisation, parent)))
    body = rows[organisation.pk]
    above = rows[parent.pk] if parent else None
    _require_place(body, above)
    old, new = body.path, path_under(above, body)
    if old == new:
        return body
    below = Organisation.objects.filter(path__startswith=old)
    deepest = below.aggregate(most=Max(Length("path")))["most"]
    require_depth(deepest - len(old) + len(new))
    day = effective_on or clock.today()
    _succeed(body, above, day, basis)
    record(
        "directory.move_organisation",
        actor=actor,
        target=body,
        old={"parent": plain(body.parent_id)},
        new={"parent": plain(above), "effective_on": str(day), "basis": plain(basis)},
        reason=reason,
    )
    below.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    body.path, body.parent = new, above
    touch(body, "parent")
    return body


def _require_place(body: Organisation, above: Organisation | None) -> None:
    if above is None:
        return
    if above.is_within(body.path):
        raise Conflict("move_below_itself", _("A body cannot be put below itself."), field="parent")
    if not above.active:
        raise Conflict("parent_closed", _("The superior body is closed."), field="parent")


def _succeed(body: Organisation, above: Organisation | None, day: date, basis: str) -> None:
    """End the present superior's row the day before, and open the new one's."""
    require_reached(day, "effective_on")
    rows = Superior.objects.filter(organisation=body)
    current = rows.filter(valid_to__isnull=True).first()
    if current is None:
        current = Superior(organisation=body, parent=body.parent)
    if current.valid_from is not None and current.valid_from > day:
        raise Conflict(
            "superior_younger",
            _("The present superior is younger than this day."),
            field="effective_on",
        )
    if current.valid_from == day:  # a move taken back on the same day leaves no empty span
        current.parent, current.basis = above, basis
        current.save()
        return
    current.valid_to = day - timedelta(days=1)
    current.save()
    Superior.objects.create(organisation=body, parent=above, valid_from=day, basis=basis)


@transaction.atomic
def close_organisation(
    *, actor: Actor, organisation: Organisation, closed_on: date, basis: str, reason: str = ""
) -> Organisation:
    """Close a body: it stays in the directory and on its public page, with its last day.

    Appointments that go on end with that day. Its commitments and duties do not lapse; they pass
    by succession, before it is closed. Raises Conflict while bodies below are active or cases are
    open, or when it is closed already, Invalid for a future day.
    """
    require_manage(actor, organisation)
    require_reached(closed_on, "closed_on")
    body = lock_trees(organisation)[organisation.pk]
    if not body.active:
        raise Conflict("organisation_closed", _("The body is closed already."))
    below = Organisation.objects.filter(path__startswith=body.path, active=True)
    if names := [str(row) for row in below.exclude(pk=body.pk).order_by("path")[:3]]:
        raise Conflict(
            "bodies_below",
            _("Bodies below it are active: %(names)s. Move or close them first.")
            % {"names": "、".join(names)},
        )
    if why := usage.why_open(body):
        raise Conflict("body_in_use", why)
    body.active, body.closed_on, body.closed_basis = False, closed_on, basis.strip()
    touch(body, "active", "closed_on", "closed_basis")
    ended = _end_appointments(body, closed_on, basis)
    record(
        "directory.close_organisation",
        actor=actor,
        target=body,
        old={"active": True},
        new={"active": False, "closed_on": str(closed_on), "basis": plain(basis)},
        reason=reason,
        appointments_ended=ended,
    )
    return body


def _end_appointments(body: Organisation, day: date, basis: str) -> int:
    open_ended = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
    rows = Appointment.objects.filter(open_ended, post__organisation=body, starts_on__lte=day)
    return rows.update(ends_on=day, end_basis=basis[:200])


@transaction.atomic
def reopen_organisation(
    *, actor: Actor, organisation: Organisation, basis: str, reason: str = ""
) -> Organisation:
    """Make a closed body active again, for instance when it was closed by mistake.

    Ended appointments stay ended. Raises Conflict when it is active or its superior is closed.
    """
    require_manage(actor, organisation)
    body = lock_trees(organisation)[organisation.pk]
    if body.active:
        raise Conflict("organisation_active", _("The body is active."))
    if body.parent is not None and not body.parent.active:
        raise Conflict("parent_closed", _("The superior body is closed."), field="parent")
    old = {"active": False, "closed_on": str(body.closed_on) if body.closed_on else None}
    body.active, body.closed_on, body.closed_basis = True, None, ""
    touch(body, "active", "closed_on", "closed_basis")
    new = {"active": True, "basis": plain(basis)}
    record(
        "directory.reopen_organisation", actor=actor, target=body, old=old, new=new, reason=reason
    )
    return body
