"""`manage.py create_ledger_key`: the log's signing key and its public file, at the installation."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from credit_portal.ledger import keys
from credit_portal.ledger.selectors import is_signed
from credit_portal.ledger.signer import SIGNER


class Command(BaseCommand):
    """Run by the signer's user; safe to repeat, refused where a log was signed by a lost key."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing, unless the log rests on a key that is lost."""
        if not keys.private_exists() and is_signed(using=SIGNER):
            raise CommandError("The log is signed by a key that is missing. Restore ledger.key.")
        try:
            keys.make_key()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        self.stdout.write(keys.verifier().line())
