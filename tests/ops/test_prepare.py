"""What is prepared once is not prepared again."""

import os
from pathlib import Path

import pytest
from django.conf import settings

from ops import prepare


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with static files of its own, of an app, and collected ones."""
    (tmp_path / "requirements.txt").write_text("django==5.2\n")
    for folder in (
        "static/css",
        "commitments/static",
        "credit_portal/portal/static",
        ".run/static",
    ):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.css").write_text("a {}")
    return tmp_path


def test_collected_files_do_not_count_as_a_change(root: Path) -> None:
    before = prepare.fingerprint(root)
    (root / ".run/static/b.css").write_text("b {}")
    assert prepare.fingerprint(root) == before


@pytest.mark.parametrize(
    "name", ["static/css", "commitments/static", "credit_portal/portal/static"]
)
def test_a_changed_file_does(name: str, root: Path) -> None:
    before = prepare.fingerprint(root)
    os.utime(root / name / "a.css", (1, 1))
    assert prepare.fingerprint(root) != before


def test_static_files_are_collected_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def collect(name: str, **options: object) -> None:
        calls.append(name)
        (root / ".run/static").mkdir(exist_ok=True)

    monkeypatch.setattr(prepare, "call_command", collect)
    monkeypatch.setattr(settings, "BASE_DIR", root)
    for _ in range(2):
        prepare.collect_static(root / ".run/static")
    assert calls == ["collectstatic"]
