"""Filing on the web: once, under a receipt; nothing of the moment or of who sent it is kept."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from complaints import selectors
from complaints.models import Case, Identity, SealedOriginal, SpentWork
from complaints.sealing import file_head, open_file, open_sealed
from complaints.services import originals
from complaints.vault import keys
from credit_portal.audit.models import AuditEvent
from credit_portal.common.errors import Conflict, DomainError, Invalid
from credit_portal.common.models import IdempotencyKey
from credit_portal.files import services as files
from credit_portal.files import storage
from credit_portal.ledger.audit_check import written_at
from credit_portal.workflow import receipts
from credit_portal.workflow.models import Deadline
from tests.complaints import web_scenes as scenes
from tests.complaints.web_scenes import CANARY, FACTS_GIVEN, MOBILE

pytestmark = [
    pytest.mark.django_db, pytest.mark.usefixtures("vault_keys", "credit_office", "easy_work")
]  # fmt: skip


def test_a_report_is_found_by_its_receipt_alone() -> None:
    row, code = scenes.filed()
    assert row.channel == "web" and row.is_anonymous and not hasattr(row, "identity")
    assert selectors.by_receipt(receipts.digest(receipts.normalise(code))) == row
    assert receipts.lookup(code).title.endswith(row.number)
    assert code.replace("-", "") not in str(Case.objects.filter(pk=row.pk).values().get())


def test_the_same_form_twice_is_one_case_and_another_text_is_refused() -> None:
    row, code = scenes.filed()
    assert scenes.filed(code)[0] == row
    with pytest.raises(Conflict) as refused:
        scenes.filed(code, facts={**FACTS_GIVEN, "facts_zh": "另一件事情。"})
    assert refused.value.code == "filed_already"
    with pytest.raises(Conflict):
        scenes.filed(code, uploads=[scenes.paper()])
    assert Case.objects.count() == 1 and SpentWork.objects.count() == 1


@pytest.mark.parametrize(
    "more",
    [{"is_anonymous": False}, {"title_zh": "另一标题"}, {"category": "B02"}, {"may_publish": True}],
)
def test_who_changes_something_and_sends_again_is_told(more: dict[str, Any], bureau: Any) -> None:
    row, code = scenes.filed(facts={**FACTS_GIVEN, "may_publish": False})
    with pytest.raises(Conflict) as refused:
        scenes.filed(code, facts={**FACTS_GIVEN, "may_publish": False, **more})
    assert refused.value.code == "filed_already"
    with pytest.raises(Conflict):
        scenes.filed(code, facts={**FACTS_GIVEN, "may_publish": False}, accused_id=bureau.pk)
    assert Case.objects.get() == row


def test_what_the_hotline_changed_since_does_not_matter() -> None:
    row, code = scenes.filed()
    Case.objects.filter(pk=row.pk).update(category="B02", version=2)
    assert scenes.filed(code)[0] == row


def test_what_is_refused_anyway_takes_no_work() -> None:
    work = scenes.work()
    with pytest.raises(Invalid):
        scenes.filed(work=work, facts={**FACTS_GIVEN, "title_zh": "一"})
    assert not SpentWork.objects.exists()
    scenes.filed(work=work)


def test_a_code_of_another_system_is_a_typing_mistake() -> None:
    with pytest.raises(Invalid) as refused:
        scenes.filed("1234-5678-9012-3456")
    assert refused.value.code == "receipt_mistyped"


def test_work_that_was_handed_in_buys_no_second_report() -> None:
    work = scenes.work()
    scenes.filed(work=work)
    with pytest.raises(Invalid) as refused:
        scenes.filed(work=work)
    assert refused.value.code == "work_spent" and Case.objects.count() == 1


@time_machine.travel(datetime(2026, 11, 25, 7, 41, 13, tzinfo=UTC), tick=False)
def test_no_moment_stands_beside_a_report() -> None:
    row, _code = scenes.filed(uploads=[scenes.paper()])
    day = datetime(2026, 11, 24, 16, tzinfo=UTC)
    end = day + timedelta(days=1, microseconds=-1)
    trail = AuditEvent.objects.filter(target_id=str(row.pk))
    clocks = Deadline.objects.filter(case_id=row.pk)
    for rows in (trail.values_list("at", "pk"), clocks.values_list("created_at", "pk")):
        assert rows and {at for at, _key in rows} == {end}
        assert all(abs(written_at(key) - end) < timedelta(seconds=1) for _at, key in rows)
    assert set(row.notes.values_list("file__created_at", flat=True)) == {day}
    cleaned = storage.path(row.notes.values_list("file__storage_name", flat=True).get())
    sealed = storage.path(row.originals.get().storage_name, originals.AREA)
    for path in (cleaned, sealed):
        assert abs(path.stat().st_mtime - end.timestamp()) < 1
    assert set(row.events.values_list("at", "actor_id", "actor_title")) == {(None, "", "")}
    assert not IdempotencyKey.objects.exists()


def test_who_reports_is_sealed_and_stands_nowhere_else(vault_keys: Path) -> None:
    identity = {"name": CANARY, "mobile": MOBILE}
    row, _code = scenes.filed(facts={**FACTS_GIVEN, "is_anonymous": False}, identity=identity)
    kept = Identity.objects.get(case=row)
    opened = open_sealed(bytes(kept.sealed), f"complaints_identity|sealed|{row.pk}|1", _private())
    assert CANARY in opened.decode()
    assert CANARY not in str(list(AuditEvent.objects.values()))
    with pytest.raises(Invalid):
        scenes.filed(identity=identity)


def _private() -> Any:
    return keys.load().private


def test_a_file_comes_cleaned_and_its_original_sealed(vault_keys: Path) -> None:
    upload = scenes.paper("王小二的手机.png")
    content = upload.read()
    row, _code = scenes.filed(uploads=[upload])
    note = row.notes.get()
    assert note.file is not None and note.file.name == "file.png"
    original = SealedOriginal.objects.get(case=row)
    assert original.note == note
    sealed = storage.read(original.storage_name, originals.AREA)
    assert content not in sealed
    source, place = io.BytesIO(sealed), originals.place(original)
    own = open_sealed(file_head(source), place, _private())
    assert b"".join(open_file(source, own, place)) == content


def test_sealed_bytes_stay_until_nothing_names_them() -> None:
    row, _code = scenes.filed(uploads=[scenes.paper()])
    original = SealedOriginal.objects.get(case=row)
    files.sweep_orphans(age=-10 * 86400)
    assert originals.sweep(age=-10 * 86400) == 0
    assert storage.read(original.storage_name, originals.AREA)
    original.delete()
    assert originals.sweep() == 0, "what is young may belong to a transaction that is open"
    assert originals.sweep(age=-10 * 86400) == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", "file_type"), ("a.png", b"<svg>", "file_mismatch"),
        ("a.pdf", b"", "file_empty"),
    ],
)  # fmt: skip
def test_a_bad_file_leaves_nothing(name: str, content: bytes, code: str) -> None:
    upload = SimpleUploadedFile(name, content)
    with pytest.raises(Invalid) as refused:
        scenes.filed(uploads=[upload])
    assert (refused.value.code, refused.value.field) == (code, "file")
    assert not Case.objects.exists() and not SpentWork.objects.exists()


def test_without_the_vaults_key_nothing_is_kept_in_the_clear(settings: Any, tmp_path: Path) -> None:
    settings.VAULT_PUBLIC_KEY = str(tmp_path / "none")
    with pytest.raises(DomainError) as refused:
        scenes.filed(uploads=[scenes.paper()])
    assert refused.value.status == 503 and not Case.objects.exists()
