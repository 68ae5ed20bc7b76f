"""What the portal acknowledged, written through to the disk before the next act."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Journal:
    """Lines of JSON, one per acknowledged act: kind, key, subject, what was answered."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, **facts: Any) -> None:
        """Append a line; it is on the disk when this returns."""
        line = json.dumps(facts, ensure_ascii=False, default=str) + "\n"
        with self._lock:
            os.write(self._file, line.encode())
            os.fsync(self._file)


def read(path: Path) -> Iterator[dict[str, Any]]:
    """All lines."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
