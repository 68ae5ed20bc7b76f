"""The sign-in backend: django-allauth's, with the body and the post that every page names."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.core.exceptions import ValidationError

from credit_portal.accounts.models import User


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]
    """User name or e-mail with password; one query for a signed-in user."""

    def get_user(self, user_id: Any) -> User | None:
        """The user of a session, None when gone or closed."""
        users = User.objects.select_related("organisation", "post")
        try:
            user = users.get(pk=user_id)
        except (User.DoesNotExist, ValidationError):
            return None
        return user if self.user_can_authenticate(user) else None
