"""Schemathesis over the OpenAPI document, with a token of every role and with none.

Part of the long run (LONG=1, `make check-full`): a short form first, then many times as much. Both
have a fixed seed. What was found stands in docs/security-tests.md.
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

pytestmark = [pytest.mark.committed, pytest.mark.slow]
SETTINGS = Path(__file__).with_name("schemathesis.toml")
SEED = 20261121
NOBODY = "anonymous"
#: Who may do most by the API: the deterministic phase of the short form runs for him, over all but
#: the transitions, which are alike.
FULLY, ALIKE = "filer", "/transitions/"
QUICK, WHOLE = "fuzzing", "examples,coverage,fuzzing,stateful"
#: Roles that may do something by the API; all the others are alike there, one of them stands for
#: them in the short form.
IN_SHORT = {
    NOBODY, FULLY, "approver", "credit_officer", "credit_reviewer", "auditor", "assessor",
}  # fmt: skip


def command(address: str, report: Path, phases: str, cases: int, leave_out: str = "") -> list[str]:
    """Schemathesis without its own history, so that two runs of a seed are the same."""
    fewer = ["--exclude-path-regex", leave_out] if leave_out else []
    program = str(Path(sys.executable).with_name("schemathesis"))
    return [
        program, "--config-file", str(SETTINGS), "run", f"{address}/api/v1/schema/?format=json",
        "--phases", phases, "--max-examples", str(cases), "--seed", str(SEED), "--no-color",
        "--generation-database", "none", "--continue-on-failure", "--request-timeout", "20",
        "--report", "json", "--report-json-path", str(report), *fewer,
    ]  # fmt: skip


def examine(address: str, token: str, folder: Path, *asked_for: Any) -> dict[str, Any]:
    """One run; its counts. Fails with what Schemathesis found."""
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    asked = command(address, report, *asked_for)
    if token:
        asked += ["--header", f"Authorization: Bearer {token}"]
    quiet = {**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(folder)}
    done = subprocess.run(
        asked, cwd=folder, env=quiet, capture_output=True, text=True, timeout=3600, check=False
    )
    assert done.returncode == 0, done.stdout[-16000:] + done.stderr[-2000:]
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def over_all_roles(folder: Path, phases: str, cases: int) -> dict[str, Any]:
    """Run for every role against one served portal; counts by role."""
    bodies = city.build()
    who = {NOBODY: "", **serving.tokens(bodies)}
    if phases == QUICK:
        who = {role: token for role, token in who.items() if role in IN_SHORT}
    found = {}
    with serving.web(folder) as address:
        for role, token in who.items():
            found[role] = _told(examine(address, token, folder, phases, cases))
        if phases == QUICK:
            report = examine(address, who[FULLY], folder, "examples,coverage", cases, ALIKE)
            found[FULLY]["cases"] += report["test_cases"]["generated"]
    return found


def _told(report: dict[str, Any]) -> dict[str, Any]:
    counts = report["test_cases"]
    return {
        "operations": report["operations"]["tested"],
        "cases": counts["generated"],
        "failures": counts["unique_failures"],
        "seconds": round(report["running_time"], 1),
    }


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
    judge(over_all_roles(tmp_path, QUICK, 2), tmp_path)


@pytest.mark.slow
def test_a_long_run_finds_nothing_either(committed_database: str, tmp_path: Path) -> None:
    judge(over_all_roles(tmp_path, WHOLE, 100), tmp_path)
