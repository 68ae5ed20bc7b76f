"""`manage.py rebuild_displayed`: write the displayed rows anew from versions and openings."""

from typing import Any

from django.core.management.base import BaseCommand

from credit_portal.publishing import services


class Command(BaseCommand):
    """Rebuild what is displayed."""

    help = "Write every displayed row anew from its latest version; safe to interrupt and repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, saying how far it is."""
        total = services.rebuild_displayed(
            progress=lambda count: self.stdout.write(f"{count} rows")
        )
        self.stdout.write(f"done: {total} rows")
