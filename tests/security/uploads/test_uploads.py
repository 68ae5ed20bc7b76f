"""Thousands of hostile files: none is a failure, none is kept that could do anything (T14)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from credit_portal.common.errors import Conflict, DomainError, NotFound
from credit_portal.files import services, storage
from credit_portal.files.models import StoredFile
from tests.security.uploads.attacks import attacks
from tests.security.uploads.mutations import STRANGE_NAMES, case

ROOT = Path(__file__).resolve().parents[3]
SEED = 20261121
MOST_MEGABYTES = 512


def run(first: int, last: int, seed: int = SEED) -> dict[str, Any]:
    """The verdicts of a worker over these cases."""
    command = [sys.executable, "-m", "tests.security.uploads.worker"]
    done = subprocess.run(
        [*command, str(seed), str(first), str(last)],
        cwd=ROOT,
        env={**os.environ, "TESTING": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=3600,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def judge(found: dict[str, Any], cases: int) -> None:
    """No fault, no connection, not too much memory, and both verdicts happen."""
    assert found["faults"] == []
    assert found["network"] == []
    assert found["peak_mb"] < MOST_MEGABYTES
    counts = found["counts"]
    assert sum(counts.values()) == cases
    assert 0 < counts["kept"] < cases / 2
    assert len(counts) > 6


def test_hundreds_of_hostile_files_are_judged_without_a_fault() -> None:
    judge(run(0, 700), 700)


@pytest.mark.slow
def test_ten_thousand_hostile_files_are_judged_without_a_fault() -> None:
    found = run(0, 10_000, seed=SEED + 1)
    target = ROOT / ".run" / "test"
    target.mkdir(parents=True, exist_ok=True)
    (target / "uploads.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    judge(found, 10_000)


def test_a_case_is_the_same_each_time() -> None:
    assert [case(1, number) for number in range(90, 120)] == [
        case(1, number) for number in range(90, 120)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_no_name_leads_out_of_the_folder(name: str, officer: Any) -> None:
    content = case(SEED, len(attacks()))[1]
    before = {path for path in storage.folder().parent.rglob("*") if path.is_file()}
    upload = SimpleUploadedFile("x", content)
    upload.__dict__["_name"] = name
    try:
        stored = services.store(upload=upload, owner=officer, purpose="evidence")
    except DomainError:
        assert {path for path in storage.folder().parent.rglob("*") if path.is_file()} == before
    else:
        assert storage._NAME.fullmatch(stored.storage_name)
        assert not set(stored.name) & set('/\\<>:"|?*;\r\n\0')


@pytest.mark.django_db
def test_nothing_is_served_before_the_scanner_said_so(
    officer: Any, settings: Any, tmp_path: Path
) -> None:
    settings.CLAMD_SOCKET = str(tmp_path / "nobody.sock")
    for number in range(len(attacks()), len(attacks()) + 60):
        name, content = case(SEED, number)
        upload = SimpleUploadedFile(services.clean_name(name), content)
        try:
            stored = services.store(upload=upload, owner=officer, purpose="evidence")
        except DomainError:
            continue
        with pytest.raises((Conflict, NotFound)):
            services.read_clean(stored)
    waiting = StoredFile.objects.filter(state=StoredFile.State.QUARANTINED)
    count = waiting.count()
    assert count > 3
    services.scan_quarantined()
    assert waiting.count() == count
    assert not StoredFile.objects.filter(state=StoredFile.State.CLEAN).exists()
