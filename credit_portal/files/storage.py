"""Where stored bytes lie: a private folder, random names, mode 0600, on disk before the commit.

An area is a folder of its own, whose files other rows than StoredFile name.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from credit_portal.common import clock

_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


STORED = "stored"


def folder(area: str = STORED) -> Path:
    """The private folder of an area below MEDIA_ROOT."""
    return Path(settings.MEDIA_ROOT) / area


def write(content: bytes, area: str = STORED) -> str:
    """Write the bytes and their folder entry through to the disk; the new random name.

    Raises OSError when the disk is full (answered with 507); then nothing of it stays.
    """
    token = secrets.token_hex(16)
    name = f"{token[:2]}/{token}"
    file_path = folder(area) / name
    file_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(file_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:  # a full disk: nothing half-written stays
        file_path.unlink(missing_ok=True)
        raise
    _sync_folder(file_path.parent)
    return name


def without_moment(name: str, area: str = STORED) -> None:
    """Let the file system say the end of the day, where no moment may be kept; not yet past, so
    that no sweep takes the file for an old one while the transaction is open."""
    with clock.days_only():
        end = clock.now().timestamp()
    os.utime(path(name, area), (end, end))


def read(name: str, area: str = STORED) -> bytes:
    """The bytes under a name made by `write`. Raises FileNotFoundError, ValueError."""
    return path(name, area).read_bytes()


def remove(name: str, area: str = STORED) -> None:
    """Remove the bytes; no error when they are gone already."""
    path(name, area).unlink(missing_ok=True)


def names_older_than(seconds: float, area: str = STORED) -> Iterator[str]:
    """Names of files last written at least this long ago."""
    latest = time.time() - seconds
    for file in sorted(folder(area).glob("??/*")):
        name = f"{file.parent.name}/{file.name}"
        try:
            if _NAME.fullmatch(name) and file.stat().st_mtime <= latest:
                yield name
        except FileNotFoundError:
            continue


def path(name: str, area: str = STORED) -> Path:
    """Where the bytes under a name lie. Raises ValueError for what is no such name."""
    if not _NAME.fullmatch(name):
        raise ValueError("not a storage name")
    return folder(area) / name


def _sync_folder(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
