"""`manage.py verify_invariants`: what must always hold in the database (security.md 3.3)."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from credit_portal.common import invariants


class Command(BaseCommand):
    """Check every registered invariant."""

    help = "Check every invariant; prints the rows that break one and exits with 1 if any do."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each invariant with ok or its offending rows."""
        broken = invariants.broken()
        for code, invariant in sorted(invariants.REGISTRY.items()):
            found = broken.get(code, [])
            self.stdout.write(f"{code} {'BROKEN' if found else 'ok':6} {invariant.sentence}")
            for row in found:
                self.stdout.write(f"      {', '.join(str(value) for value in row)}")
        if broken:
            sys.exit(1)
