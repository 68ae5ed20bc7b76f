"""`make format`, `make messages`, `make packages`: tools that change files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polib

from ops.layout import ROOT


def format_code() -> int:
    """Sort imports, apply safe fixes, bring the layout into form."""
    ruff = Path(sys.executable).parent / "ruff"
    steps = (["check", "--fix", "--quiet", "."], ["format", "."])
    codes = [subprocess.run([ruff, *step], cwd=ROOT, check=False).returncode for step in steps]
    return max(codes)


def compile_messages() -> int:
    """Write the .mo file beside every catalogue."""
    for source in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")):
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
    return 0


def packages() -> int:
    """Nothing more: they stand when this is reached."""
    return 0


TOOLS = {"format": format_code, "messages": compile_messages, "packages": packages}

if __name__ == "__main__":
    sys.exit(TOOLS[sys.argv[1]]())
