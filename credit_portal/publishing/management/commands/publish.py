"""`manage.py publish`: drain the publication outbox by hand, by the service beat calls."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from credit_portal.publishing import selectors, services


class Command(BaseCommand):
    """Publish everything that was decided."""

    help = "Publish everything that was decided and is not public yet."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many decisions go into one transaction."""
        parser.add_argument("--batch", type=int, default=100)

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish batch by batch, saying how far it is; safe to interrupt and to repeat."""
        total = services.publish_all(
            options["batch"], progress=lambda count: self.stdout.write(f"{count} published")
        )
        left = selectors.pending_count()
        self.stdout.write(f"done: {total} decisions published, {left} left")
