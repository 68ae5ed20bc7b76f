"""Accounts of people: created and changed by security administrators, profiles by oneself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import fresh, hooks
from credit_portal.accounts.models import Language, User
from credit_portal.accounts.services.common import (
    clean_email,
    clean_name,
    clean_username,
    require_manager,
)
from credit_portal.accounts.services.grants import end_all_grants
from credit_portal.accounts.services.open_sessions import end_all
from credit_portal.accounts.services.token_keys import revoke_all
from credit_portal.audit.services import record
from credit_portal.common import clock
from credit_portal.common.actors import Actor, actor_id
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, Stale
from credit_portal.directory.models import Organisation, Person, Post


def _require_language(language: str) -> None:
    if language not in Language.values:
        raise Invalid("language_unknown", _("The portal does not speak it."), field="language")


def _require_post_of(post: Post | None, organisation: Organisation) -> None:
    if post is not None and post.organisation_id != organisation.pk:
        raise Invalid("post_elsewhere", _("This post belongs to another body."), field="post")


def _require_no_account(person: Person) -> None:
    if User.objects.filter(person=person, is_active=True).exists():
        raise Conflict(
            "person_has_account", _("This person has an account already."), field="person"
        )


def _require_version(user: User, version: int) -> None:
    if user.version != version:
        raise Stale(
            "stale", _("Somebody changed this account meanwhile. Look again and repeat your edit.")
        )


def _require_no_roles(user: User) -> None:
    """Whoever reads an account's mail can set its password; so one administrator alone does not
    move the mail of an account that may do something, or soon will."""
    unended = Q(ends_on=None) | Q(ends_on__gte=clock.today())
    if user.grants.filter(unended, revoked_at=None).exists():
        raise Conflict(
            "address_of_roles",
            _(
                "This account has roles, so only its owner changes its address. If he cannot sign"
                " in, end its roles first; giving them again takes two administrators."
            ),
            field="email",
        )


def _address_moved(user: User, before: str, actor: Actor) -> None:
    """Tell the earlier address, and send an open invitation anew: its earlier link is void. Links
    for a new password are bound to the address and end with it."""
    waiting = user.invitations.filter(accepted_at=None, withdrawn_at=None)
    if waiting.update(digest=None, sent_at=None, attempts=0, next_attempt_at=clock.now()):
        hooks.invited(waiting.get())
    title = ("邮箱地址已修改", "the e-mail address was changed")
    hooks.account_changed(user, *title, actor=actor, mail_to=before)


@transaction.atomic
def create_user(
    *,
    actor: Actor,
    username: str,
    display_name: str,
    organisation: Organisation,
    person: Person,
    email: str = "",
    post: Post | None = None,
    language: str = Language.CHINESE,
) -> User:
    """Open an account without any role and without a password, for a person of the directory
    (by internal id, never by name); an invitation lets him set the password. Raises NotAllowed
    unless by a security administrator, Invalid, Conflict when the person has an account.
    """
    require_manager(actor)
    _require_no_account(person)
    _require_language(language)
    _require_post_of(post, organisation)
    details: dict[str, Any] = {
        "username": clean_username(username),
        "display_name": clean_name(display_name),
        "email": clean_email(email),
    }
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                **details,
                organisation=organisation,
                post=post,
                person=person,
                language=language,
                entered_by=actor if isinstance(actor, User) else None,
            )
    except IntegrityError as error:  # another administrator was faster by a moment
        _require_no_account(person)
        raise Conflict("username_taken", _("This user name is taken."), field="username") from error
    record("accounts.create_user", actor=actor, target=user, new={"person": person.pk})
    return user


def _note_hand(
    user: User, actor: Actor, name: str, organisation: Organisation, post: Post | None
) -> None:
    """Remember who changed what says whose account it is; the language says nothing of that."""
    now = (name, organisation.pk, post.pk if post else None)
    if now != (user.display_name, user.organisation_id, user.post_id):
        user.entered_by = actor if isinstance(actor, User) else None


@transaction.atomic
def update_user(
    *,
    actor: Actor,
    user_id: UUID,
    version: int,
    display_name: str,
    organisation: Organisation,
    email: str = "",
    post: Post | None = None,
    language: str = Language.CHINESE,
) -> User:
    """Change whom an account belongs to.

    Raises Stale when `version` is not the current one; for another address
    ReauthenticationNeeded, and Conflict when the account has roles in effect or to come.
    """
    user = lock(User, user_id)
    require_manager(actor)
    _require_version(user, version)
    _require_language(language)
    _require_post_of(post, organisation)
    old = {"organisation": user.organisation_id, "post": user.post_id}
    _note_hand(user, actor, clean_name(display_name), organisation, post)
    user.display_name = clean_name(display_name)
    before, user.email = user.email, clean_email(email, besides=user)
    if user.email != before:
        _require_no_roles(user)
        fresh.require_proof(actor)
    user.organisation, user.post, user.language = organisation, post, language
    user.version += 1
    user.save(
        update_fields=[
            "display_name", "email", "organisation", "post", "language", "version", "entered_by",
        ]
    )  # fmt: skip
    new = {"organisation": user.organisation_id, "post": user.post_id}
    record("accounts.update_user", actor=actor, target=user, old=old, new=new)
    if user.email != before:
        _address_moved(user, before, actor)
    return user


def _require_only_account(user: User) -> None:
    """A person has one active account; raises Conflict when opening would make two."""
    if user.person_id is None:
        return
    if User.objects.filter(person=user.person_id, is_active=True).exists():
        raise Conflict(
            "person_has_account", _("This person already has an active account. Close it first.")
        )


@transaction.atomic
def set_active(*, actor: Actor, user_id: UUID, active: bool, reason: str) -> User:
    """Close or reopen an account; closing ends its grants, sessions, tokens and invitation at
    once. One administrator suffices; what it may do after reopening takes two again.

    Raises Conflict for one's own account, when nothing would change, or when its person has
    another active account; Invalid without a reason.
    """
    user = lock(User, user_id)
    require_manager(actor)
    if actor_id(actor) == str(user.pk):
        raise Conflict("own_account", _("You cannot close or reopen your own account."))
    if user.is_active == active:
        raise Conflict("nothing_to_do", _("The account is already in that state."))
    if active:
        _require_only_account(user)
    if not reason.strip():
        raise Invalid("reason_missing", _("Give a reason."), field="reason")
    if not active:
        end_all_grants(user, actor, reason)
        end_all(user)
        revoke_all(user, actor)
        user.invitations.filter(accepted_at=None, withdrawn_at=None).update(
            withdrawn_at=clock.now(), digest=None, next_attempt_at=None
        )
    user.is_active = active
    user.version += 1
    user.save(update_fields=["is_active", "version"])
    verb = "accounts.activate_user" if active else "accounts.deactivate_user"
    record(verb, actor=actor, target=user, reason=reason.strip())
    return user


@transaction.atomic
def update_profile(
    *, actor: Actor, version: int, display_name: str, email: str, language: str
) -> User:
    """Change one's own name, address and language. Raises Stale, Invalid, and for another address
    ReauthenticationNeeded: whoever reads the mail can set the password."""
    user = lock(User, actor.id)
    _require_version(user, version)
    _require_language(language)
    user.display_name = clean_name(display_name)
    before, user.email = user.email, clean_email(email, besides=user)
    if user.email != before:
        fresh.require_proof(actor)
    user.language = language
    user.version += 1
    user.save(update_fields=["display_name", "email", "language", "version"])
    record("accounts.update_profile", actor=actor, target=user)
    if user.email != before:
        _address_moved(user, before, actor)
    return user
