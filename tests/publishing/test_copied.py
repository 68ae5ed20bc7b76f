"""Records as the server writes them are what Python makes of the same rows, whatever they hold."""

import csv
import io
import json
import re
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from commitments.open_data import COMMITMENT, SHEET
from credit_portal.common.clock import TZ
from credit_portal.imports.tables import STARTS, guard
from credit_portal.publishing import selectors
from credit_portal.publishing.models import Displayed
from credit_portal.publishing.open_data import copied, forms
from credit_portal.publishing.open_data.columns import Column
from credit_portal.publishing.open_data.datasets import dataset
from tests.portal.support import STANDING, commitment
from tests.publishing.support import document, publish, run_sql

pytestmark = pytest.mark.django_db
HOSTILE = (
    *(f"{start}1+1" for start in STARTS), *(f"\u3000 \ufeff\u00a0{start}1" for start in STARTS),
    'a "b", c;\r\nd', "\\.", "a\\n\\N\\\\", "\x01\x02\x1f\x7f", "\U0001f600 表情", "“，\u2028行",
    "{ä}", "[x", "~", "  两格", "'", '"', ",", "null", "#x", "\ufffd", "\U00020000", "\u3001、",
)  # fmt: skip


def written(kind: str | None, folder: Path) -> tuple[list[list[str]], list[dict[str, Any]], bytes]:
    """Cells and values of both files, and the CSV as it is."""
    one = dataset("records" if kind is None else f"records-{kind}")
    assert one is not None
    sinks = [forms.Hashed(folder / f"a.{form}") for form in ("csv", "jsonl")]
    count = one.write(*sinks)
    for sink in sinks:
        sink.close()
    data, lines = (folder / "a.csv").read_bytes(), (folder / "a.jsonl").read_bytes()
    assert [sink.size for sink in sinks] == [len(data), len(lines)]
    cells = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    values = [json.loads(line) for line in lines.split(b"\n")[:-1]]
    assert count == len(cells) - 1 == len(values)
    return cells, values, data


def value(row: Displayed, column: Column) -> Any:
    """What a column says of a row, spelled by hand."""
    made = {
        "under_objection": "objection" in row.row,
        "is_demo": bool(row.row.get("is_demo")),
        "milestones": len(row.document.get("milestones", ())),
        "evidence_files": len(row.document.get("evidence", ())),
        "url": f"http://localhost:8000/records/{row.ref}/",
    }
    if column.name in made:
        return made[column.name]
    found: Any = row
    for name in (column.path or column.name).split("."):
        found = found.get(name) if isinstance(found, dict) else getattr(found, name, None)
    if column.type == "dateTime":
        return found.astimezone(TZ).isoformat(timespec="seconds")
    return None if found in (None, "") else found if isinstance(found, int) else str(found)


def cell(told: Any) -> str:
    """A cell, spelled by hand."""
    return str(told).lower() if isinstance(told, bool) else guard(told)


def agrees(kind: str | None, folder: Path) -> None:
    """Both files hold what the rows hold, in their order, and every line ends as it should."""
    one = dataset("records" if kind is None else f"records-{kind}")
    assert one is not None
    cells, values, data = written(kind, folder)
    expected = [
        {column.name: value(row, column) for column in one.columns}
        for row in selectors.published(kind)
    ]
    assert values == expected
    assert [list(told) for told in values] == [list(told) for told in expected]
    assert cells[0] == [column.name for column in one.columns]
    assert cells[1:] == [[cell(each) for each in told.values()] for told in expected]
    assert data.startswith(b"\xef\xbb\xbfref,kind,") and data.endswith(b"\r\n")
    assert len(re.findall(rb"(?<!\r)\n", data)) == sum(
        told.count("\n") - told.count("\r\n") for row in cells for told in row
    )


@pytest.fixture
def many(bureau: Any, officer: Any, approver: Any, settings: Any) -> None:
    """A record for each hostile text: title, field and body's name hold it."""
    settings.PUBLIC_URL = "http://localhost:8000"
    publish(bureau, officer, approver, document=document("甲", title_en=""))
    for place, text in enumerate(HOSTILE):
        more: dict[str, Any] = {"sector": text[:40], "title_en": text[::-1]}
        more |= {} if place % 2 else {"objection": {"note": text}}
        publish(bureau, officer, approver, document=document(text, **more))
    run_sql(
        "update publishing_displayed set organisation_name_zh = title_zh, inherited_from = sector,"
        " updated_at = updated_at + interval '0.987654 seconds'"
    )
    run_sql(
        """update publishing_displayed set row = replace(row, '"kind"', '"is_demo":true,"kind"')"""
        " where mod(length(title_zh), 3) = 0"
    )


def test_both_files_hold_hostile_texts_as_python_would_write_them(
    many: None, tmp_path: Path
) -> None:
    agrees(None, tmp_path)
    agrees("specimen", tmp_path)


def test_documents_too(bureau: Any, officer: Any, approver: Any, tmp_path: Path,
                       settings: Any) -> None:  # fmt: skip
    settings.PUBLIC_URL = "http://localhost:8000"
    for text in HOSTILE[::3]:
        paper = commitment(bureau, "甲", **STANDING)
        paper |= {"matter_zh": text, "measure_en": text, "milestones": [1, 2], "evidence": []}
        paper |= {"series": {**paper["series"], "kept": -3}, "post": {**paper["post"]}}
        paper["post"]["title_en"] = text
        publish(bureau, officer, approver, kind="commitment", document=paper)
    assert {column.name for column in COMMITMENT if column.sql} == {"milestones", "evidence_files"}
    agrees("commitment", tmp_path)


def test_fields_without_commitments_are_counted() -> None:
    (column,) = [one for one in SHEET if one.sql]
    told = json.dumps({"fields": [{"commitments": 0}, {"commitments": 3}, {"commitments": 0}]})
    assert run_sql(f"select {column.sql} from (select %s::jsonb as doc) d", told) == [(2,)]


def test_the_first_rows_are_those_of_the_files(many: None, tmp_path: Path) -> None:
    one = dataset("records")
    assert one is not None
    found = [list(told.values()) for told in written(None, tmp_path)[1]]
    assert (one.sample(3), list(one.rows())) == (found[:3], found)


def test_the_connection_is_left_as_it_was(tmp_path: Path) -> None:
    asked = "select current_setting('timezone'), current_setting('enable_sort')"
    before = run_sql(asked)
    written(None, tmp_path)
    assert run_sql(asked) == before


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_memory_is_the_same_for_any_number_of_records(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = (Column("title", "string", "题", "T"), Column("version", "integer", "版", "V"))

    def peak(count: int) -> int:
        query = f"select repeat('字', 50) as title, n as version from generate_series(1, {count}) n"
        monkeypatch.setattr(copied, "_shown", lambda *given: query)
        file = forms.Hashed(tmp_path / f"{count}.{form}")
        write = copied.write_csv if form == "csv" else copied.write_lines
        tracemalloc.start()
        assert write(None, columns, file) == count
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        file.close()
        assert (tmp_path / f"{count}.{form}").stat().st_size > count * 150
        return most

    peak(100)
    assert peak(20_000) < peak(2_000) + 100_000
