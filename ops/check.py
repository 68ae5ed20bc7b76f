"""`make lint` and `make check`: every static check, then (check only) the tests."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import polib

from ops.layout import ROOT, for_tests
from ops.run_tests import pytest_command, with_servers
from ops.signals import LISTENER, Stop
from ops.trouble import Trouble, complain, say

BIN = Path(sys.executable).parent


def tool(name: str, *arguments: str) -> Callable[[], int]:
    """A check that is one program of the environment."""

    def run() -> int:
        return subprocess.run([BIN / name, *arguments], cwd=ROOT, check=False).returncode

    return run


def meanwhile(name: str, *arguments: str) -> Callable[[], int]:
    """The same, begun now: the check waits for its end and shows what it printed."""
    output = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the check has shown it
    process = subprocess.Popen(
        [BIN / name, *arguments], cwd=ROOT, stdout=output, stderr=subprocess.STDOUT
    )
    atexit.register(process.kill)

    def wait() -> int:
        code = process.wait()
        with output:
            output.seek(0)
            print(output.read().decode(errors="replace"), end="", flush=True)
        return code

    return wait


def migrations() -> int:
    """Whether models and migrations agree (needs the database)."""
    command = [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]
    return with_servers(command)


def deployment() -> int:
    """Whether Django finds anything to warn of in the settings of a production site."""
    manage = [sys.executable, "manage.py"]
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    site = {
        "PUBLIC_URL": "https://portal.example",
        "SECRETS_DIR": str(for_tests().secrets),
        "METRICS_TOKEN": "0" * 40,
        "LEDGER_MEMORY": str(for_tests().run / "ledger" / "checkpoint"),
    }
    make_key = "from credit_portal.ledger import receipt_keys; receipt_keys.make_key()"
    for arguments in (
        ["shell", "--no-imports", "-c", make_key],
        ["check", "--deploy", "--fail-level", "WARNING"],
    ):
        done = subprocess.run([*manage, *arguments], cwd=ROOT, env=kept | site, check=False)
        if done.returncode:
            return done.returncode
    return 0


def messages() -> int:
    """Whether every compiled catalogue holds exactly what its source says."""
    stale = [str(po) for po in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")) if not fresh(po)]
    for name in stale:
        print(f"{name}: its .mo file is missing or older; run: make messages")
    return 1 if stale else 0


def entries(catalogue: polib.POFile | polib.MOFile) -> set[tuple[str | None, str, str]]:
    """Translated messages with their contexts, plural forms included."""
    return {
        (entry.msgctxt, entry.msgid, entry.msgstr or repr(sorted(entry.msgstr_plural.items())))
        for entry in catalogue.translated_entries()
    }


def fresh(source: Path) -> bool:
    """Whether the compiled file beside a catalogue has the same translations."""
    compiled = source.with_suffix(".mo")
    if not compiled.exists():
        return False
    return entries(polib.pofile(str(source))) == entries(polib.mofile(str(compiled)))


def lint() -> list[tuple[str, Callable[[], int]]]:
    """The static checks. Types take as long as all others: they are looked at meanwhile."""
    types = meanwhile("mypy")
    return [
        ("ruff check", tool("ruff", "check", ".")),
        ("ruff format", tool("ruff", "format", "--check", ".")),
        ("import contract", tool("lint-imports")),
        ("messages", messages),
        ("deployment", deployment),
        ("migrations", migrations),
        ("mypy", types),
    ]


def main(arguments: list[str]) -> int:
    """Run all checks, also after a failure, and name those that failed."""
    LISTENER.listen()
    steps = lint()
    if arguments[:1] == ["check"]:
        steps.append(("tests", lambda: with_servers(pytest_command(arguments[1:]))))
    failed = []
    try:
        for name, step in steps:
            say(f"-- {name}")
            if step():
                failed.append(name)
    except Trouble as trouble:
        complain(trouble)
        return 1
    except Stop:
        return 130
    say(f"FAILED: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
