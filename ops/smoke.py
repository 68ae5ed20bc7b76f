"""`make smoke`: `make run` on a free port, two answers, a stop, and nothing left behind.

Every process of that run inherits a random mark in its environment, by which leftovers are
found wherever they went.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ops import port
from ops.layout import ROOT
from ops.trouble import say

MARK = "PORTAL_SMOKE"
HOST = "127.0.0.1"
START_SECONDS = 240.0
PAGES = ("/healthz", "/")
ROUNDS = 15


def marked(value: str) -> Iterator[tuple[int, str]]:
    """Processes that carry the mark, with their command lines (Linux)."""
    wanted = f"{MARK}={value}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                yield int(folder.name), command
        except OSError:
            continue


def wait_for_answers(process: subprocess.Popen[bytes], number: int) -> bool:
    """Whether all pages answer 200 in time."""
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        if all(port.status(HOST, number, page) == 200 for page in PAGES):
            return True
        time.sleep(0.5)
    for page in PAGES:
        say(f"{page}: {port.status(HOST, number, page) or 'no answer'}")
    return False


def keeps_answering(number: int) -> bool:
    """Whether all web processes answer well, also several at once."""
    asked = [page for page in PAGES for _ in range(ROUNDS)]
    with ThreadPoolExecutor(6) as people:
        found = list(people.map(lambda page: port.status(HOST, number, page, 60.0), asked))
    say(f"{found.count(200)} of {len(found)} requests at once were answered with 200")
    return found.count(200) == len(found)


def wait_for_nothing(value: str) -> list[tuple[int, str]]:
    """What still runs half a minute after the stop."""
    limit = time.monotonic() + 30
    left = list(marked(value))
    while left and time.monotonic() < limit:
        time.sleep(0.3)
        left = list(marked(value))
    return left


def main() -> int:
    """Exit code 0 when everything held."""
    number, value = port.next_free(HOST, 18000) or 18000, secrets.token_hex(8)
    environment = {**os.environ, MARK: value, "PORT": str(number), "DEMO": "1"}
    python = sys.executable
    process = subprocess.Popen(
        [python, "-m", "ops.run"], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL
    )
    try:
        answered = wait_for_answers(process, number) and keeps_answering(number)
        count = len(list(marked(value)))
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(60)
    left = wait_for_nothing(value)
    for pid, command in left:
        say(f"still running: {pid} {command}")
    say(f"smoke: answered={answered}, {count} processes, exit code {code}, {len(left)} left")
    return 0 if answered and code == 0 and not left else 1


if __name__ == "__main__":
    sys.exit(main())
