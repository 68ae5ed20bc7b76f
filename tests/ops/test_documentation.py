"""What operators read is complete: variables, targets, and the files README points at."""

import re

import pytest

from ops.bootstrap import TARGETS
from ops.layout import ROOT
from tests.ops.names import documented, read_by_ops, read_by_the_portal

DJANGO_OWN = {"DJANGO_SETTINGS_MODULE"}


def test_every_variable_is_documented() -> None:
    missing = (read_by_the_portal() | read_by_ops()) - documented() - DJANGO_OWN
    assert sorted(missing) == []


def test_no_variable_is_documented_that_nobody_reads() -> None:
    others = {
        "REQUIRE_BROWSER",
        "PYTHON",
        "PYTEST_ARGS",
        "SIZE",
        "CMD",
        "ARGS",
        "PORTAL_HOST",
        "DEMO",
    }
    extra = documented() - read_by_the_portal() - read_by_ops() - others
    assert sorted(extra) == []


@pytest.mark.parametrize("name", ["README.md", "docs/operations.md", "CHANGELOG.md"])
def test_links_within_the_repository_lead_somewhere(name: str) -> None:
    path = ROOT / name
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_readme_names_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make run" in text
    assert "make test" in text


def test_every_make_target_named_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for name in ("README.md", "docs/operations.md"):
        used = set(re.findall(r"`make ([a-z-]+)", (ROOT / name).read_text(encoding="utf-8")))
        assert used <= targets
    assert {"run", "test", "check"} <= set(TARGETS) & targets
