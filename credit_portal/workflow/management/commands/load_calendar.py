"""Load the holiday arrangement of a year from a CSV file and count open deadlines anew."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from credit_portal.accounts.models import User
from credit_portal.common import acts
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.errors import DomainError
from credit_portal.workflow import calendar_setup

LARGEST = 1024 * 1024


class Command(BaseCommand):
    """`load_calendar FILE [--actor USER [--second USER]]`; the same file again changes nothing.

    A year that is loaded already takes two different people who may load calendars.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and the account in whose name it is loaded."""
        parser.add_argument("file", help="CSV: year,kind,date,name_zh,name_en,number,url")
        parser.add_argument("--actor", help="user name; without it the system's account")
        parser.add_argument("--second", help="user name of the second person who checked the file")

    def handle(self, *args: Any, **options: Any) -> None:
        """One transaction; on any error nothing is loaded and the exit code is 1."""
        text = self._read(Path(options["file"]))
        try:
            done = acts.run(
                calendar_setup.load_by_command, actor=self._actor(options["actor"]), text=text,
                second=self._user(options["second"]) if options["second"] else None,
                purpose="load_calendar", answer=lambda value: {"years": list(value.years)},
            ).value  # fmt: skip
        except DomainError as error:
            raise CommandError(str(error)) from error
        years = ", ".join(str(year) for year in done.years)
        self.stdout.write(
            f"{years}: {done.changed_days} days changed; {done.recomputed} open deadlines counted"
            f" anew, {done.moved} moved, {done.confirmed} no longer provisional"
        )

    def _read(self, path: Path) -> str:
        try:
            if path.stat().st_size > LARGEST:
                raise CommandError(f"{path} is larger than {LARGEST} bytes")
            return path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"cannot read {path}: {error}") from error

    def _actor(self, username: str | None) -> Actor:
        return SYSTEM if username is None else self._user(username)

    def _user(self, username: str) -> User:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"there is no active user {username}")
        return user
