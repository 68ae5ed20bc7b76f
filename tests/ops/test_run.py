"""`make run`: one at a time per checkout, its processes, and how it hears a stop."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ops import run, run_tests
from ops.layout import ROOT, Layout
from ops.signals import Listener, Stop

ENVIRONMENT = {"PORT": "8123", "BEAT_SCHEDULE": "/x/beat", "DEMO": "1"}


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """Folders of a checkout."""
    found = Layout(tmp_path, tmp_path / ".run")
    found.make()
    return found


def test_only_one_run_at_a_time(layout: Layout) -> None:
    first = run.take_lock(layout)
    assert first is not None
    assert run.take_lock(layout) is None
    first.close()
    again = run.take_lock(layout)
    assert again is not None
    again.close()


def test_a_second_run_says_where_the_first_answers(
    layout: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.say_running(layout) == 1
    names = (
        "SECRETS_DIR", "MEDIA_ROOT", "STATIC_ROOT", "EMAIL_FILE_PATH", "LEDGER_MEMORY",
        "SIGNER_MEMORY", "VAULT_FOLDER", "VAULT_PUBLIC_KEY", "VAULT_SOCKET",
    )  # fmt: skip
    run.write_environment(layout, {**ENVIRONMENT, **dict.fromkeys(names, "x")}, set())
    assert layout.environment.stat().st_mode & 0o077 == 0
    assert run.say_running(layout) == 0
    assert "http://localhost:8123" in capsys.readouterr().out


def test_web_worker_beat_signer_vault_and_demonstration_data_are_started(layout: Layout) -> None:
    owned = {
        "signer": {"DATABASE_SIGNER_URL": "postgres://s@h/d", "SIGNER_MEMORY": "/there"},
        "vault": {"DATABASE_VAULT_URL": "postgres://v@h/d", "VAULT_FOLDER": "/vault"},
    }
    found = run.children(layout, {**ENVIRONMENT, **owned["signer"], **owned["vault"]})
    assert list(found) == ["web", "worker", "beat", "signer", "vault", "demonstration data"]
    for owner, own in owned.items():
        knowing = [name for name, one in found.items() if own.keys() & set(one.environment or {})]
        assert knowing == [owner]
    assert "127.0.0.1:8123" in found["web"].command
    assert all(child.uses_servers for child in found.values())


def test_the_first_signal_stops_and_the_following_do_not_disturb() -> None:
    listener = Listener()
    with pytest.raises(Stop):
        listener(signal.SIGINT, None)
    listener(signal.SIGINT, None)


def test_a_signal_waits_until_a_started_process_is_remembered() -> None:
    listener = Listener()
    done = []
    with pytest.raises(Stop), listener.held():
        listener(signal.SIGTERM, None)
        done.append("remembered")
    assert done == ["remembered"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"PORT": "99999"}, "PORT=99999 is not a port number"),
        ({"DATABASE_OWNER_URL": "postgres://a@h/d"}, "DATABASE_URL is not"),
    ],
)
def test_a_wrong_setting_is_said_without_a_traceback(
    more: dict[str, str], said: str, tmp_path: Path
) -> None:
    code = (
        "import ops.run, ops.layout, sys; from pathlib import Path;"
        f"ops.run.for_portal = lambda: ops.layout.Layout(Path({str(tmp_path)!r}),"
        f" Path({str(tmp_path)!r}) / '.run'); sys.exit(ops.run.main())"
    )
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "REDIS_"))}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**clean, "PORT": "18999", **more},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("long", "chosen"), [("", False), ("1", True)])
def test_long_runs_are_behind_check_full(
    long: str, chosen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONG", long)
    monkeypatch.setenv("PYTEST_ARGS", "-k 'a or b'")
    command = run_tests.pytest_command(["-x"])
    assert ("slow or not slow" in command) is chosen
    assert command[-3:] == ["-k", "a or b", "-x"]
