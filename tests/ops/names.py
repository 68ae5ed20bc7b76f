"""Names of environment variables: those the code reads, and those that are documented."""

import re
from functools import cache

from ops.layout import ROOT

READING = re.compile(
    r"""(?:env_\w+|_foot|environ\.get|environment\.get|getenv)\(\s*["']([A-Z][A-Z0-9_]+)"""
)
APPS = ("credit_portal", "integrity_files", "commitments", "complaints", "assessments")


@cache
def read_by_the_portal() -> frozenset[str]:
    """Variables that settings and apps read, without the suffix _FILE."""
    sources = [p for app in APPS for p in (ROOT / app).rglob("*.py")]
    found = {n for p in sources for n in READING.findall(p.read_text(encoding="utf-8"))}
    return frozenset(name.removesuffix("_FILE") for name in found)


@cache
def read_by_ops() -> frozenset[str]:
    """Variables that `make run` and `make test` read beside those."""
    sources = (ROOT / "ops").glob("*.py")
    return frozenset(n for p in sources for n in READING.findall(p.read_text(encoding="utf-8")))


@cache
def documented() -> frozenset[str]:
    """Variables in the first column of the tables of docs/operations.md, without _FILE."""
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE)
    found = {n for row in rows for n in re.findall(r"`([A-Z][A-Z0-9_]+)`", row)}
    return frozenset(name.removesuffix("_FILE") for name in found)
