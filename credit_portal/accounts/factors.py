"""Second factors as they are kept: an authenticator app, passkeys, recovery codes.

The rows are django-allauth's (`mfa_authenticator`); what is in them is ours. The app's secret is
sealed and bound to its user, so a row copied to another account opens nothing. Recovery codes are
kept as keyed digests only: they are shown once and nobody can read them again.
"""

from __future__ import annotations

import base64
import secrets
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from credit_portal.accounts.models import User
from credit_portal.common import crypto

APP = str(Authenticator.Type.TOTP.value)
PASSKEY = str(Authenticator.Type.WEBAUTHN.value)
CODES = str(Authenticator.Type.RECOVERY_CODES.value)
MAIN = (APP, PASSKEY)
"""What counts as a second factor; recovery codes only stand in for one."""

PURPOSE = "second_factor"
CODE_COUNT = 10
#: No look-alikes (0 O, 1 I L): the codes are read from paper. Ten of 31 letters are 49 bits.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 10


def of(user: User) -> QuerySet[Authenticator]:
    """All rows of a user, the oldest first."""
    rows: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=user.pk)
    return rows.order_by("created_at", "id")


def main_of(user: User) -> QuerySet[Authenticator]:
    """The user's app and passkeys."""
    return of(user).filter(type__in=MAIN)


def has_factor(user: User) -> bool:
    """Whether the user has a second factor."""
    return main_of(user).exists()


def codes_left(user: User) -> int | None:
    """How many recovery codes are unused, None when there never were any."""
    row = of(user).filter(type=CODES).first()
    return None if row is None else len(row.data["digests"])


def _place(user_id: UUID) -> str:
    return f"mfa_authenticator|secret|{user_id}|1"


def seal(user: User, secret: str) -> str:
    """The secret of the user's app, sealed, as text."""
    return base64.b64encode(crypto.seal(PURPOSE, secret.encode(), _place(user.pk))).decode()


def unseal(user: User, sealed: str) -> str:
    """The secret. Raises CannotUnseal for another user's."""
    return crypto.unseal(PURPOSE, base64.b64decode(sealed), _place(user.pk)).decode()


def new_codes() -> list[str]:
    """Fresh recovery codes, in two groups of five: ABCDE-23456."""
    raw = [
        "".join(secrets.choice(LETTERS) for _n in range(CODE_LENGTH)) for _c in range(CODE_COUNT)
    ]
    return [f"{code[:5]}-{code[5:]}" for code in raw]


def code_digest(user: User, code: str) -> str:
    """Keyed digest of a recovery code, whatever its grouping and case."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return crypto.blind_index("recovery_code", f"{user.pk}|{plain}").hex()
