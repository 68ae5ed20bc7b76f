"""`manage.py sign_ledger`: sign what is appended to the log, for ever; `--once` does it once."""

from __future__ import annotations

import logging
import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connections

from credit_portal.common.errors import DomainError
from credit_portal.ledger import signer, waking, witnessing
from credit_portal.ledger.signer import SIGNER, sign_pending

logger = logging.getLogger(__name__)
#: Seconds between two looks when no wake-up comes.
EVERY = 1.0


class Command(BaseCommand):
    """A process of its own: the only one with the log's key (docs/ledger.md).

    It ends with status 1 when it refuses: the database does not contain what was signed before, or
    the head cannot be kept. A database that is away is waited for.
    """

    help = "Sign what is appended to the public log; the signer's own process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--once` signs what is there, asks each witness once, and ends."""
        parser.add_argument("--once", action="store_true", help="sign what is there, then end")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        """Sign until stopped. Raises CommandError when it refuses."""
        if SIGNER not in settings.DATABASES:
            raise CommandError("DATABASE_SIGNER_URL is not set: the signer has its own role.")
        if not (settings.SIGNER_MEMORY or settings.TESTING):
            raise CommandError("SIGNER_MEMORY is not set: the signer keeps what it signed last.")
        if once:
            self._sign()
            for one in witnessing.configured():
                self.stdout.write(f"{one.name}: {witnessing.ask_for(one)}")
            return
        signal.signal(signal.SIGTERM, _stop)
        witnessing.begin()
        while True:
            self._look()

    def _look(self) -> None:
        """Sign, then wait for the next wake-up; a lost database is tried again."""
        link = connections[SIGNER]
        try:
            if link.connection is None:
                waking.listen(link)
            self._sign()
            waking.wait(link, EVERY)
        except Error:
            logger.warning("the signer lost its database; it tries again")
            link.close()
            connections["default"].close()
            time.sleep(EVERY)

    def _sign(self) -> None:
        try:
            size = sign_pending()
        except DomainError as refusal:
            logger.critical("the signer refuses: %s", refusal.code)
            raise CommandError(f"{refusal.code}: {refusal}") from refusal
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{signer.own_memory()} cannot be written: {error}") from error
        if size is not None:
            logger.info("signed %s entries", size)


def _stop(number: int, frame: Any) -> None:
    raise SystemExit(0)
