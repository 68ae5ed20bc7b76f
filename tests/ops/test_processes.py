"""Children are started, watched, started again, and stopped with all they started."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ops import supervisor as watching
from ops.process import Child, Register, started_at
from ops.supervisor import Supervisor, Watched

FAMILY = """
import subprocess, sys, time
inner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(inner.pid, flush=True)
time.sleep(600)
"""


PARENT = """
import sys, time
from pathlib import Path
from ops.process import Child
command = [sys.executable, "-c", "import time; time.sleep(600)"]
child = Child("inner", command, Path({folder!r}) / "inner.log")
child.start()
print(child.pid, flush=True)
time.sleep(600)
"""


def child(folder: Path, code: str, name: str = "child") -> Child:
    """A child that runs a piece of Python."""
    return Child(name, [sys.executable, "-c", code], folder / f"{name}.log", stop_seconds=3.0)


def look(looking: Supervisor) -> Watched:
    """One round of the supervisor; returns its only child with its record."""
    looking.look()
    return looking.watched[0]


def wait_for(condition: Callable[[], object], seconds: float = 15.0) -> None:
    """Wait until a condition holds."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.05)


def test_stop_leaves_no_grandchild(tmp_path: Path) -> None:
    found = child(tmp_path, FAMILY)
    found.start()
    wait_for(lambda: found.log.read_text().strip())
    inner = int(found.log.read_text())
    assert started_at(inner)
    found.stop()
    wait_for(lambda: started_at(inner) is None)
    assert found.exit_code() is not None


def test_a_child_that_will_not_stop_is_ended(tmp_path: Path) -> None:
    found = child(
        tmp_path,
        "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True);"
        "time.sleep(600)",
    )
    found.stop_seconds = 0.5
    found.start()
    wait_for(found.log.read_text)
    found.stop()
    assert found.exit_code() == -signal.SIGKILL


def test_a_crashed_service_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(watching, "LONGEST_PAUSE", 0.1)
    found = child(tmp_path, "import time; time.sleep(600)", "web")
    looking = Supervisor(Register(tmp_path / "processes.json"))
    looking.launch(found)
    first = found.pid
    assert first
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: look(looking).child.pid not in (None, first))
    assert looking.crashes(found) == 1
    looking.stop()
    assert "web stopped by itself (exit code -9" in capsys.readouterr().out
    assert found.pid is None


@pytest.mark.parametrize(("code", "said"), [(0, "is complete"), (3, "gave up (exit code 3")])
def test_a_job_ends(
    code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    looking = Supervisor(Register(tmp_path / "processes.json"))
    looking.launch(child(tmp_path, f"raise SystemExit({code})", "job"), retries=0)
    wait_for(lambda: look(looking).finished)
    assert said in capsys.readouterr().out


def test_what_a_killed_supervisor_left_is_ended(tmp_path: Path) -> None:
    register = Register(tmp_path / "processes.json")
    found = child(tmp_path, "import time; time.sleep(600)", "web")
    found.start()
    register.write([found])
    assert register.end_leftovers(wait=5.0) == ["web"]
    wait_for(lambda: found.exit_code() is not None)
    assert register.end_leftovers() == []


def test_a_number_given_to_another_program_is_left_alone(tmp_path: Path) -> None:
    register = Register(tmp_path / "processes.json")
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as other:
        register.path.write_text(
            f'[{{"name": "web", "pid": {other.pid}, "started": "1", "signal": 15}}]'
        )
        assert register.end_leftovers(wait=0.1) == []
        assert other.poll() is None
        other.kill()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prctl is of Linux")
def test_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    code = PARENT.format(folder=str(tmp_path))
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        inner = int(parent.stdout.readline())
        parent.kill()
    wait_for(lambda: started_at(inner) is None)
