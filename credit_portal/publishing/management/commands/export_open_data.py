"""`manage.py export_open_data`: write the files of open data now, or to a folder of one's own."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from credit_portal.publishing.open_data import manifest, runs


class Command(BaseCommand):
    """Everything public as CSV, JSON Lines and workbooks, of one snapshot."""

    help = "Write everything public to files: CSV, JSON Lines, XLSX, and a manifest."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("--to", metavar="DIR", help="instead of OPEN_DATA_ROOT")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export; safe to interrupt and to repeat. Exits 1 when another process is at it."""
        folder = Path(options["to"]) if options["to"] else manifest.root()
        if folder is None:
            raise CommandError("give a folder: OPEN_DATA_ROOT is empty")
        made = runs.export(folder, progress=self.stdout.write)
        if made is None:
            raise CommandError("another process is exporting into this folder")
        rows = sum(table.rows for table in made.tables.values())
        self.stdout.write(f"done: {len(made.tables)} data sets, {rows} rows, in {folder}")
