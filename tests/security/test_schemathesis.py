"""Schemathesis over the OpenAPI document, with a token of every role and with none.

A short run in every build; LONG=1 (`make check-full`) generates many times as much. Both have a
fixed seed. What was found stands in docs/security-tests.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.security import city, serving

pytestmark = pytest.mark.committed
SETTINGS = Path(__file__).with_name("schemathesis.toml")
SEED = 20261121
NOBODY = "anonymous"
#: Who may do most by the API; the deterministic phase runs for him in every build.
FULLY = {"filer"}


def command(address: str, report: Path, phases: str, cases: int) -> list[str]:
    """Schemathesis without its own history, so that two runs of a seed are the same."""
    program = str(Path(sys.executable).with_name("schemathesis"))
    return [
        program, "--config-file", str(SETTINGS), "run", f"{address}/api/v1/schema/?format=json",
        "--phases", phases, "--max-examples", str(cases), "--seed", str(SEED), "--no-color",
        "--generation-database", "none", "--continue-on-failure", "--request-timeout", "20",
        "--report", "json", "--report-json-path", str(report),
    ]  # fmt: skip


def examine(address: str, token: str, folder: Path, phases: str, cases: int) -> dict[str, Any]:
    """One run; its counts. Fails with what Schemathesis found."""
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    asked = command(address, report, phases, cases)
    if token:
        asked += ["--header", f"Authorization: Bearer {token}"]
    quiet = {**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(folder)}
    done = subprocess.run(
        asked, cwd=folder, env=quiet, capture_output=True, text=True, timeout=3600, check=False
    )
    assert done.returncode == 0, done.stdout[-16000:] + done.stderr[-2000:]
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def over_all_roles(folder: Path, phases: dict[str, str], cases: int) -> dict[str, Any]:
    """Run for every role against one served portal; counts by role."""
    bodies = city.build()
    who = {NOBODY: "", **serving.tokens(bodies)}
    found = {}
    with serving.web(folder) as address:
        for role, token in who.items():
            chosen = phases["fully" if role in FULLY else "others"]
            report = examine(address, token, folder, chosen, cases)
            counts = report["test_cases"]
            found[role] = {
                "operations": report["operations"]["tested"],
                "cases": counts["generated"],
                "failures": counts["unique_failures"],
                "seconds": round(report["running_time"], 1),
            }
    return found


def judge(found: dict[str, Any], folder: Path) -> None:
    """Every operation was reached by every role, and no request of all failed in the server."""
    target = Path(".run/test")
    target.mkdir(parents=True, exist_ok=True)
    (target / "schemathesis.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    operations = {one["operations"] for one in found.values()}
    assert len(operations) == 1 and operations.pop() >= 28
    log = (folder / "web.log").read_text(encoding="utf-8")
    assert '"status": 500' not in log


def test_every_role_gets_what_the_document_says(committed_database: str, tmp_path: Path) -> None:
    phases = {"fully": "examples,coverage,fuzzing", "others": "fuzzing"}
    judge(over_all_roles(tmp_path, phases, 2), tmp_path)


@pytest.mark.slow
def test_a_long_run_finds_nothing_either(committed_database: str, tmp_path: Path) -> None:
    phases = "examples,coverage,fuzzing,stateful"
    judge(over_all_roles(tmp_path, {"fully": phases, "others": phases}, 100), tmp_path)
