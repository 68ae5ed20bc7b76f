"""`Authorization: Bearer gip_…` for the API, within the token's scopes and its user's powers."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from credit_portal.accounts import factors
from credit_portal.accounts.digests import PREFIX, digest
from credit_portal.accounts.models import ApiToken, User
from credit_portal.common import clock

#: An account that lost its second factor enters nowhere before it has another.
_FACTORS = Authenticator.objects.filter(user_id=OuterRef("user_id"), type__in=factors.MAIN)


class TokenAuthentication(BaseAuthentication):
    """Finds the token by its digest. A token without the scope for the method is refused (403)."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The token's user, or None when the request carries no bearer token."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != self.keyword.lower().encode():
            return None
        if len(parts) != 2:
            raise AuthenticationFailed(_("The authorization header is malformed."))
        token = self._find(parts[1])
        needed = ApiToken.Scope.READ if request.method in SAFE_METHODS else ApiToken.Scope.WRITE
        if needed not in token.scopes:
            raise PermissionDenied(_("The token's scope does not cover this method."))
        self._note_use(token)
        token.user.fresh = False  # nobody sits behind a token (security.md S16)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Tells clients how to sign in (401 instead of 403)."""
        return self.keyword

    def _find(self, raw: bytes) -> ApiToken:
        secret = raw.decode("ascii", "replace")
        token = None
        if secret.startswith(PREFIX):
            token = (
                ApiToken.objects.select_related("user__post", "user__organisation")
                .filter(digest=digest(secret), revoked_at=None, expires_at__gt=clock.now())
                .filter(Q(user__is_demo=True) | Exists(_FACTORS))
                .first()
            )
        if token is None or not token.user.is_active or token.user.must_change_password:
            raise AuthenticationFailed(_("The token is unknown, expired or revoked."))
        return token

    def _note_use(self, token: ApiToken) -> None:
        """Keep the day only, so that a busy client costs one write a day."""
        today = clock.today()
        if token.last_used_on != today:
            unused_today = Q(last_used_on=None) | Q(last_used_on__lt=today)
            ApiToken.objects.filter(unused_today, pk=token.pk).update(last_used_on=today)


class TokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document describes the token."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A bearer token in the Authorization header."""
        return {"type": "http", "scheme": "bearer"}
