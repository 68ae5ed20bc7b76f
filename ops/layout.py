"""Where the portal keeps what it writes: `.run/`, readable by its owner only."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ops import memory
from ops.trouble import Trouble

ROOT = Path(__file__).resolve().parent.parent
SOCKET_NAME = ".s.PGSQL.5432"  # the longest socket name that will stand in the folder
SOCKET_LIMIT = 100  # bytes; sun_path holds 104 (macOS) or 108 (Linux) with the closing zero
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-")


@dataclass(frozen=True)
class Layout:
    """Folders of one set of servers (`.run` for the portal, `.run/test` for its tests)."""

    root: Path
    run: Path
    memory: Path | None = None  # for what is thrown away after the run

    @property
    def secrets(self) -> Path:
        """Keys and passwords, made at first use."""
        return self.run / "secrets"

    @property
    def logs(self) -> Path:
        """One log per process."""
        return self.run / "log"

    @property
    def cluster(self) -> Path:
        """Link to, or place of, the PostgreSQL data."""
        return (self.memory or self.run) / "postgres"

    @property
    def broker(self) -> Path:
        """Append-only file of the broker."""
        return self.run / "valkey"

    @property
    def sockets(self) -> Path:
        """Folder of the unix sockets, or a link to a shorter one."""
        return self.run / "sock"

    @property
    def environment(self) -> Path:
        """Settings of the running portal, for `ops.manage`."""
        return self.run / "environment.json"

    def make(self) -> None:
        """Create the folders; everything below `.run` is private to its owner.

        Raises Trouble when an earlier start under another user left them out of reach.
        """
        top = private_folder(self.root / ".run")
        if top.stat().st_uid != os.getuid():
            raise Trouble(
                f"{top} belongs to another user (the portal was started as that user before).\n"
                "Start it as that user again, or remove the folder to begin with empty data."
            )
        for folder in (self.run, self.secrets, self.logs, self.broker):
            private_folder(folder)
        for name in ("files", "static", "beat"):
            private_folder(self.run / name)


def for_portal(root: Path = ROOT) -> Layout:
    """Layout of `make run`."""
    return Layout(root, root / ".run")


def for_tests(root: Path = ROOT) -> Layout:
    """Layout of `make test`, apart from the portal's own data; in memory where there is room."""
    return Layout(root, root / ".run" / "test", memory.folder(root))


def private_folder(path: Path) -> Path:
    """Create a folder, or tighten an existing one, to mode 0700."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if stat.S_IMODE(path.stat().st_mode) != 0o700 and path.stat().st_uid == os.getuid():
        path.chmod(0o700)
    return path


def fits(folder: Path) -> bool:
    """Whether sockets in this folder have a legal length and need no quoting."""
    full = os.fsencode(folder / SOCKET_NAME)
    return len(full) <= SOCKET_LIMIT and set(str(folder)) <= PLAIN


def _still_ours(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700
    return private and found.st_uid == os.getuid() and fits(folder)


def socket_folder(layout: Layout) -> Path:
    """Private folder for unix sockets, short enough for the system's limit.

    Normally `.run/sock`; from a deep or oddly named checkout a random folder of mode 0700
    under /tmp, to which `.run/sock` becomes a link so that the next start finds it again.
    """
    wanted = layout.sockets
    if fits(wanted) and not wanted.is_symlink():
        return private_folder(wanted)
    if wanted.is_symlink():
        target = Path(os.readlink(wanted))
        if _still_ours(target):
            return target
        wanted.unlink()
    elif wanted.exists():
        shutil.rmtree(wanted)  # holds sockets only
    if fits(wanted):
        return private_folder(wanted)
    short = Path(tempfile.mkdtemp(prefix="portal-", dir="/tmp"))
    wanted.symlink_to(short)
    return short
