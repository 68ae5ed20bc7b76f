"""Checks cases first..last of a seed in a process of its own and prints what became of them.

    python -m tests.security.uploads.worker SEED FIRST LAST

Every connection that anything tries to open is noted, and so is memory and time.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

#: No single file may keep a worker for longer.
MOST_SECONDS = 20
NETWORK = {"socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.Popen", "os.system"}
tried: list[str] = []


def _watch(event: str, _arguments: tuple[Any, ...]) -> None:
    if event in NETWORK:
        tried.append(event)


def _too_slow(_number: int, _frame: Any) -> None:
    raise BaseException("too slow")  # nothing in between may catch it


def verdict(name: str, content: bytes) -> tuple[str, bytes]:
    """Code of the refusal, or `kept` with what would be stored."""
    from credit_portal.common.errors import Invalid
    from credit_portal.files import checks, services

    clean = services.clean_name(name)
    try:
        return "kept", checks.check(content, clean, purpose="evidence").content
    except Invalid as error:
        return str(error.code), b""


def main(seed: int, first: int, last: int) -> dict[str, Any]:
    """Run the cases; counts by verdict, faults, peak memory in MB, slowest in seconds."""
    import django

    django.setup()
    from tests.security.uploads.kept import dangers
    from tests.security.uploads.mutations import case

    verdict("a.pdf", b"%PDF-")  # whatever is loaded lazily is loaded
    cases = [case(seed, number) for number in range(first, min(first + 1, last))]
    sys.addaudithook(_watch)
    signal.signal(signal.SIGALRM, _too_slow)
    counts: Counter[str] = Counter()
    faults, slowest = [], 0.0
    for number in range(first, last):
        name, content = cases[0] if number == first else case(seed, number)
        begun = time.perf_counter()
        signal.alarm(MOST_SECONDS)
        try:
            code, kept = verdict(name, content)
            found = dangers(name, kept) if code == "kept" else []
        except BaseException as error:
            code, found = "fault", [f"{type(error).__name__}: {error}"[:200]]
        signal.alarm(0)
        slowest = max(slowest, time.perf_counter() - begun)
        counts[code] += 1
        faults += [f"{number} {name[:40]!r}: {one}" for one in found]
    return {
        "counts": counts, "faults": faults, "network": tried, "peak_mb": _peak(),
        "slowest": round(slowest, 2),
    }  # fmt: skip


def _peak() -> int:
    """Most memory that this program ever held, in MB. Not `ru_maxrss`, which begins with what the
    process that started it held."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:4]))))
