"""The doors of open data: catalogue, schema, files whole and in part, and the refusal."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from credit_portal.portal import codes, downloads, open_data
from credit_portal.publishing.open_data import runs
from credit_portal.publishing.open_data.datasets import datasets
from tests.portal.support import put
from tests.publishing.support import publish, source

pytestmark = pytest.mark.django_db
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def get(address: str, **headers: str) -> Any:
    """Answer to an anonymous visitor."""
    return Client().get(address, headers=headers)


def body(answer: Any) -> bytes:
    """Bytes of an answer, streamed or not."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


@pytest.fixture
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the files, and few data sets to fill it with."""
    settings.OPEN_DATA_ROOT = str(tmp_path)
    wanted = ("records", "records-commitment", "bases")
    monkeypatch.setattr(runs, "datasets", lambda: [o for o in datasets() if o.code in wanted])
    return tmp_path


def test_before_the_first_run_it_says_so_and_points_to_the_api(folder: Path) -> None:
    assert "数据文件正在生成" in get("/open-data/").content.decode()
    answer = get("/open-data/records.csv")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer.json()["code"] == "being_prepared"
    page = get("/open-data/records.csv", accept=CHROME)
    assert page.status_code == 503 and "文件正在生成" in page.content.decode()
    assert get("/open-data/nothing.csv").status_code == 404
    assert get("/open-data/nothing/").status_code == 404
    assert get("/open-data/records.exe").status_code == 404


def test_a_file_is_handed_out_whole_in_part_and_not_twice(
    folder: Path, bureau: Any, officer: Any, approver: Any
) -> None:
    row = put(bureau, officer, approver)
    assert runs.refresh()
    whole = get("/open-data/records.csv")
    data = body(whole)
    assert row.ref in data.decode("utf-8-sig")
    assert (whole["Content-Type"], whole["Content-Length"]) == (
        "text/csv; charset=utf-8", str(len(data)),
    )  # fmt: skip
    assert whole["Content-Disposition"].startswith('attachment; filename="records-20')
    etag = whole["ETag"]
    assert f"{etag[1:-1]}  records.csv" in get("/open-data/SHA256SUMS").content.decode()
    assert get("/open-data/records.csv", if_none_match=etag).status_code == 304
    part = get("/open-data/records.csv", range="bytes=3-9")
    assert (part.status_code, body(part)) == (206, data[3:10])
    assert part["Content-Range"] == f"bytes 3-9/{len(data)}"
    assert body(get("/open-data/records.csv", range="bytes=-5")) == data[-5:]
    assert body(get("/open-data/records.csv", range="bytes=9-", if_range='"old"')) == data
    assert get("/open-data/records.csv", range=f"bytes={len(data)}-").status_code == 416
    head = Client().head("/open-data/records.csv")
    assert (head.status_code, head["ETag"]) == (200, etag)
    assert Client().post("/open-data/records.csv").status_code == 405


def test_no_download_holds_a_record_after_its_removal(
    folder: Path, bureau: Any, officer: Any, approver: Any, credit_reviewer: Any
) -> None:
    thing = source()
    publish(bureau, officer, approver, source=thing)
    assert runs.refresh()
    etag = get("/open-data/records.csv")["ETag"]
    assert get("/open-data/bases.csv").status_code == 200
    publish(
        bureau, officer, credit_reviewer, source=thing, document=None, act="withdraw",
        basis="W01", reason="objection_upheld",
    )  # fmt: skip
    for form in open_data.FORMS:
        for asked in ({}, {"if_none_match": etag}, {"range": "bytes=0-9"}):
            assert get(f"/open-data/records.{form}", **asked).status_code == 503
    assert get("/open-data/records-commitment.csv").status_code == 200  # of another kind
    assert "正在重新生成" in get("/open-data/").content.decode()
    assert "records.csv" not in get("/open-data/SHA256SUMS").content.decode()
    assert runs.refresh()
    assert b"specimen" not in body(get("/open-data/records.csv"))


def test_the_front_hands_out_what_the_portal_allows(
    folder: Path, bureau: Any, officer: Any, approver: Any, credit_reviewer: Any, settings: Any
) -> None:
    settings.OPEN_DATA_BY_FRONT = True
    publish(bureau, officer, approver, source=(thing := source()))
    assert runs.refresh()
    answer = get("/open-data/records.csv", range="bytes=3-9")
    place = answer["X-Accel-Redirect"].removeprefix("/open-data-files/")
    data = (folder / place).read_bytes()
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["ETag"] == f'"{hashlib.sha256(data).hexdigest()}"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    again = get("/open-data/records.csv", if_none_match=answer["ETag"])
    assert again.status_code == 304 and "X-Accel-Redirect" not in again
    publish(
        bureau, officer, credit_reviewer, source=thing, document=None, act="withdraw",
        basis="W01", reason="objection_upheld",
    )  # fmt: skip
    refused = get("/open-data/records.csv")
    assert refused.status_code == 503 and "X-Accel-Redirect" not in refused


def test_nobody_takes_files_without_end(
    folder: Path, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads.BulkThrottle, "rate", "2/h")
    monkeypatch.setattr(downloads.BulkThrottle, "scope", "bulk-tried")
    found = [get("/open-data/records.csv") for _n in range(3)]
    assert [one.status_code for one in found] == [503, 503, 429]
    assert 0 < int(found[2]["Retry-After"]) <= 1801
    assert found[2].json()["code"] == "throttled"
    page = get("/open-data/records.csv", accept=CHROME)
    assert page.status_code == 429 and "Retry-After" in page and "<html" in page.content.decode()


def test_the_catalogue_speaks_dcat(
    folder: Path, bureau: Any, officer: Any, approver: Any, settings: Any
) -> None:
    put(bureau, officer, approver)
    assert runs.refresh()
    found = get("/open-data/catalog.jsonld").json()
    assert get("/open-data/", accept="application/ld+json").json() == found
    assert found["@type"] == "dcat:Catalog"
    named = {one["dcterms:identifier"]: one for one in found["dcat:dataset"]}
    assert set(named) == {one.code for one in datasets()}
    file = named["records"]["dcat:distribution"][0]
    assert file["dcat:downloadURL"]["@id"] == f"{settings.PUBLIC_URL}/open-data/records.csv"
    data = body(get("/open-data/records.csv"))
    assert file["dcat:byteSize"]["@value"] == str(len(data))
    assert (
        f'"{file["spdx:checksum"]["spdx:checksumValue"]["@value"]}"'
        == get("/open-data/records.csv")["ETag"]
    )


def test_every_data_set_has_a_schema_and_a_page(bureau: Any, officer: Any, approver: Any) -> None:
    row = put(bureau, officer, approver)
    for one in datasets():
        told = get(f"/open-data/{one.code}.schema.json").json()["tableSchema"]["columns"]
        assert [column["name"] for column in told] == [column.name for column in one.columns]
        assert len({column.name for column in one.columns}) == len(one.columns)
        assert all(column["dc:description"]["zh"] for column in told)
        assert all(column.codes in {"", *codes.LISTS} for column in one.columns)
    page = get("/en/open-data/records-commitment/").content.decode()
    assert row.ref in page and "Parking" in page
    assert ("kept_late", "逾期履行", "Kept late") in codes.both("outcome")
