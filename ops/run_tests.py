"""`make test`: throw-away servers, pytest on two processes, everything stopped afterwards."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys

from ops.layout import Layout, for_tests, private_folder
from ops.run import take_lock
from ops.services import Servers, portal_environment
from ops.signals import LISTENER, Stop
from ops.trouble import Trouble, complain, say


def test_environment(layout: Layout, servers: dict[str, str]) -> dict[str, str]:
    """Environment of pytest: test settings, no demonstration mode, apart from the portal's data.

    Compiled modules are kept, whatever the machine says: the journeys start some hundred processes.
    """
    found = portal_environment(layout, servers)
    kept = {"PYTHONDONTWRITEBYTECODE": ""}
    if layout.memory:
        kept["TMPDIR"] = str(private_folder(layout.memory / "t"))
    return {**found, **kept, "TESTING": "1", "DEMO": os.environ.get("DEMO", "0")}


def pytest_command(arguments: list[str]) -> list[str]:
    """Command line of pytest; PYTEST_ARGS and further arguments are passed on.

    Long runs (marker `slow`, left out by pyproject.toml) take part with LONG=1, which
    `make check-full` sets.
    """
    chosen = ["-m", "slow or not slow"] if os.environ.get("LONG", "") == "1" else []
    extra = shlex.split(os.environ.get("PYTEST_ARGS", "")) + arguments
    processes = os.environ.get("TEST_PROCESSES", "2")
    return [sys.executable, "-m", "pytest", "-n", processes, "--dist", "worksteal", *chosen, *extra]


def with_servers(command: list[str]) -> int:
    """Run a command with the test servers up; returns its exit code. Raises Trouble."""
    layout = for_tests()
    layout.make()
    lock = take_lock(layout)
    if lock is None:
        raise Trouble("The tests of this folder are running already; wait for them to end.")
    with lock:
        servers = Servers(layout, os.environ, throwaway=True)
        try:
            environment = test_environment(layout, servers.start())
            say(f"Test servers are up: {shlex.join(command[1:])}")
            return subprocess.run(
                command, env=environment, cwd=layout.root, stdin=subprocess.DEVNULL, check=False
            ).returncode
        finally:
            servers.stop()
            if layout.memory:
                shutil.rmtree(layout.memory, ignore_errors=True)


def main(arguments: list[str]) -> int:
    """Entry point; the exit code is that of pytest."""
    LISTENER.listen()
    try:
        return with_servers(pytest_command(arguments))
    except Trouble as trouble:
        complain(trouble)
        return 1
    except Stop:
        say("Stopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
