"""Stored files: on the disk, in the table, and out again."""

import hashlib
import os
import stat
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction

from credit_portal.common.errors import Invalid, NotFound
from credit_portal.files import responses, services, storage
from credit_portal.files.models import StoredFile
from tests.files import samples


def stored(owner: Any, name: str = "扫描件.pdf", content: bytes | None = None) -> StoredFile:
    upload = SimpleUploadedFile(name, content or samples.pdf())
    return services.store(upload=upload, owner=owner, purpose="evidence")


def test_it_lies_private_under_a_random_name(officer: Any, settings: Any) -> None:
    given = samples.pdf()
    file = stored(officer, content=given)
    path = Path(settings.MEDIA_ROOT) / "stored" / file.storage_name
    content = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "扫描件" not in str(path)
    assert (file.state, file.owner_id) == ("clean", str(officer.pk))
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert file.original_sha256 == hashlib.sha256(given).hexdigest() != file.sha256
    assert services.read_clean(file) == content
    assert not path.is_relative_to(settings.BASE_DIR / "static")


def test_the_same_file_twice_is_two_files(officer: Any) -> None:
    one, two = stored(officer), stored(officer)
    assert one.storage_name != two.storage_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/报告.pdf", "报告.pdf"),
        ("C:\\temp\\a.PDF", "a.PDF"),
        (".pdf", "file.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        ("x" * 400 + ".pdf", "x" * 130 + ".pdf"),
    ],
)
def test_names_are_cleaned(given: str, kept: str) -> None:
    assert services.clean_name(given) == kept


def test_a_refused_upload_leaves_nothing(officer: Any, settings: Any) -> None:
    with pytest.raises(Invalid) as caught:
        stored(officer, content=b"nonsense")
    assert caught.value.field == "file"
    assert not StoredFile.objects.exists()
    assert not (Path(settings.MEDIA_ROOT) / "stored").exists()


def test_bytes_altered_or_lost_on_the_disk_are_not_served(officer: Any) -> None:
    file = stored(officer)
    path = storage.folder() / file.storage_name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(NotFound):
        services.read_clean(file)
    path.unlink()
    with pytest.raises(NotFound):
        services.read_clean(file)


def test_the_sweeper_takes_what_was_rolled_back(officer: Any) -> None:
    kept = stored(officer)
    with pytest.raises(RuntimeError), transaction.atomic():
        lost = stored(officer)
        raise RuntimeError
    assert services.sweep_orphans() == 0
    day_before = time.time() - services.ORPHAN_AGE - 1
    for name in (kept.storage_name, lost.storage_name):
        os.utime(storage.folder() / name, (day_before, day_before))
    assert services.sweep_orphans() == 1
    assert services.read_clean(kept)
    assert not (storage.folder() / lost.storage_name).exists()


@pytest.mark.parametrize(
    "change",
    [
        {"name": "b.pdf"},
        {"sha256": "0" * 64},
        {"size": 1},
        {"owner_id": "x"},
        {"storage_name": "00/" + "0" * 32},
        {"purpose": "x"},
    ],
)
def test_a_row_never_changes(officer: Any, change: dict[str, Any]) -> None:
    file = stored(officer)
    with pytest.raises(ProgrammingError, match="never changes"), transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).update(**change)


def test_a_verdict_is_not_taken_back(officer: Any) -> None:
    file = stored(officer)
    row = StoredFile.objects.filter(pk=file.pk)
    with pytest.raises(ProgrammingError, match="verdict"), transaction.atomic():
        row.update(state="quarantined")
    row.update(state="rejected", reason="found later")
    with pytest.raises(ProgrammingError, match="verdict"), transaction.atomic():
        row.update(state="clean")
    with pytest.raises(NotFound):
        services.read_clean(file)


def test_a_download_does_nothing_in_the_browser(officer: Any) -> None:
    file = stored(officer, name="核查 “报告”.pdf")
    answer = responses.attachment(file)
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["ETag"] == f'"{file.sha256}"'
    assert responses.attachment(file, inline=True)["Content-Disposition"].startswith("inline")


def test_a_workbook_is_never_shown_inline(officer: Any) -> None:
    file = stored(officer, "a.xlsx", samples.xlsx())
    answer = responses.attachment(file, inline=True, public=True)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"].startswith("public")
