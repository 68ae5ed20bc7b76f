"""Make the keys of a first installation: the ledger's, that of reports, the keyring of sealed
fields."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from credit_portal.common import crypto
from credit_portal.directory.selectors import has_sealed_numbers
from credit_portal.ledger import keys
from credit_portal.ledger.selectors import is_signed
from integrity_files.reporting import signing


class Command(BaseCommand):
    """Refused where data exist that only the old keys open or continue; safe to repeat before."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing, unless something rests on keys that are lost."""
        if not keys.exists() and is_signed():
            raise CommandError("The log is signed by a key that is missing. Restore ledger.key.")
        if not crypto.keyring_exists() and has_sealed_numbers():
            raise CommandError("Sealed fields need a missing keyring. Restore keyring.json.")
        keys.make_key()
        crypto.make_keyring()
        signing.make_key()
        self.stdout.write("keys are in place")
