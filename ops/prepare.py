"""Database and static files made ready in one process: one start of Django instead of three."""

from __future__ import annotations

import hashlib
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError

from ops.trouble import say

UNUSED = ["redoc"]  # a second documentation page that the packages bring along


def main() -> int:
    """Migrate as owner and load reference data; meanwhile collect changed static files."""
    try:
        django.setup()
        with ThreadPoolExecutor(1) as beside:
            collecting = beside.submit(collect_static, Path(settings.STATIC_ROOT))
            say("Migrating the database ...")
            call_command("migrate", database="owner", interactive=False, verbosity=0)
            require_newest_log()
            make_vault_keys()
            say("Loading reference data ...")
            call_command("load_reference", verbosity=0)
            collecting.result()
    except (CommandError, ImproperlyConfigured) as error:
        print(f"\n{error}\n", file=sys.stderr)
        return 1
    return 0


def require_newest_log() -> None:
    """Refuse a database that is older than its published log. Raises CommandError."""
    from credit_portal.ledger import memory  # noqa: PLC0415 - needs the models

    try:
        memory.check()
    except memory.RolledBack as refusal:
        raise CommandError(f"{refusal.code}: {refusal}") from refusal


def make_vault_keys() -> None:
    """The first keys, before anybody wants to seal; elsewhere the vault makes them itself."""
    from complaints.vault import keys, reseal  # noqa: PLC0415 - needs the settings

    if settings.MAKE_KEYS:
        try:
            keys.make(lambda: reseal.highest_used("owner") > 0)
        except ImproperlyConfigured as error:  # the portal serves; its hotline takes no names
            say(str(error))


def fingerprint(root: Path) -> str:
    """Digest of names, sizes and times of all static files and of the packages' versions."""
    digest = hashlib.sha256((root / "requirements.txt").read_bytes())
    folders = [root / "static", *root.glob("[!.]*/static"), *root.glob("credit_portal/*/static")]
    for path in sorted(path for folder in folders for path in folder.rglob("*")):
        if path.is_file():
            found = path.stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static(target: Path) -> None:
    """Collect, hash and compress the static files unless nothing changed since last time."""
    stamp = target.parent / "static.stamp"
    current = fingerprint(Path(settings.BASE_DIR))
    if stamp.exists() and stamp.read_text() == current and target.exists():
        return
    say("Collecting static files ...")
    options = {"clear": True, "ignore_patterns": UNUSED, "verbosity": 0}
    call_command("collectstatic", interactive=False, **options)
    stamp.write_text(current)


if __name__ == "__main__":
    sys.exit(main())
