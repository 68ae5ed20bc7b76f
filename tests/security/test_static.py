"""What may stand only in few places: raw SQL, markup taken as safe, addresses that are fetched."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import ROOT, short, sources

#: Statements are written by hand here, with parameters; a new place needs a reason in review.
RAW_SQL = {
    "credit_portal/checks.py",
    "credit_portal/common/acts.py", "credit_portal/common/asking.py",
    "credit_portal/common/bulk.py", "credit_portal/common/clock.py",
    "credit_portal/common/db.py", "credit_portal/common/demonstration.py",
    "credit_portal/common/health.py", "credit_portal/common/invariants.py",
    "credit_portal/common/jobs.py", "credit_portal/common/metrics.py",
    "credit_portal/common/rows.py",
    "credit_portal/directory/services/succession_checks.py",
    "credit_portal/directory/selectors/bodies.py",
    "credit_portal/directory/selectors/succession.py", "commitments/services/succession.py",
    "complaints/case_listing.py", "complaints/selectors.py", "complaints/work_proof.py",
    "credit_portal/accounts/sides.py",
}  # fmt: skip
RAW_FOLDERS = (
    "credit_portal/workdays/", "credit_portal/workflow/", "credit_portal/publishing/",
    "credit_portal/ledger/", "credit_portal/imports/", "credit_portal/desk/demo/",
    "credit_portal/desk/management/", "credit_portal/audit/", "credit_portal/portal/caching.py",
    "integrity_files/", "credit_portal/common/management/", "complaints/vault/",
)  # fmt: skip
#: Each of these escapes every part it puts together.
SAFE_MARKUP = {
    "credit_portal/common/markup.py",
    "credit_portal/portal/templatetags/portal.py",
    "credit_portal/portal/templatetags/structured.py",  # JSON whose markup has been replaced
    "credit_portal/notices/mail_page.py",  # its own style sheet, a file of ours
}
#: Programs of ours that speak to an address from the settings, never to one that somebody typed.
CLIENTS = {"requests", "urllib.request", "urllib3", "httpx", "http.client", "aiohttp"}
SPEAKERS = (
    "credit_portal/notices/", "credit_portal/accounts/", "credit_portal/ledger/polite.py",
    "credit_portal/ledger/witness.py",
    "integrity_files/reporting/service.py", "complaints/exchange_client.py",
)  # fmt: skip


def calls(tree: ast.AST) -> Iterator[str]:
    """Names of what is called: the last part of a dotted name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", getattr(node.func, "id", ""))


def test_raw_sql_stands_in_the_listed_places_only() -> None:
    raw = {"cursor", "RawSQL", "raw", "extra"}
    found = {short(path) for path, tree in sources().items() if raw & set(calls(tree))}
    assert {one for one in found - RAW_SQL if not one.startswith(RAW_FOLDERS)} == set()


def test_no_statement_is_put_together_from_values() -> None:
    ruff = Path(sys.executable).with_name("ruff")
    folders = ["credit_portal", "commitments", "complaints", "assessments", "integrity_files"]
    command = [str(ruff), "check", "--no-cache", "--select", "S", *folders]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_exception_from_the_security_rules_says_why() -> None:
    bare = [
        f"{short(path)}:{number}"
        for path in sources()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"# noqa: S\d+(?:, S\d+)*\s*$", line)
    ]
    assert bare == []


def test_markup_is_taken_as_safe_in_reviewed_places_only() -> None:
    marks = {"mark_safe", "SafeString", "format_html_join"}
    found = {short(path) for path, tree in sources().items() if marks & set(calls(tree))}
    assert {one for one in found if "mark_safe" in (ROOT / one).read_text()} <= SAFE_MARKUP
    texts = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.xml")]
    unsafe = re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off|\|\s*safeseq\b")
    assert [str(path) for path in texts if unsafe.search(path.read_text("utf-8"))] == []


def test_no_page_carries_script_or_style_inline() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\son\w+=|\sstyle=|javascript:")
    pages = set((ROOT / "templates").rglob("*.html")) - {ROOT / "templates/notices/mail.html"}
    found = [str(path) for path in pages if inline.search(path.read_text("utf-8"))]
    assert found == []


def test_only_adapters_speak_to_other_machines() -> None:
    speakers = set()
    for path, tree in sources().items():
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or "", *(f"{node.module}.{one.name}" for one in node.names)]
            if CLIENTS & set(names):
                speakers.add(short(path))
    assert {one for one in speakers if not one.startswith(SPEAKERS)} == set()


def test_nothing_runs_or_unpacks_code_of_others() -> None:
    forbidden = {"eval", "exec", "system", "popen", "check_output"}
    found = {
        f"{short(path)}: {name}"
        for path, tree in sources().items()
        for name in calls(tree)
        if name in forbidden and not short(path).startswith("ops/")
    }
    assert found == set()
    pickles = [
        short(path)
        for path in sources()
        if re.search(r"import c?pickle|import marshal|yaml\.load\(", path.read_text("utf-8"))
    ]
    assert pickles == []
