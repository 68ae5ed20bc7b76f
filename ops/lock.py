"""`make lock`: pin what `ops/requirements/*.in` ask for, with hashes and without any address."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

from ops.layout import ROOT, for_portal
from ops.trouble import say

NAMES = ("requirements", "requirements-embedded", "requirements-dev")  # each builds on the former
PIP_TOOLS = "pip-tools==7.6.2"
FLAGS = ["--generate-hashes", "--strip-extras", "--no-header", "--quiet"]
NO_ADDRESSES = ["--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host"]


def tool() -> Path:
    """pip-compile in an environment of its own: it would pin pip and setuptools otherwise."""
    for_portal().make()
    folder = ROOT / ".run" / "pip-tools"
    program = folder / "bin" / "pip-compile"
    if not program.exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", PIP_TOOLS], check=True)
    return program


def main(arguments: list[str]) -> int:
    """Resolve the three files in order; arguments (`--upgrade`) go to pip-compile."""
    os.chdir(ROOT)
    program = tool()
    for name in NAMES:
        say(f"Pinning {name}.txt ...")
        files = ["--output-file", f"{name}.txt", f"ops/requirements/{name}.in"]
        subprocess.run([program, *FLAGS, *NO_ADDRESSES, *arguments, *files], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
