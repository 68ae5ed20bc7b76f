"""Persons: registered once, the citizen number sealed; every opening of it is on the trail."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from credit_portal.audit.services import record
from credit_portal.common import clock, crypto, db
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.directory import citizen_number, policies, purposes, selectors
from credit_portal.directory.models import Organisation, Person

SEALED_FOR = "civil_servant_id"


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

    `organisation` is the body on whose behalf; the actor must keep or may propose its data.
    Persons are never merged: the caller shows `selectors.namesakes` first. Raises Invalid for a
    wrong number, Conflict when a person with this number is registered already.
    """
    policies.require_register(actor, organisation)
    if not name.strip():
        raise Invalid("person_name_missing", _("A person needs a name."), field="name")
    person = Person(name=name.strip(), is_demo=is_demo)
    if id_number:
        _seal(person, id_number)
    _save(person, force_insert=True)
    record(
        "directory.create_person",
        actor=actor,
        target=person,
        organisation=organisation,
        new={"id_number": bool(id_number)},
    )
    return person


@transaction.atomic
def remove_unused_person(
    *, actor: Actor, person_id: UUID, organisation: Organisation | None = None
) -> bool:
    """Delete a person to whom nothing refers, for instance when the appointment for which he was
    registered came to nothing. False when he is gone already, or something refers to him.

    Raises NotAllowed as `create_person`.
    """
    policies.require_register(actor, organisation)
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None or not _deleted(person):
        return False
    record(
        "directory.remove_person",
        actor=actor,
        target=Person(pk=person_id),
        organisation=organisation,
    )
    return True


def _deleted(person: Person) -> bool:
    """Delete the row, unless one that this connection may not even see refers to it."""
    try:
        with transaction.atomic():
            person.delete()
            connection.check_constraints()
    except (ProtectedError, IntegrityError):
        return False
    return True


@transaction.atomic
def set_id_number(
    *, actor: Actor, person_id: UUID, id_number: str, why: str, case_number: str = ""
) -> Person:
    """Register or replace a person's citizen number; an audited act with purpose.

    Raises Invalid for a wrong number or purpose, Conflict when another person has it, NotFound
    for a person outside of the actor's scope.
    """
    person = db.lock(Person, person_id)
    _require_person(actor, person)
    reason = purposes.require(why, case_number)
    had = person.id_number_index is not None
    _seal(person, id_number)
    _save(person, update_fields=["id_number_sealed", "id_number_index"])
    record(
        "directory.set_id_number",
        actor=actor,
        target=person,
        old={"id_number": had},
        new={"id_number": True},
        reason=reason,
    )
    return person


@transaction.atomic
def find_by_number(
    *, actor: Actor, id_number: str, why: str, case_number: str = ""
) -> Person | None:
    """The person with this citizen number, through the blind index; None when there is none.

    The search is an audit row, whether it finds or not, with the purpose and without the number.
    A person outside of the actor's scope is not found. Raises Invalid for a malformed number or
    purpose, NotAllowed.
    """
    policies.require_identify(actor)
    reason = purposes.require(why, case_number)
    citizen_number.validate(id_number, today=clock.today())
    found = selectors.person_with_number(id_number)
    if found is not None and not selectors.may_see_person(actor, found, policies.IDENTIFY):
        found = None
    record(
        "directory.find_by_number",
        actor=actor,
        target=found or Person(),
        reason=reason,
        found=found is not None,
    )
    return found


@transaction.atomic
def unmask(*, actor: Actor, person_id: UUID, why: str, case_number: str = "") -> str:
    """The whole citizen number of a person; an audited act with purpose.

    Raises Invalid without a purpose of the list, NotAllowed, NotFound for a person outside of the
    actor's scope or without number.
    """
    person = db.lock(Person, person_id)
    _require_person(actor, person)
    reason = purposes.require(why, case_number)
    if person.id_number_sealed is None:
        raise NotFound("id_number_none", _("No ID number is kept for this person."))
    record("directory.unmask_id_number", actor=actor, target=person, reason=reason)
    return selectors.open_id_number(person)


def _require_person(actor: Actor, person: Person) -> None:
    policies.require_identify(actor)
    if not selectors.may_see_person(actor, person, policies.IDENTIFY):
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))


def _seal(person: Person, id_number: str) -> None:
    number = citizen_number.validate(id_number, today=clock.today())
    aad = selectors.id_number_aad(person)
    person.id_number_sealed = crypto.seal(SEALED_FOR, number.encode(), aad)
    person.id_number_index = crypto.blind_index(selectors.ID_NUMBER_INDEX, number)


def _save(person: Person, **how: object) -> None:
    try:
        with transaction.atomic():
            person.save(**how)  # type: ignore[arg-type]  # force_insert or update_fields
    except IntegrityError as error:
        raise Conflict(
            "person_known", _("A person with this number is registered already."), field="id_number"
        ) from error
