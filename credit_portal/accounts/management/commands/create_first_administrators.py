"""Open the first two security administrators of a fresh portal, once."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from credit_portal.accounts.services import create_first_administrators
from credit_portal.accounts.services.common import one_time_password
from credit_portal.accounts.services.setup import NewAdministrator
from credit_portal.common import acts
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import DomainError

VARIABLES = ("FIRST_ADMINISTRATOR_PASSWORD", "SECOND_ADMINISTRATOR_PASSWORD")


class Command(BaseCommand):
    """Two people, because every grant after these takes two. Runs once and is audited.

    Passwords come from FIRST_ADMINISTRATOR_PASSWORD and SECOND_ADMINISTRATOR_PASSWORD, or are
    made up and printed; either way they hold for one sign-in.
    """

    help = "Open the first two security administrators (once)."

    def add_arguments(self, parser: CommandParser) -> None:
        """User names, and how they are shown."""
        parser.add_argument("usernames", nargs="*", metavar="USERNAME", help="two user names")
        parser.add_argument("--names", nargs=2, metavar="NAME", help="the two people's names")
        parser.add_argument("--emails", nargs=2, metavar="EMAIL", help="their e-mail addresses")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for what was not given, open the accounts, print made-up passwords."""
        usernames = options["usernames"] or self._ask()
        if len(usernames) != 2:
            raise CommandError("Give two user names.")
        names = options["names"] or usernames
        emails = options["emails"] or ["", ""]
        given = [os.environ.get(variable, "") for variable in VARIABLES]
        people = [
            NewAdministrator(username, name, password or one_time_password(), email)
            for username, name, password, email in zip(usernames, names, given, emails, strict=True)
        ]
        try:
            acts.run(create_first_administrators, actor=SYSTEM, people=people, answer=lambda _: {})
        except DomainError as error:
            raise CommandError(str(error)) from error
        for person, password in zip(people, given, strict=True):
            shown = "from the environment" if password else person.password
            self.stdout.write(f"{person.username}\t{shown}")
        self.stdout.write("Each password holds for one sign-in at /accounts/login/.")

    def _ask(self) -> list[str]:
        if not sys.stdin.isatty():
            raise CommandError("Give two user names.")
        return [input(f"{which} user name: ").strip() for which in ("First", "Second")]
