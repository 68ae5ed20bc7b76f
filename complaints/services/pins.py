"""The PIN that goes with a case number: it tells the status on the telephone or the web, no more.

Argon2id like every password here. Five wrong ones lock a case for half an hour, each further five
for twice as long (set by this portal); a locked case answers as a wrong PIN does.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import numbers
from complaints.models import Case
from credit_portal.common import clock
from credit_portal.common.db import lock
from credit_portal.common.errors import NotFound

DIGITS = 6
WHOLE = re.compile(rf"[0-9]{{{DIGITS}}}")
TRIES = 5
FIRST_LOCK = timedelta(minutes=30)
LONGEST_LOCK = timedelta(days=7)


def issue() -> tuple[str, str]:
    """A new PIN, and the hash of it that is kept."""
    pin = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    return pin, make_password(pin)


def status_of(*, number: str, pin: str) -> Case | None:
    """The case whose number and PIN these are; None for anything else, a locked case included.

    The hash is compared also where there is no case, and before anything is locked, so that all
    answers take their time alike, however many ask at once. Then what was tried is counted; of
    those that were tried at once none is right once the case is locked. The caller answers one
    sentence for all.
    """
    found = Case.objects.filter(number=numbers.plain(number)).exclude(pin_hash="").first()
    given = pin.strip()
    right = check_password(given[:DIGITS], found.pin_hash if found else _nobody())
    if found is None:
        return None
    return _tried(found, right=right and WHOLE.fullmatch(given) is not None)


def fits(row: Case, pin: str) -> bool:
    """Whether this is the PIN of a case that is not locked by wrong ones. Nothing is counted: who
    asks is an operator, who reads the case and stands in the trail."""
    locked = row.pin_locked_until is not None and row.pin_locked_until > clock.now()
    return (
        not locked and bool(row.pin_hash) and WHOLE.fullmatch(pin) is not None
        and check_password(pin, row.pin_hash)
    )  # fmt: skip


@transaction.atomic
def _tried(found: Case, *, right: bool) -> Case | None:
    """Count a try; the case where it was right, is not locked and has the same PIN still."""
    row = lock(Case, found.pk)
    if row.pin_locked_until is not None and row.pin_locked_until > clock.now():
        return None
    if not right or row.pin_hash != found.pin_hash:
        _count(row)
        return None
    if row.pin_failures:
        row.pin_failures, row.pin_locked_until = 0, None
        row.save(update_fields=["pin_failures", "pin_locked_until"])
    return row


def wrong() -> NotFound:
    """The one sentence for a wrong number, a wrong PIN and a locked case."""
    return NotFound(
        "pin_wrong",
        _("Number and PIN do not fit, or were wrong too often. Call the hotline if it goes on."),
        field="pin",
    )


def _count(row: Case) -> None:
    row.pin_failures += 1
    rounds, rest = divmod(row.pin_failures, TRIES)
    if rest == 0:
        row.pin_locked_until = clock.now() + min(
            FIRST_LOCK * 2 ** min(rounds - 1, 12), LONGEST_LOCK
        )
    row.save(update_fields=["pin_failures", "pin_locked_until"])


_kept: list[str] = []


def _nobody() -> str:
    """A hash that no PIN fits, made once a process: it costs what a real one costs."""
    if not _kept:
        _kept.append(make_password(secrets.token_hex(16)))
    return _kept[0]
