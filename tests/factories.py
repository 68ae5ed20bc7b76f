"""Factories for directory and accounts only: every other state is reached through services."""

from datetime import date
from typing import Any

START = date(2020, 1, 1)


def organisation(
    *, name_zh: str, name_en: str = "", kind: str = "department", parent: Any = None, **more: Any
) -> Any:
    """A body in the tree under `parent`."""
    from credit_portal.common.actors import SYSTEM
    from credit_portal.directory.services import create_organisation

    return create_organisation(
        actor=SYSTEM, name_zh=name_zh, name_en=name_en or name_zh, kind=kind, parent=parent, **more
    )


def post_with_holder(body: Any, *, title_zh: str, title_en: str, holder: str, since: date) -> Any:
    """A public principal post and its regular holder."""
    from credit_portal.common.actors import SYSTEM
    from credit_portal.directory.models import Person
    from credit_portal.directory.services import appoint, create_post

    post = create_post(
        actor=SYSTEM,
        organisation=body,
        title_zh=title_zh,
        title_en=title_en,
        is_principal=True,
        is_public=True,
    )
    person = Person.objects.create(name=holder)
    appoint(actor=SYSTEM, post=post, person=person, kind="regular", starts_on=since)
    return post


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""Of every test account's authenticator app."""


def with_app(person: Any) -> None:
    """Give an account its second factor."""
    from allauth.mfa.models import Authenticator

    from credit_portal.accounts import factors

    data = {"secret": factors.seal(person, SECRET), "used_step": 0}
    Authenticator.objects.create(user=person, type=factors.APP, data=data)


def user(
    *, username: str, role: str | None, organisation: Any, title: str, granted_on: Any = None
) -> Any:
    """A user with one role on `granted_on` (his own body when not given)."""
    from credit_portal.accounts.models import Role, RoleGrant, User
    from credit_portal.common.actors import SYSTEM
    from credit_portal.directory.models import Person
    from credit_portal.directory.services import create_post

    own_post = create_post(
        actor=SYSTEM,
        organisation=organisation,
        title_zh=title,
        title_en=title,
        is_principal=False,
        is_public=False,
    )
    person = User.objects.create(
        username=username,
        display_name=f"{username}示例",
        email=f"{username}@example.org",
        organisation=organisation,
        post=own_post,
        person=Person.objects.create(name=f"{username}示例"),
    )
    if role:
        RoleGrant.objects.create(
            user=person,
            role=Role.objects.get(pk=role),
            starts_on=START,
            organisation=granted_on or organisation,
            origin="demo",
        )
    with_app(person)
    person.fresh = True  # as after signing in a moment ago
    return person
