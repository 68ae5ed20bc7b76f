"""The signer's process killed by signal 9 at each line between its look and its end.

A child signs with a trace that counts lines of the signer, of its memory and of Django's commit,
and kills the process at a chosen one: no `finally`, no rollback, no closing of files.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.db import connections

from credit_portal.ledger import keys, memory, signer, waking
from credit_portal.ledger.checkpoint import open_checkpoint
from credit_portal.ledger.checks import check_ledger
from credit_portal.ledger.models import LedgerCheckpoint
from credit_portal.ledger.services import append
from credit_portal.ledger.signer import sign_pending
from tests.journeys.running import wait_for
from tests.ledger.logs import entries

pytestmark = pytest.mark.committed
#: Every line in the long runs; else so many are passed over that all sorts of places are hit.
STEP = 1 if os.environ.get("LONG") == "1" else 11
TRACED = (signer.__file__, memory.__file__, "django/db/transaction.py")
COMMIT = ("_commit", "commit", "run_and_clear_commit_hooks", "set_autocommit")
KILLED = -signal.SIGKILL


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The signer's own file and the portal's; nobody else signs."""
    monkeypatch.setattr(waking, "wake", lambda: None)
    settings.SIGNER_MEMORY = str(tmp_path / "signer" / "checkpoint")
    settings.LEDGER_MEMORY = str(tmp_path / "ledger" / "checkpoint")
    return Path(settings.SIGNER_MEMORY)


def is_counted(frame: FrameType) -> bool:
    """Whether lines of this call count."""
    code = frame.f_code
    if code.co_filename.endswith("backends/base/base.py"):
        return code.co_name in COMMIT
    return code.co_filename.endswith(TRACED)


def sign_and_die(line: int) -> None:
    """Sign in this process, which ends at that line."""
    left = line

    def trace(frame: FrameType, event: str, _given: Any) -> Any:
        nonlocal left
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace if is_counted(frame) else None

    sys.settrace(trace)
    sign_pending()


def killed_at(line: int) -> bool:
    """Whether a signer of its own came to that line, where it was killed."""
    for alias in ("default", "signer"):
        connections[alias].close()  # so that the child shares no connection
    child = os.fork()
    if not child:
        try:
            sign_and_die(line)
            os._exit(0)
        finally:
            os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, KILLED), code
    return code == KILLED


def heads() -> list[str]:
    """All signed heads, oldest first."""
    return list(LedgerCheckpoint.objects.order_by("size").values_list("note", flat=True))


def size_of(note: str) -> int:
    """How many entries a head of ours covers."""
    return open_checkpoint(note, [keys.verifier()]).size


def go_on(size: int) -> None:
    """The next look signs everything, as soon as the server has noticed the death."""

    def signed() -> bool:
        sign_pending()
        return size_of(heads()[-1]) == size

    wait_for("everything is signed", signed)


def deaths(own: Path, seen: set[str]) -> Iterator[tuple[bool, bool]]:
    """Kill at one line after the other until a signer outlives it: whether its head was kept, and
    whether it was committed, for each."""
    size = 1
    for line in range(1, 2_000, STEP):
        append(entries(1, start=size))
        size += 1
        before = heads()
        if not killed_at(line):
            assert size_of(heads()[-1]) == size
            return
        after, kept = heads(), own.read_text()
        assert after[: len(before)] == before
        assert size_of(after[-1]) <= size_of(kept) <= size  # kept before anybody can see it
        seen |= {*after, kept}
        is_overtaken = line % 2 == 0
        if is_overtaken:
            append(entries(1, start=size))
            size += 1
        go_on(size)
        if size_of(kept) == size:
            assert heads()[-1] == kept  # the very same bytes
        assert own.read_text() == heads()[-1]
        yield size_of(kept) > size_of(before[-1]), len(after) > len(before)
    pytest.fail("the signer never came to its end")


def test_killed_at_each_line_it_neither_forks_nor_loses(files: Path) -> None:
    append(entries(1))
    sign_pending()
    seen: set[str] = set()
    found = list(deaths(files, seen))
    assert len(found) * STEP > 100
    assert set(found) == {(False, False), (True, False), (True, True)}
    assert check_ledger().faults == []
    for note in seen:  # whoever saw any of them finds it continued
        head = open_checkpoint(note, [keys.verifier()])
        memory.contained(head, size_of(heads()[-1]), using="default")
