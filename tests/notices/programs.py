"""Real servers for the tests of delivery: programs of their own that keep what they are told."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

HERE = Path(__file__).parent


class Program:
    """A server program with a folder: `mode` says how it behaves, `*.jsonl` what it got."""

    def __init__(self, script: str, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self._command = [sys.executable, str(HERE / script), str(folder), *arguments]
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self.behave("ok")

    def behave(self, mode: str) -> None:
        """How it answers from now on."""
        (self.folder / "mode").write_text(mode, encoding="ascii")

    def kept(self, name: str) -> list[dict[str, Any]]:
        """What it wrote down."""
        path = self.folder / f"{name}.jsonl"
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    def wait_for(self, name: str, count: int) -> None:
        """Wait until it has written down so many."""
        for _moment in range(200):
            if len(self.kept(name)) >= count:
                return
            time.sleep(0.05)
        raise AssertionError(f"{name} holds {len(self.kept(name))}, not {count}")

    def start(self) -> int:
        """Start it; returns the port, the same one each time."""
        port = self.folder / "port"
        wanted = port.read_text(encoding="ascii") if port.exists() else "0"
        ready = self.folder / "ready"
        ready.unlink(missing_ok=True)
        self._process = subprocess.Popen([*self._command, wanted])
        for _moment in range(200):
            if ready.exists():
                return int(port.read_text(encoding="ascii"))
            time.sleep(0.05)
        raise AssertionError("the program did not start")

    def stop(self) -> None:
        """Stop it; what it wrote down stays."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stop()
