"""Make the keys of a first installation: of upward reports, of receipts, and the keyring of
sealed fields. The log's key is the signer's (`create_ledger_key`)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from credit_portal.common import crypto
from credit_portal.directory.selectors import has_sealed_numbers
from credit_portal.ledger import receipt_keys
from integrity_files.reporting import signing


class Command(BaseCommand):
    """Refused where data exist that only the old keys open or continue; safe to repeat before."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing, unless something rests on keys that are lost."""
        if not crypto.keyring_exists() and has_sealed_numbers():
            raise CommandError("Sealed fields need a missing keyring. Restore keyring.json.")
        crypto.make_keyring()
        signing.make_key()
        receipt_keys.make_key()
        self.stdout.write("keys are in place")
