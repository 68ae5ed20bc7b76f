"""A table of the directory goes out, comes back edited, and is confirmed by a second person."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from credit_portal.audit.models import AuditEvent
from credit_portal.common.errors import Conflict
from credit_portal.imports import services as imports
from credit_portal.imports.models import ImportBatch
from credit_portal.workflow.models import Change

pytestmark = pytest.mark.django_db


def _edited(page: Any, keeper: Any, body: Any, column: str, value: str) -> SimpleUploadedFile:
    """The posts of a body as XLSX, with another value in the first row."""
    answer = page(keeper, f"bodies/{body.pk}/export/posts/xlsx/", x="1")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    sheet.cell(2, titles.index(column) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("posts.xlsx", out.getvalue())


def _uploaded(page: Any, keeper: Any, file: SimpleUploadedFile) -> ImportBatch:
    page(keeper, "/staff/imports/", handler="directory.posts", file=file)
    batch = imports.run_batch(ImportBatch.objects.get().pk)
    assert batch is not None
    return batch


def test_a_table_about_public_naming_waits_for_the_second_administrator(
    page: Any, post: Any, bureau: Any, system_administrator: Any, confirm: Any
) -> None:
    keeper = system_administrator
    batch = _uploaded(page, keeper, _edited(page, keeper, bureau, "公开姓名", "否"))
    address = f"/staff/imports/{batch.pk}/"
    assert "提交他人确认" in page(keeper, address).content.decode()
    page(keeper, f"{address}commit/", x="1")
    assert ImportBatch.objects.get().state == "previewed"
    page(keeper, f"{address}propose/", reason="不再公开")
    change = Change.objects.get()
    assert [(one["before"], one["after"]) for one in change.differences["en"]] == [("是", "否")]
    assert confirm().status_code == 302
    done = imports.run_batch(batch.pk)
    assert done is not None and done.state == "committed"
    post.refresh_from_db()
    assert not post.is_public
    event = AuditEvent.objects.get(verb="directory.edit_post")
    assert event.actor_id == str(keeper.pk)


def test_a_small_table_is_done_by_one(
    page: Any, post: Any, bureau: Any, system_administrator: Any
) -> None:
    keeper = system_administrator
    batch = _uploaded(page, keeper, _edited(page, keeper, bureau, "岗位英文名称", "Head"))
    assert "<ins>Head</ins>" in page(keeper, f"/staff/imports/{batch.pk}/").content.decode()
    page(keeper, f"/staff/imports/{batch.pk}/commit/", x="1")
    imports.run_batch(batch.pk)
    post.refresh_from_db()
    assert post.title_en == "Head"


def test_an_export_is_on_the_trail(
    page: Any, post: Any, bureau: Any, system_administrator: Any, officer: Any
) -> None:
    answer = page(system_administrator, f"bodies/{bureau.pk}/export/appointments/csv/", x="1")
    text = answer.content.decode("utf-8-sig")
    assert "系统编号" in text and str(post.appointments.get().pk) in text
    event = AuditEvent.objects.get(verb="directory.export")
    assert (event.new or {})["rows"] == 1
    assert page(officer, f"bodies/{bureau.pk}/export/posts/csv/", x="1").status_code == 403
    assert page(system_administrator, f"bodies/{bureau.pk}/export/x/csv/", x="1").status_code == 404


def test_it_refuses_more_rows_than_a_second_person_sees(
    page: Any, post: Any, bureau: Any, system_administrator: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("credit_portal.desk.directory.imported.SHOWN", 0)
    keeper = system_administrator
    batch = _uploaded(page, keeper, _edited(page, keeper, bureau, "公开姓名", "否"))
    page(keeper, f"/staff/imports/{batch.pk}/propose/", reason="不再公开")
    assert not Change.objects.exists()


def test_what_two_imported_is_not_taken_back_by_one(
    page: Any, post: Any, bureau: Any, system_administrator: Any, confirm: Any
) -> None:
    keeper = system_administrator
    batch = _uploaded(page, keeper, _edited(page, keeper, bureau, "公开姓名", "否"))
    page(keeper, f"/staff/imports/{batch.pk}/propose/", reason="不再公开")
    confirm()
    imports.run_batch(batch.pk)
    with pytest.raises(Conflict) as refused:
        imports.undo(actor=keeper, batch=batch)
    assert refused.value.code == "import_undo_takes_two"
    assert (
        f"/staff/imports/{batch.pk}/undo/"
        not in page(keeper, f"/staff/imports/{batch.pk}/").content.decode()
    )
    batch.refresh_from_db()
    assert batch.state == "committed"
