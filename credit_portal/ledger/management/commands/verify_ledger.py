"""`manage.py verify_ledger`: recompute the whole log from its entries; exit 1 on any fault."""

from __future__ import annotations

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections, transaction

from credit_portal.ledger.checks import Report, check_ledger
from credit_portal.ledger.models import LedgerState
from credit_portal.ledger.selectors import unsigned_since, verifier_line

#: The signer needs a moment for what was just appended; a longer tail is a fault.
PATIENCE = 5.0


class Command(BaseCommand):
    """Print figures and faults of the log."""

    help = "Recompute entries, tiles and signed checkpoints of the ledger; exit 1 on any fault."

    def handle(self, *args: Any, **options: Any) -> None:
        """Check in one snapshot, so that a log that grows meanwhile is no fault."""
        self._wait_for_signer()
        started = time.monotonic()
        with transaction.atomic():
            self._snapshot()
            report = check_ledger(progress=self._progress)
        self._print(report, time.monotonic() - started)
        if report.faults:
            sys.exit(1)

    def _wait_for_signer(self) -> None:
        limit = time.monotonic() + PATIENCE
        while LedgerState.objects.exists() and unsigned_since(using="default"):
            if time.monotonic() > limit:
                return
            time.sleep(0.1)

    def _snapshot(self) -> None:
        """Read one state of the database throughout (not possible inside a test's transaction)."""
        connection = connections["default"]
        if len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")

    def _progress(self, size: int) -> None:
        if size and size % 65_536 == 0:
            self.stderr.write(f"{size} entries")

    def _print(self, report: Report, seconds: float) -> None:
        self.stdout.write(f"key          {verifier_line()}")
        self.stdout.write(f"entries      {report.entries}")
        self.stdout.write(f"tiles        {report.tiles}")
        self.stdout.write(f"checkpoints  {report.checkpoints}")
        self.stdout.write(f"root         {report.root.hex()}")
        self.stdout.write(f"seconds      {seconds:.1f}")
        for fault in report.faults:
            self.stderr.write(f"FAULT        {fault}")
        if not report.faults:
            self.stdout.write("OK")
