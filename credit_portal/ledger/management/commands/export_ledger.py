"""`manage.py export_ledger --to DIR`: the whole public log as files for any web server."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from credit_portal.ledger.export import export
from credit_portal.ledger.merkle import LogError


class Command(BaseCommand):
    """Resumes where an earlier export stopped; reads what is public, through the public role."""

    help = "Write the public log as static files (C2SP tlog-tiles); run again, it adds what is new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="the folder")

    def handle(self, *args: Any, to: Path, **options: Any) -> None:
        """Export and say what was done. Raises CommandError."""
        try:
            done = export(to)
        except (LogError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"entries  {done.size}")
        self.stdout.write(f"files    {done.written} written, {done.kept} were there")
        self.stdout.write("serve the folder with any web server; check it like the log itself")
