"""`make audit`: known weaknesses of the pinned packages, and their bill of materials.

Ends with 1 when a weakness is known. When the advisory database cannot be reached, or does not
know the packages, it says so loudly and ends with 0: that is no verdict, and never a red build.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ops.layout import ROOT, for_portal
from ops.lock import NAMES
from ops.trouble import say

TOOLS = ("pip-audit==2.10.1", "cyclonedx-bom>=7,<8")
#: Seconds for one file; a network that swallows packets must not hold a build for long.
PATIENCE = 240


def tools() -> Path:
    """Folder of the programs, in an environment of their own: they are no part of the portal."""
    for_portal().make()
    folder = ROOT / ".run" / "pip-audit"
    if not (folder / "bin" / "pip-audit").exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", *TOOLS], check=True)
    return folder / "bin"


def ask(programs: Path, name: str) -> list[dict[str, Any]] | None:
    """What the advisory database says of each package; None when it gave no answer."""
    command = [str(programs / "pip-audit"), "-r", str(ROOT / f"{name}.txt"), "--require-hashes"]
    command += ["--disable-pip", "--progress-spinner", "off", "--format", "json"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return None
    return found


def verdict(found: Sequence[dict[str, Any]] | None, name: str) -> bool:
    """Say what is known of a file's packages; whether none has a known weakness."""
    audited = [one for one in found or [] if "skip_reason" not in one]
    weak = [one for one in audited if one["vulns"]]
    for one in weak:
        ids = ", ".join(found["id"] for found in one["vulns"])
        say(f"WEAK {one['name']} {one['version']}: {ids}")
    missing = len(found or []) - len(audited)
    if not audited:
        say(f"!!! NOT AUDITED: the advisory database did not answer for {name}.txt !!!")
    elif missing:
        say(f"!!! NOT AUDITED: {missing} packages of {name}.txt are not known there !!!")
    say(f"{name}.txt: {len(audited)} packages audited, {len(weak)} with known weaknesses")
    return not weak


def bill(programs: Path) -> None:
    """CycloneDX list of what the production image holds, in .run/sbom.json."""
    target = ROOT / ".run" / "sbom.json"
    command = [str(programs / "cyclonedx-py"), "requirements", str(ROOT / "requirements.txt")]
    subprocess.run([*command, "--output-file", str(target)], check=True, capture_output=True)
    say(f"Bill of materials: {target.relative_to(ROOT)}")


def main(arguments: list[str]) -> int:
    """Entry point."""
    try:
        programs = tools()
    except subprocess.CalledProcessError:
        say("!!! NOT AUDITED: pip-audit could not be installed !!!")
        return 0
    bill(programs)
    sound = [verdict(ask(programs, name), name) for name in NAMES]
    return 0 if all(sound) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
