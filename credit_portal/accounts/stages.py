"""The second step of signing in, left out only where both factors were shown already, and void
once the password that led to it no longer holds."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

KEPT = "session_auth_hash"


class SecondStep(AuthenticateStage):  # type: ignore[misc]
    """Ours is asked unless a passkey was used, or the sign-in provider vouches for a second
    factor in the way that OIDC_SECOND_FACTOR names."""

    def _should_handle(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, self.login.user)
        vouched = any(
            record["method"] == "provider" and record.get("second_factor") for record in records
        )
        return not vouched and bool(super()._should_handle(request))

    def handle(self) -> Any:
        """Keep what the password was, as Django does in a session: a keyed digest."""
        if self.login.user is not None:
            self.state[KEPT] = self.login.user.get_session_auth_hash()
        return super().handle()

    def holds(self) -> bool:
        """Whether the account is open and its password the one that led here."""
        user = self.login.user
        if user is None or not user.is_active:
            return False
        before = str(self.state.get(KEPT, ""))
        return bool(constant_time_compare(before, user.get_session_auth_hash()))
