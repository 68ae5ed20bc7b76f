"""Do by hand what beat does: remind, mark overdue, escalate."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from credit_portal.workflow import sweeps


class Command(BaseCommand):
    """Calls the same service as the task `check_deadlines`."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep once and say what was done; exit 1 when a handler failed."""
        try:
            report = sweeps.check_deadlines()
        except sweeps.SweepFailed as error:
            raise CommandError(f"some deadlines could not be handled: {error}") from error
        for (kind, stage), count in sorted(report.done.items()):
            self.stdout.write(f"{kind} {stage}: {count}")
        if report.busy:
            self.stdout.write("another process is sweeping")
        self.stdout.write(f"{report.total} deadlines handled")
