"""`manage.py verify_audit`: recompute the tree of the audit trail; exit 1 on any fault."""

from __future__ import annotations

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections, transaction

from credit_portal.ledger.audit_check import AuditReport, check_audit


class Command(BaseCommand):
    """Print figures and faults of the audit trail."""

    help = "Recompute the hourly roots of the audit trail from its rows; exit 1 on any fault."

    def handle(self, *args: Any, **options: Any) -> None:
        """Check in one snapshot, so that a trail that grows meanwhile is no fault."""
        started = time.monotonic()
        with transaction.atomic():
            self._snapshot()
            report = check_audit(progress=self._progress)
        self._print(report, time.monotonic() - started)
        if report.faults:
            sys.exit(1)

    def _snapshot(self) -> None:
        """Read one state of the database throughout (not possible inside a test's transaction)."""
        connection = connections["default"]
        with connection.cursor() as cursor:
            if len(connection.savepoint_ids) == 0:
                cursor.execute("set transaction isolation level repeatable read, read only")
            cursor.execute("set local statement_timeout = '600s'")

    def _progress(self, size: int) -> None:
        if size and size % 65_536 == 0:
            self.stderr.write(f"{size} events")

    def _print(self, report: AuditReport, seconds: float) -> None:
        self.stdout.write(f"events       {report.events}")
        self.stdout.write(f"anchors      {report.anchors}")
        self.stdout.write(f"uncovered    {report.uncovered}")
        self.stdout.write(f"erased       {report.erased_reasons} reasons")
        self.stdout.write(f"root         {report.root.hex()}")
        self.stdout.write(f"seconds      {seconds:.1f}")
        for fault in report.faults:
            self.stderr.write(f"FAULT        {fault}")
        if not report.faults:
            self.stdout.write("OK")
