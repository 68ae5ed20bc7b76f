"""Imports in the page: upload, preview, errors as a table, columns, import, take back."""

import csv
import io
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commitments.models import Commitment
from credit_portal.imports import registry, services
from credit_portal.imports.models import ImportBatch, Mapping
from credit_portal.imports.tables import write_csv

PAGE = "/staff/imports/"


@pytest.fixture(autouse=True)
def monday() -> Any:
    """2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def clerk(client: Client, officer: Any, post: Any) -> Client:
    """Signed in as the filer of a body that has a post."""
    client.force_login(officer)
    return client


def table(count: int, bad: int | None = None, **renamed: str) -> SimpleUploadedFile:
    """A filled template of so many rows, one of them with a day nobody understands."""
    columns = registry.handler("commitments").columns
    rows = []
    for n in range(count):
        row = {column.name: column.example_zh for column in columns}
        row |= {"post": "局长", "title_zh": f"第{n}批照明改造", "due_on": "2026-12-25"}
        row["due_on"] = "年底" if n == bad else row["due_on"]
        rows.append([row[column.name] for column in columns])
    heads = [renamed.get(column.name, column.title_zh) for column in columns]
    return SimpleUploadedFile("清单.csv", write_csv(heads, rows), "text/csv")


def upload(client: Client, file: Any, **more: Any) -> Any:
    """Send the form."""
    data = {"handler": "commitments", "mapping": "", "file": file, **more}
    return client.post(PAGE, data)


def previewed(client: Client, file: Any) -> ImportBatch:
    """Uploaded, and looked at by the worker."""
    assert upload(client, file).status_code == 302
    batch = ImportBatch.objects.latest("created_at")
    services.run_batch(batch.pk)
    batch.refresh_from_db()
    return batch


def press(client: Client, batch: ImportBatch, name: str, **data: Any) -> Any:
    """Press an act of the import."""
    return client.post(f"{PAGE}{batch.pk}/{name}/", data)


def show(client: Client, batch: ImportBatch) -> str:
    """The page of the import."""
    return client.get(f"{PAGE}{batch.pk}/").content.decode()


@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("auditor", 403)])
def test_who_may_import(client: Client, db: None, request: Any, who: str, status: int) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(PAGE).status_code == status


def test_forty_rows_from_upload_to_take_back(clerk: Client) -> None:
    batch = previewed(clerk, table(40))
    assert "40行将成为待审核的承诺" in show(clerk, batch)
    assert not Commitment.objects.exists()
    press(clerk, batch, "commit", idempotency_key=str(uuid4()))
    assert "data-refresh" in show(clerk, batch)
    services.run_batch(batch.pk)
    assert Commitment.objects.filter(state="submitted").count() == 40
    assert "撤回导入" in show(clerk, batch)
    press(clerk, batch, "undo")
    assert not Commitment.objects.exclude(state="discarded").exists()


def test_a_row_with_an_error_holds_everything_back(clerk: Client) -> None:
    batch = previewed(clerk, table(3, bad=1))
    page = show(clerk, batch)
    assert "第 3 行" in page
    assert 'action="/staff/imports/' in page
    assert f"{batch.pk}/commit/" not in page
    answer = clerk.get(press(clerk, batch, "commit")["Location"])
    assert '<li class="error">' in answer.content.decode()
    assert not Commitment.objects.exists()


def test_rows_with_errors_come_back_as_a_table(clerk: Client) -> None:
    batch = previewed(clerk, table(3, bad=1))
    text = clerk.get(f"{PAGE}{batch.pk}/errors/").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 2
    assert "年底" in rows[1]


def test_the_same_upload_twice_is_one_batch(clerk: Client) -> None:
    key = str(uuid4())
    places = {upload(clerk, table(2), idempotency_key=key)["Location"] for _turn in range(2)}
    assert len(places) == 1
    assert ImportBatch.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.csv", b""), ("x.xlsx", b"PK\x03\x04 broken"), ("x.pdf", b"%PDF-1.4"), ("x.csv", b"\0\1")],
)
def test_a_bad_file_is_refused_with_a_sentence(clerk: Client, name: str, content: bytes) -> None:
    answer = upload(clerk, SimpleUploadedFile(name, content))
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_unknown_headers_are_asked_for_and_can_be_kept(clerk: Client) -> None:
    batch = previewed(clerk, table(2, title_zh="名称"))
    page = show(clerk, batch)
    assert "以下必填栏目未能识别" in page
    assert '<details class="block more" id="columns" open>' in page
    columns = {f"column_{name}": header for name, header in batch.columns.items()}
    answer = clerk.post(
        f"{PAGE}{batch.pk}/", {**columns, "column_title_zh": "名称", "save_as": "我局清单"}
    )
    assert answer.status_code == 302
    services.run_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_invalid) == ("previewed", 0)
    assert Mapping.objects.filter(name="我局清单").exists()


def test_a_required_column_left_out_is_refused(clerk: Client) -> None:
    batch = previewed(clerk, table(2))
    columns = {f"column_{name}": header for name, header in batch.columns.items()}
    answer = clerk.post(f"{PAGE}{batch.pk}/", {**columns, "column_title_zh": ""})
    assert answer.status_code == 422


def test_an_upload_can_be_removed(clerk: Client) -> None:
    batch = previewed(clerk, table(2))
    assert press(clerk, batch, "discard")["Location"] == PAGE
    assert not ImportBatch.objects.exists()


def test_batches_of_others_are_404(clerk: Client, colleague: Any, stranger: Any) -> None:
    batch = previewed(clerk, table(2))
    for user in (colleague, stranger):
        clerk.force_login(user)
        assert clerk.get(f"{PAGE}{batch.pk}/").status_code == 404
        assert clerk.get(f"{PAGE}{batch.pk}/errors/").status_code == 404
        assert press(clerk, batch, "commit").status_code == 404


def test_an_unknown_act_is_404(clerk: Client) -> None:
    assert press(clerk, previewed(clerk, table(1)), "burn").status_code == 404


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_templates_are_files(clerk: Client, form: str) -> None:
    answer = clerk.get(f"{PAGE}template/commitments/{form}/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert clerk.get(f"{PAGE}template/commitments/exe/").status_code == 404
    assert clerk.get(f"{PAGE}template/nothing/{form}/").status_code == 404


def test_a_table_may_be_filed_for_a_body_below(
    client: Any, bureau: Any, officer: Any, other_bureau: Any
) -> None:
    """The filer of a bureau may choose a body inside it, and none outside."""
    from tests import factories

    inside = factories.organisation(name_zh="示例市房产交易中心", kind="institution", parent=bureau)
    client.force_login(officer)
    page = client.get("/staff/imports/").content.decode()
    assert str(inside.pk) in page
    assert str(other_bureau.pk) not in page
