"""What django-allauth asks of us about second factors: our name, our address, sealed secrets."""

from __future__ import annotations

import base64
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from credit_portal.accounts.factors import PURPOSE
from credit_portal.accounts.models import User
from credit_portal.common import crypto
from credit_portal.common.i18n import is_english

PLACE = "mfa_authenticator|data||1"


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys belong to the portal's own address, whatever the request's Host says."""

    def encrypt(self, text: str) -> str:
        """Sealed, for whatever allauth itself would keep."""
        return base64.b64encode(crypto.seal(PURPOSE, text.encode(), PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Opened again."""
        return crypto.unseal(PURPOSE, base64.b64decode(encrypted_text), PLACE).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whom a passkey is for: the host name of PUBLIC_URL."""
        return {"id": urlsplit(settings.PUBLIC_URL).hostname or "", "name": self._get_site_name()}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, str | bytes]:
        """Whose it is, as the browser's list of passkeys shows it."""
        return {
            "id": user.pk.hex.encode(),
            "display_name": user.display_name,
            "name": user.username,
        }

    def _get_site_name(self) -> str:
        return settings.SITE_NAME_EN if is_english() else settings.SITE_NAME_ZH
