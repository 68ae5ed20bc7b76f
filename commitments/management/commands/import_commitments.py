"""Take over a published list of commitments: check all of it, then write it in batches."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from commitments import policies
from commitments.importing import listing
from commitments.importing.letters import posts
from commitments.services import takeover
from commitments.services.approval import BATCH
from credit_portal.accounts.models import User
from credit_portal.common import acts
from credit_portal.common.errors import DomainError

PURPOSE = "import_commitments"


class Command(BaseCommand):
    """Safe to interrupt and to run again: what stands already is passed over."""

    help = "Take over a published list of commitments into a government tree of its own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE, the mapping, who files and who approves."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--mapping", required=True, metavar="NAME")
        parser.add_argument("--actor", required=True, metavar="USER")
        parser.add_argument("--approve-as", metavar="USER")
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check everything, then import, then approve; exit 1 with nothing written on errors."""
        with translation.override("en"):
            self._run(options)

    def _run(self, options: dict[str, Any]) -> None:
        actor = _user(options["actor"], policies.TAKE_OVER)
        approver = None
        if options["approve_as"]:
            approver = _user(options["approve_as"], policies.APPROVE)
            if approver.pk == actor.pk:
                raise CommandError("--approve-as must be somebody else than --actor.")
        found = self._checked(options["file"], options["mapping"])
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was written.")
            return
        try:
            self._import(found, actor)
            if approver is not None:
                self._approve(approver)
        except DomainError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Interrupted. Run the same command again to go on.") from None

    def _checked(self, path: Path, mapping: str) -> listing.Listing:
        try:
            content = path.read_bytes()
            found = listing.check(content, path.name, mapping)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except DomainError as error:
            raise CommandError(str(error)) from error
        for sentence in found.warnings:
            self.stdout.write(self.style.WARNING(sentence))
        for sentence in found.errors:
            self.stderr.write(sentence)
        if found.errors:
            raise CommandError(f"{len(found.errors)} errors; nothing was written.")
        named, leads = posts(found.letters), {row.lead.casefold() for row in found.letters}
        self.stdout.write(
            f"{len(found.letters)} rows, {len(named)} posts, {len(leads)} of them lead,"
            f" {found.existing} rows known already, {len(found.warnings)} warnings."
        )
        return found

    def _import(self, found: listing.Listing, actor: User) -> None:
        total, new = len(found.letters), 0
        if found.existing < total:
            for start in range(0, total, BATCH):
                chunk = found.letters[start : start + BATCH]
                done = acts.run(takeover.take_over, actor=actor, purpose=PURPOSE, letters=chunk)
                new += len(done.value)
                self.stdout.write(f"  imported {min(start + BATCH, total)} of {total}")
        self.stdout.write(self.style.SUCCESS(f"{new} commitments imported."))

    def _approve(self, approver: User) -> None:
        rows, done = takeover.waiting(), 0
        for start in range(0, len(rows), BATCH):
            chunk = rows[start : start + BATCH]
            done += acts.run(
                takeover.approve_rows, actor=approver, purpose=PURPOSE, rows=chunk
            ).value
            self.stdout.write(f"  approved {done} of {len(rows)}")
        self.stdout.write(self.style.SUCCESS(f"{done} commitments approved."))


def _user(name: str, verb: str) -> User:
    user = User.objects.select_related("post", "organisation").filter(username=name).first()
    if user is None or not user.is_active:
        raise CommandError(f"There is no active user called {name}.")
    if not policies.over_lists(user, verb):
        raise CommandError(f"{name} holds no role over a whole government that may do {verb}.")
    user.fresh = True  # whoever runs commands on the server has proven himself there
    return user
