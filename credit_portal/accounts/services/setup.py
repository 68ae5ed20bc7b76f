"""Rows that exist before anybody can act: roles, the first administrators, demo accounts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import Language, Role, RoleGrant, User
from credit_portal.accounts.roles import ROLES
from credit_portal.accounts.services.common import clean_email, clean_name, clean_username
from credit_portal.accounts.services.grants import insert_grant
from credit_portal.audit.services import record
from credit_portal.common import clock, demonstration
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.directory.models import Organisation, Person, Post
from credit_portal.directory.services import create_person

ADMINISTRATOR = "security_administrator"


@dataclass(frozen=True)
class NewAdministrator:
    """One of the first two administrators, with the password to hand over."""

    username: str
    display_name: str
    password: str
    email: str = ""


@transaction.atomic
def load_reference() -> int:
    """Write the roles of the catalogue as rows; safe to repeat. Returns how many there are."""
    rows = [
        Role(
            code=spec.code,
            name_zh=spec.name_zh,
            name_en=spec.name_en,
            summary_zh=spec.summary_zh,
            summary_en=spec.summary_en,
            duty=spec.duty,
            everywhere=spec.everywhere,
            cools=spec.cools,
            position=position,
        )
        for position, spec in enumerate(ROLES)
    ]
    Role.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[
            "name_zh",
            "name_en",
            "summary_zh",
            "summary_en",
            "duty",
            "everywhere",
            "cools",
            "position",
        ],
    )
    return len(rows)


@transaction.atomic
def create_first_administrators(*, actor: Actor, people: Sequence[NewAdministrator]) -> list[User]:
    """Open the first two accounts, which then grant every other role between them. Once only.

    Raises Conflict when any security administrator was ever appointed, Invalid unless two people.
    """
    load_reference()
    # 1. Whoever holds the role's row decides alone whether he is the first.
    role = lock(Role, ADMINISTRATOR)
    if RoleGrant.objects.filter(role=role).exclude(origin=RoleGrant.Origin.DEMO).exists():
        raise Conflict(
            "administrators_exist",
            _("There are security administrators already; they grant further roles."),
        )
    if len({person.username.casefold() for person in people}) != 2:
        raise Invalid("two_people_needed", _("Name two different people."))
    # 2. Both accounts, each with a grant that says where it comes from.
    users = []
    for person in people:
        user = User.objects.create_user(
            clean_username(person.username),
            person.password,
            display_name=clean_name(person.display_name),
            email=clean_email(person.email),
            person=Person.objects.create(name=clean_name(person.display_name)),
            must_change_password=True,
        )
        _grant_at_setup(user, role, None, RoleGrant.Origin.FIRST)
        record("accounts.first_administrators", actor=actor, target=user, role=role.code)
        users.append(user)
    return users


def _grant_at_setup(
    user: User, role: Role, organisation: Organisation | None, origin: str
) -> RoleGrant:
    grant = RoleGrant(
        user=user,
        role=role,
        organisation=organisation,
        starts_on=clock.today(),
        origin=origin,
    )
    insert_grant(grant)
    return grant


@transaction.atomic
def ensure_demo_user(
    *,
    actor: Actor,
    username: str,
    display_name: str,
    organisation: Organisation,
    roles: Iterable[tuple[str, Organisation | None]],
    post: Post | None = None,
    person: Person | None = None,
    language: str = Language.CHINESE,
    email: str = "",
) -> User:
    """A demonstration account with grants marked as such; the same call again changes nothing.

    It has no password: only the demonstration sign-in opens it. Refused (Conflict) unless the
    portal runs as demonstration or test.
    """
    demonstration.require()
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User.objects.create_user(
            username,
            None,
            display_name=display_name,
            email=email,
            organisation=organisation,
            post=post,
            person=person or create_person(actor=actor, name=display_name, is_demo=True),
            language=language,
            is_demo=True,
        )
    held = set(user.grants.filter(revoked_at=None).values_list("role_id", "organisation_id"))
    for code, body in roles:
        if (code, body.pk if body else None) in held:
            continue
        _grant_at_setup(user, Role.objects.get(code=code), body, RoleGrant.Origin.DEMO)
        record("accounts.demo_grant", actor=actor, target=user, organisation=body, role=code)
    return user
