"""Where stored bytes lie: a private folder, random names, mode 0600, on disk before the commit."""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


def folder() -> Path:
    """The private folder below MEDIA_ROOT."""
    return Path(settings.MEDIA_ROOT) / "stored"


def write(content: bytes) -> str:
    """Write the bytes and their folder entry through to the disk; the new random name.

    Raises OSError when the disk is full (answered with 507); then nothing of it stays.
    """
    token = secrets.token_hex(16)
    name = f"{token[:2]}/{token}"
    path = folder() / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:  # a full disk: nothing half-written stays
        path.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return name


def read(name: str) -> bytes:
    """The bytes under a name made by `write`. Raises FileNotFoundError, ValueError."""
    return _path(name).read_bytes()


def remove(name: str) -> None:
    """Remove the bytes; no error when they are gone already."""
    _path(name).unlink(missing_ok=True)


def names_older_than(seconds: float) -> Iterator[str]:
    """Names of files last written at least this long ago."""
    latest = time.time() - seconds
    for path in sorted(folder().glob("??/*")):
        name = f"{path.parent.name}/{path.name}"
        try:
            if _NAME.fullmatch(name) and path.stat().st_mtime <= latest:
                yield name
        except FileNotFoundError:
            continue


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise ValueError("not a storage name")
    return folder() / name


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
