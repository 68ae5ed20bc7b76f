"""What django-allauth asks of us: no sign-up, no addresses kept, everything in the trail."""

from __future__ import annotations

import hashlib
import hmac
import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from credit_portal.accounts import devices, fresh, services, sessions
from credit_portal.accounts.models import User
from credit_portal.accounts.who import user_of
from credit_portal.common import acts, clock
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import DomainError

logger = logging.getLogger(__name__)


def home_of(user: User) -> str:
    """Address of the staff home in the user's language."""
    prefix = "" if user.language == settings.LANGUAGE_CODE else f"/{user.language}"
    return prefix + settings.LOGIN_REDIRECT_URL


def _has_just_proven(request: HttpRequest, user: User) -> bool:
    """Whether entering is a fresh proof; by an older session at the provider it is none."""
    records = get_authentication_records(request, user)
    return all(row.get("fresh") for row in records if row["method"] == "provider")


def enter(request: HttpRequest, user: User, *, method: str) -> None:
    """Begin the session that has just been opened for the user, and note it with its method."""
    sessions.begin(request.session)
    if _has_just_proven(request, user):
        fresh.prove(request.session)
    if request.session.session_key is None:
        request.session.save()
    acts.run(
        services.note_sign_in,
        actor=user,
        method=method,
        session_key=request.session.session_key,
        device=devices.family(request),
    )


#: allauth's names of methods, and ours; a passkey alone is both factors.
METHODS = {"totp": "totp", "recovery_codes": "recovery_code", "webauthn": "passkey"}


def method_of(request: HttpRequest, user: User) -> str:
    """How the user has just signed in: "password+totp", "passkey", "provider" …"""
    used = [
        METHODS.get(record.get("type", ""), record["method"])
        for record in get_authentication_records(request, user)
    ]
    return "+".join(dict.fromkeys(used))[:40] or "password"


def _login(credentials: dict[str, Any]) -> str:
    """The user name or address typed."""
    return str(credentials.get("username") or credentials.get("email") or "")


def _owner(request: HttpRequest, credentials: dict[str, Any]) -> User | None:
    """Whose name and password these are; a closed account too, which django-allauth turns away
    with a page of its own."""
    AuthenticationBackend.unstash_authenticated_user()
    user = authenticate(request, **credentials)
    found: User | None = user or AuthenticationBackend.unstash_authenticated_user()
    return found


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by administrators only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """A keyed digest of the address that changes every day: enough to count attempts by,
        useless to learn from whoever reads the cache where the counts are kept."""
        address = super().get_client_ip(request)
        key = f"{settings.SECRET_KEY}|{clock.today():%Y%m%d}".encode()
        return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:32]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The staff home, in the user's language."""
        return home_of(user_of(request))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Start the session's limits and note the sign-in."""
        enter(request, user, method=method_of(request, user))
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def logout(self, request: HttpRequest) -> None:
        """Note it while it is still known who leaves."""
        if request.user.is_authenticated:
            key = request.session.session_key or ""
            acts.run(services.note_sign_out, actor=request.user, session_key=key)
        super().logout(request)

    def get_login_stages(self) -> list[str]:
        """After the password, the second step; addresses are not confirmed by signing in."""
        return ["credit_portal.accounts.stages.SecondStep"]

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Who has the name and the password. Refuses whoever tries too often, and while the
        account must wait; a failed attempt is counted on the account."""
        self.pre_authenticate(request, **credentials)
        try:
            done = acts.run(
                services.try_password,
                actor=SYSTEM,
                login=_login(credentials),
                check=lambda: _owner(request, credentials),
                device=devices.family(request),
            )
        except DomainError as error:
            raise ValidationError(str(error.message), code=error.code) from error
        if done.value is not None:
            self._rollback_login_failed_rl_usage()
        user: User | None = done.value
        return user

    def set_password(self, user: User, password: str) -> None:
        """Set it through the service; by link in a mail it is a reset, signed in a change."""
        signed_in = bool(self.request and self.request.user.is_authenticated)
        acts.run(
            services.set_password,
            actor=user,
            user=user,
            password=password,
            reset=not signed_in,
            session_key=(self.request.session.session_key or "") if signed_in else "",
        )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of the mail, on the portal's own address whatever the request's Host said."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "U", "key": "K"})
        return f"{settings.PUBLIC_URL}{path.replace('U-K', key)}"

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Nothing to an account whose password was never set: that takes an invitation, which an
        administrator may have withdrawn. The page answers the same."""
        if user.has_usable_password():
            super().send_password_reset_mail(user, email, context)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send in the user's language. A mail server that is away must not tell apart who has
        an account and who has not, so the page answers the same."""
        user = context.get("user")
        language = user.language if isinstance(user, User) else settings.LANGUAGE_CODE
        try:
            with translation.override(language):
                super().send_mail(template_prefix, email, context)
        except OSError as error:
            logger.error("a password mail could not be sent: %s", type(error).__name__)
