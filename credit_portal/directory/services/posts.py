"""Posts, persons, and who holds which post from when to when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.audit.services import record
from credit_portal.common import clock, crypto, db
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.directory import citizen_number
from credit_portal.directory.models import Appointment, Organisation, Person, Post
from credit_portal.directory.policies import require_manage
from credit_portal.directory.selectors import ID_NUMBER_INDEX, id_number_aad

POST_EDITABLE = frozenset({"title_zh", "title_en", "is_principal", "is_public", "active"})


@transaction.atomic
def create_post(
    *,
    actor: Actor,
    organisation: Organisation,
    title_zh: str = "",
    title_en: str = "",
    is_principal: bool = False,
    is_public: bool = False,
) -> Post:
    """Add a post to a body. `is_public`: its holder may be named (信息公开条例 art. 20(2)).

    Several posts of a body may share a title. Raises Invalid without a title, Conflict for a
    second principal post.
    """
    require_manage(actor, organisation)
    post = Post(
        organisation=organisation,
        title_zh=title_zh.strip(),
        title_en=title_en.strip(),
        is_principal=is_principal,
        is_public=is_public,
    )
    _save_post(post, force_insert=True)
    record("directory.create_post", actor=actor, target=post)
    return post


@transaction.atomic
def edit_post(*, actor: Actor, post: Post, **changes: Any) -> Post:
    """Change a post's titles or marks. Raises Invalid, Conflict as `create_post` does."""
    if unknown := set(changes) - POST_EDITABLE:
        raise Invalid(
            "field_not_editable", _("This field cannot be changed here."), field=min(unknown)
        )
    row = db.lock(Post, post.pk)
    require_manage(actor, row.organisation)
    for name, value in changes.items():
        setattr(row, name, value)
    _save_post(row, update_fields=list(changes))
    record("directory.edit_post", actor=actor, target=row, new={"fields": sorted(changes)})
    return row


@transaction.atomic
def create_person(
    *,
    actor: Actor,
    name: str,
    id_number: str = "",
    is_demo: bool = False,
    organisation: Organisation | None = None,
) -> Person:
    """Register a person; the citizen number is checked (GB 11643-1999), sealed and indexed.

    `organisation` is the body on whose behalf; the actor must keep its reference data. Raises
    Invalid for a wrong number, Conflict when a person with this number is registered already.
    """
    require_manage(actor, organisation)
    if not name.strip():
        raise Invalid("person_name_missing", _("A person needs a name."), field="name")
    person = Person(name=name.strip(), is_demo=is_demo)
    if id_number:
        number = citizen_number.validate(id_number, today=clock.today())
        person.id_number_sealed = crypto.seal(
            "civil_servant_id", number.encode(), id_number_aad(person)
        )
        person.id_number_index = crypto.blind_index(ID_NUMBER_INDEX, number)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            "person_known", _("A person with this number is registered already."), field="id_number"
        ) from error
    record(
        "directory.create_person",
        actor=actor,
        target=person,
        organisation=organisation,
        new={"id_number": bool(id_number)},
    )
    return person


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
) -> Appointment:
    """Put a person into a post from `starts_on` to `ends_on` (both included; None: still).

    Raises Invalid when the days are in the wrong order or the kind is unknown, Conflict when
    another regular holder has the post on one of the days.
    """
    row = db.lock(Post, post.pk)
    require_manage(actor, row.organisation)
    if kind not in Appointment.Kind.values:
        raise Invalid(
            "appointment_kind_unknown", _("This kind of appointment is unknown."), field="kind"
        )
    _require_order(starts_on, ends_on)
    appointment = Appointment(
        post=post, person=person, kind=kind, starts_on=starts_on, ends_on=ends_on, basis=basis
    )
    try:
        with transaction.atomic():
            appointment.save(force_insert=True)
    except IntegrityError as error:
        raise _overlap() from error
    record(
        "directory.appoint",
        actor=actor,
        target=appointment,
        organisation=row.organisation,
        new={"post": str(post.pk), "kind": kind, "starts_on": str(starts_on)},
    )
    return appointment


@transaction.atomic
def end_appointment(*, actor: Actor, appointment: Appointment, ends_on: date) -> Appointment:
    """Set the last day in the post. Raises Invalid when it lies before the first one."""
    row = db.lock(Appointment, appointment.pk)
    require_manage(actor, row.post.organisation)
    _require_order(row.starts_on, ends_on)
    old, row.ends_on = row.ends_on, ends_on
    try:
        with transaction.atomic():
            row.save(update_fields=["ends_on"])
    except IntegrityError as error:
        raise _overlap() from error
    record(
        "directory.end_appointment",
        actor=actor,
        target=row,
        organisation=row.post.organisation,
        old={"ends_on": str(old)},
        new={"ends_on": str(ends_on)},
    )
    return row


def _save_post(post: Post, **how: Any) -> None:
    if not (post.title_zh or post.title_en):
        raise Invalid("post_title_missing", _("A post needs a title."), field="title_zh")
    try:
        with transaction.atomic():
            post.save(**how)
    except IntegrityError as error:
        raise Conflict(
            "post_second_principal",
            _("The body has a principal post already."),
            field="is_principal",
        ) from error


def _require_order(starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise Invalid("dates_order", _("The last day lies before the first day."), field="ends_on")


def _overlap() -> Conflict:
    return Conflict(
        "post_held",
        _("Somebody else holds this post regularly on one of these days."),
        field="starts_on",
    )
