"""`make manage CMD="..."`: a management command with the addresses of the running portal.

When the portal does not run, its servers are started for the one command.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from ops.layout import Layout, for_portal
from ops.run import take_lock
from ops.services import Servers, portal_environment
from ops.signals import LISTENER, Stop
from ops.trouble import Trouble, complain


def run_command(layout: Layout, servers: dict[str, str], arguments: list[str]) -> int:
    """Run manage.py and return its exit code."""
    environment = portal_environment(layout, servers)
    command = [sys.executable, str(layout.root / "manage.py"), *arguments]
    return subprocess.run(command, env=environment, cwd=layout.root, check=False).returncode


def main(arguments: list[str]) -> int:
    """Entry point; the exit code is that of the command."""
    layout = for_portal()
    LISTENER.listen()
    try:
        layout.make()
        lock = take_lock(layout)
        if lock is None:
            return run_command(layout, json.loads(layout.environment.read_text()), arguments)
        with lock:
            servers = Servers(layout, os.environ)
            try:
                return run_command(layout, servers.start(), arguments)
            finally:
                servers.stop()
    except OSError:
        complain(Trouble("The portal is just being started; try again when it answers."))
        return 1
    except Trouble as trouble:
        complain(trouble)
        return 1
    except Stop:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
