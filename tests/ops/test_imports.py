"""What the code imports is asked for by name, and what is asked for is imported."""

import ast
import re
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

from ops.layout import ROOT

OWN = {
    "credit_portal",
    "integrity_files",
    "commitments",
    "complaints",
    "assessments",
    "ops",
    "tests",
}
RUNNING = ("credit_portal", "integrity_files", "commitments", "complaints", "assessments")
# asked for although no line imports them: servers, drivers, hashers, plug-ins of others
UNSEEN = {"argon2-cffi", "async-timeout", "gunicorn", "psycopg2-binary", "whitenoise", "redis"}


def normal(name: str) -> str:
    """Package name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def asked(name: str) -> set[str]:
    """Packages that a requirements source names."""
    text = (ROOT / "ops/requirements" / f"{name}.in").read_text(encoding="utf-8")
    rows = re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)", text, re.MULTILINE)
    return {normal(row) for row in rows}


@cache
def modules(path: Path) -> frozenset[str]:
    """Top-level names that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return frozenset(found - set(sys.stdlib_module_names) - OWN)


def packages(folders: tuple[str, ...]) -> dict[str, str]:
    """Foreign packages that files below these folders import, each with one such file."""
    origin = packages_distributions()
    found: dict[str, str] = {}
    for path in (p for folder in folders for p in (ROOT / folder).rglob("*.py")):
        for module in modules(path):
            for package in origin.get(module, [module]):
                found[normal(package)] = str(path.relative_to(ROOT))
    return found


def test_what_the_portal_imports_is_asked_for() -> None:
    used = packages(RUNNING)
    missing = {n: where for n, where in used.items() if n not in asked("requirements")}
    assert missing == {}


def test_what_tests_and_ops_import_is_asked_for() -> None:
    wanted = asked("requirements") | asked("requirements-embedded") | asked("requirements-dev")
    missing = {n: where for n, where in packages(("ops", "tests")).items() if n not in wanted}
    assert missing == {}


def test_nothing_is_asked_for_that_nobody_uses() -> None:
    settings = (ROOT / "credit_portal/settings.py").read_text(encoding="utf-8")
    used = set(packages(RUNNING)) | UNSEEN
    origin = packages_distributions()
    for module, names in origin.items():
        if re.search(rf'"{module}[."]', settings):
            used |= {normal(name) for name in names}
    assert sorted(asked("requirements") - used) == []
