"""The user manager: makes accounts, and finds them whatever the case of the user name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager

if TYPE_CHECKING:
    from credit_portal.accounts.models import User


class UserManager(BaseUserManager["User"]):
    """Manager of accounts.User."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Make an account; without a password nobody can sign in to it until one is set."""
        fields.setdefault("display_name", username)
        fields["email"] = self.normalize_email(fields.get("email", "")).lower()
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Sign-in does not mind the case of the user name."""
        return self.get(username__iexact=username or "")
