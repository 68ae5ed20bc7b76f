"""`manage.py demo_data`: two years of a fictional city, loaded through the services.

Can be interrupted and run again: it goes on where it stopped. For the demonstration only.
"""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from credit_portal.common.errors import DomainError
from credit_portal.desk.demo import runner
from credit_portal.desk.demo.plan import DEFAULT_SEED, DEFAULT_SIZE

LARGEST = 20_000


class Command(BaseCommand):
    """Load demonstration data, or continue loading them."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many commitments, and from which seed."""
        parser.add_argument("--size", type=int, help=f"commitments (default {DEFAULT_SIZE})")
        parser.add_argument("--seed", type=int, help=f"of chance (default {DEFAULT_SEED})")

    def handle(self, *args: Any, **options: Any) -> None:
        """Begin, continue, or say that nothing is left to do."""
        if not (settings.DEMO or settings.TESTING):
            raise CommandError("Demonstration data are for demonstration mode only (DEMO=1).")
        size, seed = self._wanted(options)
        if runner.is_finished():
            self.stdout.write(f"Demonstration data of {size} commitments stand already.")
            return
        try:
            result = runner.load(size=size, seed=seed, say=self._say)
        except runner.AlreadyLoading:
            self.stdout.write("Another process is loading demonstration data already.")
            return
        except DomainError as error:
            if options["size"] is None:  # `make run` on a database with work of its own in it
                self.stdout.write(str(error.message))
                return
            raise CommandError(str(error.message)) from error
        except KeyboardInterrupt:
            self.stderr.write("Interrupted. Run the same command again to go on.")
            sys.exit(130)
        self.stdout.write(
            f"Demonstration data loaded: {result.steps} steps in {result.seconds:.0f} s"
            f" ({result.done_before} were done before, {len(result.passed_over)} left out)."
        )

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _wanted(self, options: dict[str, Any]) -> tuple[int, int]:
        """Size and seed: as begun here before, else as asked. Raises CommandError."""
        size, seed = options["size"], options["seed"]
        if size is not None and not 1 <= size <= LARGEST:
            raise CommandError(f"--size lies between 1 and {LARGEST}.")
        kept = runner.begun_with()
        if kept is None:
            return size or DEFAULT_SIZE, DEFAULT_SEED if seed is None else seed
        if size not in (None, kept["size"]) or seed not in (None, kept["seed"]):
            raise CommandError(
                f"This database holds demonstration data of size {kept['size']} (seed"
                f" {kept['seed']}). Time only moves forwards, so another set needs a new database:"
                " stop the portal, move the folder .run/ away, and start again."
            )
        return kept["size"], kept["seed"]
