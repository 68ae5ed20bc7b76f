"""`manage.py bench`: the portal against limits and baselines measured in the same run.

Works in scratch databases of its own and drops them; the portal's data are not touched.
"""

from argparse import ArgumentParser
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Measure the cases and print their ratios (docs/performance.md)."""

    help = __doc__ or ""
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How long, how much, which."""
        parser.add_argument("--rounds", type=int, default=7)
        parser.add_argument("--slice", type=float, default=3.0, help="seconds of a slice")
        parser.add_argument(
            "--rows", type=int, nargs="+", default=[100_000], help="one size or several in one run"
        )
        parser.add_argument("--case", action="extend", nargs="+", help="only these")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the cases one after the other, each in a clone of one template."""
        try:
            from tests.bench import cases, report, scratch  # noqa: PLC0415 - in a checkout only
            from tests.bench.figures import Mismatch  # noqa: PLC0415
            from tests.bench.harness import measure  # noqa: PLC0415
        except ImportError as error:
            raise CommandError(f"The bench runs from a checkout with its tests: {error}") from error
        if "owner" not in settings.DATABASES:
            raise CommandError("The bench makes databases: set DATABASE_OWNER_URL.")
        unknown = set(options["case"] or ()) - cases.CASES.keys()
        if unknown or min(options["rounds"], options["slice"], min(options["rows"]) - 39) <= 0:
            known = ", ".join(cases.CASES)
            raise CommandError(f"Cases are {known}; at least 40 rows, one round, a slice.")
        results = []
        try:
            self._say("making the template")
            with scratch.template() as template:
                for rows, names in product(options["rows"], cases.staged(options["case"])):
                    with scratch.clone(template):
                        for name in names:
                            found = measure(
                                cases.CASES[name],
                                rounds=options["rounds"],
                                seconds=options["slice"],
                                rows=rows,
                                say=self._say,
                            )
                            results.append(found)
                            self.stdout.write("\n".join(report.lines(found)))
        except Mismatch as error:
            raise CommandError(str(error)) from error
        path = Path(settings.BASE_DIR, ".run", "bench", f"{datetime.now():%Y%m%d-%H%M%S}.json")
        report.write(results, path)
        self.stdout.write(f"\nKept in {path}")

    def _say(self, text: str) -> None:
        self.stderr.write(text)
