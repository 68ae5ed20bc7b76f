"""`manage.py publish`: drain the publication outbox by hand, by the service beat calls."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from credit_portal.publishing import services


class Command(BaseCommand):
    """Publish everything that was decided."""

    help = "Publish everything that was decided and is not public yet."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many decisions go into one transaction."""
        parser.add_argument("--batch", type=int, default=100)

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish batch by batch, saying how far it is; safe to interrupt and to repeat."""
        total = 0
        while done := services.publish_pending_batch(options["batch"]):
            total += done
            self.stdout.write(f"{total} published")
        self.stdout.write(f"done: {total} decisions published")
