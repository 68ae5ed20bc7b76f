"""A folder in memory for what is thrown away: a file is made there far quicker than on a disk.

Each test with real commits has a database of its own, some 1,400 files; on a slow disk making them
takes longer than the test.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - a private folder is made in it
ROOM = 4 << 30  # bytes: a run has used up to 1 GB, and the rest of the machine needs its own
AVAILABLE = "MemAvailable:"


def folder(root: Path) -> Path | None:
    """Private folder of this checkout in memory, always the same one; None where there is no such
    place, too little room, or somebody else has taken the name."""
    if not (_suits(MEMORY) and _available() >= ROOM):
        return None
    key = hashlib.sha256(os.fsencode(root.absolute())).hexdigest()[:8]
    place = MEMORY / f"portal-{key}"  # short: sockets in it have names of at most 107 bytes
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        found = place.lstat()
    except OSError:
        return None
    private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700
    return place if private and found.st_uid == os.getuid() else None


def _suits(place: Path) -> bool:
    """Whether programs may be written and started there, with room enough."""
    try:
        found = os.statvfs(place)
    except OSError:
        return False
    return not found.f_flag & os.ST_NOEXEC and found.f_bavail * found.f_frsize >= ROOM


def _available() -> int:
    """Bytes of memory that programs can still have; 0 where the system does not say (not Linux)."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith(AVAILABLE))
