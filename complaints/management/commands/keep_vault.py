"""`manage.py keep_vault`: the vault, for ever; `--new-key` gives it a further key, and ends."""

from __future__ import annotations

import fcntl
import logging
import os
import signal
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from complaints.vault import keys, memory
from complaints.vault.commands import Vault
from complaints.vault.reseal import highest_used
from complaints.vault.rules import VAULT, DatabaseRules
from complaints.vault.server import Server

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """A process of its own: the only one with the private keys (docs/vault.md). It ends with
    status 1 when its keys are lost, or another vault runs from its folder. A database that is away
    is waited for: meanwhile it opens nothing."""

    help = "Open what reporters sealed, when the rules allow it; the vault's own process."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """All three work on the keys only."""
        parser.add_argument(
            "--make-keys", action="store_true", help="make the first keys, then end"
        )
        parser.add_argument("--new-key", action="store_true", help="seal to a new key, then end")
        parser.add_argument(
            "--lost", action="store_true",
            help="the keys are lost for good: leave closed what was sealed, begin anew, then end",
        )  # fmt: skip

    def handle(
        self, *args: Any, make_keys: bool = False, new_key: bool = False, lost: bool = False,
        **options: Any,
    ) -> None:  # fmt: skip
        """Keep the vault until stopped. Raises CommandError when it cannot."""
        if VAULT not in settings.DATABASES:
            raise CommandError("DATABASE_VAULT_URL is not set: the vault has its own role.")
        os.umask(0o077)
        memory.keep_to_itself()
        try:
            if make_keys:
                keys.make(anything_sealed)
            elif new_key or lost:
                number = keys.give_up(highest_used()) if lost else keys.add()
                self.stdout.write(f"key {number} seals from now on")
            else:
                self._keep()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error

    @staticmethod
    def _keep() -> None:
        if settings.MAKE_KEYS:
            keys.make(anything_sealed)
        vault = Vault(DatabaseRules())
        with open(Path(settings.VAULT_FOLDER) / "lock", "w", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CommandError("Another vault runs from this folder.") from None
            path, peers = Path(settings.VAULT_SOCKET), settings.VAULT_PEERS
            server = Server(path, vault.answer, peers=peers, idle=vault.idle)
            server.listen()
            signal.signal(signal.SIGTERM, _stop)
            logger.info("the vault is open for questions")
            server.serve()


def anything_sealed() -> bool:
    """Whether something rests on the vault's keys, so that they cannot be made anew."""
    return highest_used() > 0


def _stop(number: int, frame: Any) -> None:
    raise SystemExit(0)
