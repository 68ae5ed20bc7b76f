"""`python -m tests.security.judging`: what `check --deploy` says of each of several environments.

Loading the portal takes far longer than the check itself. It is loaded once, under the environment
this process was started with; a list of changes of that comes in JSON on standard input, and each
is judged in a process of its own, forked from this one, in which all settings are read anew (the
database stays the same). The answers, exit code and what was said, go as JSON to standard output.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile

import django
from django.conf import settings
from django.core.management import call_command, execute_from_command_line
from django.db import connections
from django.utils.functional import empty

CHECK = [
    "manage.py", "check", "--deploy", "--fail-level", "WARNING", "--database", "default",
]  # fmt: skip


def read_settings_anew() -> None:
    """As at a start: every module that takes settings from the environment runs once more."""
    for name in [one for one in sys.modules if one.endswith("settings")]:
        if name.startswith("credit_portal."):
            del sys.modules[name]
    settings._wrapped = empty


def judge(change: dict[str, str], said: int) -> int:
    """Run the check under this change, its words into `said`; its exit code, in a child."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        os.dup2(said, 1)
        os.dup2(said, 2)
        os.environ.update(change)
        read_settings_anew()
        execute_from_command_line(CHECK)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    """Judge one change after the other."""
    django.setup()
    # Loads what checks load.
    call_command("check", deploy=True, databases=["default"], stdout=io.StringIO())
    connections.close_all()
    answers = []
    for change in json.load(sys.stdin):
        with tempfile.TemporaryFile("w+b") as said:
            code = judge(change, said.fileno())
            said.seek(0)
            answers.append([code, said.read().decode()])
    print(json.dumps(answers))


if __name__ == "__main__":
    main()
