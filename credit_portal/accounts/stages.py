"""The second step of signing in, left out only where both factors were shown already."""

from __future__ import annotations

from allauth.account.authentication import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest


class SecondStep(AuthenticateStage):  # type: ignore[misc]
    """Ours is asked unless a passkey was used, or the sign-in provider vouches for a second
    factor in the way that OIDC_SECOND_FACTOR names."""

    def _should_handle(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, self.login.user)
        vouched = any(
            record["method"] == "provider" and record.get("second_factor") for record in records
        )
        return not vouched and bool(super()._should_handle(request))
