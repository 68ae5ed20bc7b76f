"""Who holds which post from when to when."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.audit.services import record
from credit_portal.common import clock, db
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.directory.models import Appointment, Person, Post
from credit_portal.directory.policies import require_manage
from credit_portal.directory.selectors import covering
from credit_portal.directory.services.shared import plain, require_plausible


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    post: Post,
    person: Person,
    starts_on: date,
    ends_on: date | None = None,
    kind: str = Appointment.Kind.REGULAR,
    basis: str = "",
    reason: str = "",
) -> Appointment:
    """Put a person into a post from `starts_on` to `ends_on` (both included; None: still).

    `basis` names the document, e.g. its number. Raises Invalid when the days are in the wrong
    order or the kind is unknown, Conflict for an abolished post and when another regular (or
    another acting) holder has it on one of the days.
    """
    row = db.lock(Post, post.pk)
    require_manage(actor, row.organisation)
    if kind not in Appointment.Kind.values:
        raise Invalid(
            "appointment_kind_unknown", _("This kind of appointment is unknown."), field="kind"
        )
    if not row.active:
        raise Conflict("post_abolished", _("The post has been abolished."))
    _require_order(starts_on, ends_on)
    appointment = Appointment(
        post=row, person=person, kind=kind, starts_on=starts_on, ends_on=ends_on, basis=basis
    )
    _save(appointment, force_insert=True)
    record(
        "directory.appoint",
        actor=actor,
        target=appointment,
        organisation=row.organisation,
        new=_told(appointment),
        reason=reason,
    )
    return appointment


@transaction.atomic
def end_appointment(
    *, actor: Actor, appointment: Appointment, ends_on: date, basis: str = "", reason: str = ""
) -> Appointment:
    """Set the last day in the post. Raises Invalid when it lies before the first one."""
    row = db.lock(Appointment, appointment.pk)
    require_manage(actor, row.post.organisation)
    _require_order(row.starts_on, ends_on)
    old, row.ends_on, row.end_basis = row.ends_on, ends_on, basis.strip()
    _save(row, update_fields=["ends_on", "end_basis"])
    record(
        "directory.end_appointment",
        actor=actor,
        target=row,
        organisation=row.post.organisation,
        old={"ends_on": str(old) if old else None},
        new={"ends_on": str(ends_on), "basis": plain(basis)},
        reason=reason,
    )
    return row


@transaction.atomic
def correct_appointment(
    *,
    actor: Actor,
    appointment: Appointment,
    kind: str,
    starts_on: date,
    ends_on: date | None,
    basis: str,
    reason: str = "",
) -> Appointment:
    """Put right an appointment that was entered wrongly; post and person stay as they are.

    What rests on it (entries in integrity files, published promises) keeps the holder of its day.
    Raises Invalid and Conflict as `appoint` does.
    """
    row = db.lock(Appointment, appointment.pk)
    require_manage(actor, row.post.organisation)
    if kind not in Appointment.Kind.values:
        raise Invalid(
            "appointment_kind_unknown", _("This kind of appointment is unknown."), field="kind"
        )
    _require_order(starts_on, ends_on)
    old = _told(row)
    row.kind, row.starts_on, row.ends_on, row.basis = kind, starts_on, ends_on, basis.strip()
    if ends_on is None:
        row.end_basis = ""
    _save(row, update_fields=["kind", "starts_on", "ends_on", "basis", "end_basis"])
    record(
        "directory.correct_appointment",
        actor=actor,
        target=row,
        organisation=row.post.organisation,
        old=old,
        new=_told(row),
        reason=reason,
    )
    return row


def _told(row: Appointment) -> dict[str, str | None]:
    """An appointment as the trail keeps it: the person by id only."""
    return {
        "post": str(row.post_id),
        "person": str(row.person_id),
        "kind": row.kind,
        "starts_on": str(row.starts_on),
        "ends_on": str(row.ends_on) if row.ends_on else None,
        "basis": plain(row.basis),
    }


def _save(row: Appointment, **how: object) -> None:
    try:
        with transaction.atomic():
            row.save(**how)  # type: ignore[arg-type]  # force_insert or update_fields
    except IntegrityError as error:
        raise _overlap(row) from error


def rewrites_end(stands: date | None, given: date | None) -> bool:
    """Whether a last day tells the past anew: it lies before today, or alters one that stood."""
    if given == stands:
        return False
    return stands is not None or (given is not None and given < clock.today())


def _require_order(starts_on: date, ends_on: date | None) -> None:
    require_plausible(starts_on, "starts_on")
    if ends_on is not None:
        require_plausible(ends_on, "ends_on")
    if ends_on is not None and ends_on < starts_on:
        raise Invalid("dates_order", _("The last day lies before the first day."), field="ends_on")


def _overlap(row: Appointment) -> Conflict:
    """Which appointment stands in the way, in words."""
    other = covering(row)
    if other is None:
        return Conflict(
            "appointment_known", _("This appointment is registered already."), field="starts_on"
        )
    return Conflict(
        "post_held",
        _(
            "%(name)s holds this post (%(kind)s) from %(first)s to %(last)s. End that appointment "
            "first, or choose other days."
        )
        % {
            "name": other.person.name,
            "kind": other.get_kind_display(),
            "first": other.starts_on,
            "last": other.ends_on or _("today"),
        },
        field="starts_on",
    )
