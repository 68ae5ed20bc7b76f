"""The files of open data: whole, of one snapshot, flat in memory, gone with what was removed."""

import csv
import hashlib
import json
import tempfile
import tracemalloc
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db.models import F

from credit_portal.common.models import JobState
from credit_portal.ledger import selectors as ledger
from credit_portal.ledger import signer, waking
from credit_portal.publishing import selectors
from credit_portal.publishing.open_data import copied, forms, freshness, manifest, runs
from credit_portal.publishing.open_data.columns import Column, Row
from credit_portal.publishing.open_data.datasets import dataset, datasets
from credit_portal.publishing.open_data.manifest import Manifest
from credit_portal.publishing.registry import kinds
from tests.portal.support import STANDING, commitment
from tests.publishing.support import document, publish, source

pytestmark = pytest.mark.django_db


def lines(folder: Path, made: Manifest, code: str) -> list[dict[str, Any]]:
    """Rows of a data set from its file of JSON Lines."""
    text = (folder / made.tables[code].files["jsonl"].path).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def export(folder: Path) -> Manifest:
    """A run, which nobody disturbs."""
    made = runs.export(folder)
    assert made is not None
    return made


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Records and the log only: calendar and divisions are the same in every run."""
    wanted = ("records", "records-specimen", "removals", "ledger")
    monkeypatch.setattr(runs, "datasets", lambda: [o for o in datasets() if o.code in wanted])


@pytest.fixture
def two(bureau: Any, officer: Any, approver: Any) -> list[Any]:
    """A commitment and a specimen whose title a spreadsheet would take for a formula."""
    paper = commitment(bureau, "=HYPERLINK(1)", **STANDING)
    things = [source(), source()]
    publish(bureau, officer, approver, kind="commitment", document=paper, source=things[0])
    publish(bureau, officer, approver, document=document("三日内，\n“答复”"), source=things[1])
    return things


def test_a_run_is_whole_and_matches_the_site(two: Any, tmp_path: Path, settings: Any) -> None:
    settings.OPEN_DATA_XLSX_ROWS = 20  # the calendar has thousands
    made = export(tmp_path)
    assert made == manifest.read(tmp_path)
    assert set(made.tables) == {one.code for one in datasets()}
    assert {f"records-{kind.code.replace('_', '-')}" for kind in kinds()} <= set(made.tables)
    assert made.tables["records"].rows == selectors.published().count() == 2
    assert made.tables["records-commitment"].rows == 1
    assert made.generation == selectors.generation()
    for table in made.tables.values():
        for file in table.files.values():
            data = (tmp_path / file.path).read_bytes()
            assert (len(data), hashlib.sha256(data).hexdigest()) == (file.bytes, file.sha256)
    (row,) = lines(tmp_path, made, "records-commitment")
    assert (row["title_zh"], row["target"]) == ("=HYPERLINK(1)", "95")
    assert (row["post_title_zh"], row["periods_not_reported"]) == ("局长", 1)
    assert [one["index"] for one in lines(tmp_path, made, "ledger")] == list(
        range(made.ledger_size)
    )


def test_the_table_of_calculation_is_safe_and_whole(two: Any, few: Any, tmp_path: Path) -> None:
    made = export(tmp_path)
    files = made.tables["records"].files
    data = (tmp_path / files["csv"].path).read_bytes()
    assert data.startswith(b"\xef\xbb\xbfref,kind,")
    assert b"\n" not in data.replace(b"\r\n", b"").replace("，\n".encode(), b"")
    newest, oldest = csv.DictReader(data.decode("utf-8-sig").splitlines(keepends=True))
    assert (newest["title_zh"], oldest["title_zh"]) == ("三日内，\n“答复”", "'=HYPERLINK(1)")
    book = openpyxl.load_workbook(tmp_path / files["xlsx"].path)
    cells = [[cell.value for cell in row] for row in book["data"].iter_rows()]
    assert cells[0] == [column.name for column in dataset("records").columns]  # type: ignore[union-attr]
    assert cells[2][2] == "=HYPERLINK(1)"
    assert book["data"]["C3"].data_type != "f"


def test_a_workbook_is_bounded_and_says_so(
    two: Any, few: Any, tmp_path: Path, settings: Any
) -> None:
    settings.OPEN_DATA_XLSX_ROWS = 1
    made = export(tmp_path)
    file = made.tables["records"].files["xlsx"]
    assert file.rows == 1
    book = openpyxl.load_workbook(tmp_path / file.path)
    assert "1 of 2 rows; all are in the CSV." in str([list(r) for r in book["about"].values])


def test_memory_stays_flat_for_any_number_of_rows(tmp_path: Path) -> None:
    columns = (Column("a", "string", "甲", "A"), Column("b", "integer", "乙", "B"))

    def peak(count: int) -> int:
        sinks = [forms.Hashed(tmp_path / f"{count}.{form}") for form in ("csv", "jsonl")]
        rows: Iterator[Row] = (["字" * 50, number] for number in range(count))
        tracemalloc.start()
        assert forms.write_lines(columns, rows, *sinks) == count
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(100)
    assert peak(5_000) < peak(1_000) + 100_000


def test_no_column_holds_a_person(two: Any, tmp_path: Path) -> None:
    assert not [c.name for one in datasets() for c in one.columns if "holder" in c.path + c.name]


def test_a_removal_closes_the_files_in_its_own_commit(
    two: Any, few: Any, tmp_path: Path, bureau: Any, officer: Any, credit_reviewer: Any,
    settings: Any,
) -> None:  # fmt: skip
    settings.OPEN_DATA_ROOT = str(tmp_path)
    assert runs.refresh()
    made = manifest.read(tmp_path)
    assert made is not None and not runs.refresh()  # nothing is due
    assert freshness.standing(made) == set(made.tables)
    publish(
        bureau, officer, credit_reviewer, source=two[1], document=None, act="withdraw",
        basis="W01", reason="objection_upheld",
    )  # fmt: skip
    closed = set(made.tables) - freshness.standing(made)
    assert closed == {"records", "records-specimen"}
    assert runs.refresh()
    after = manifest.read(tmp_path)
    assert after is not None and after.tables["records"].rows == 1
    assert [one["ref"] for one in lines(tmp_path, after, "removals")]
    held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert "三日内，".encode() not in held


def test_the_end_of_a_last_day_closes_them_too(
    few: Any, bureau: Any, officer: Any, approver: Any, tmp_path: Path, time_machine: Any
) -> None:
    time_machine.move_to("2026-03-02T23:50:00+08:00", tick=False)
    publish(bureau, officer, approver, until=date(2026, 3, 2))
    made = export(tmp_path)
    table = made.tables["records"]
    assert table.ends == date(2026, 3, 2)
    assert freshness.stands(made, "records")
    time_machine.move_to("2026-03-03T00:00:00+08:00", tick=False)
    assert not freshness.stands(made, "records")
    again = export(tmp_path)
    assert again.tables["records"].rows == 0
    (row,) = lines(tmp_path, again, "removals")
    assert (row["act"], row["leaf_index"]) == ("expire", None)


def test_files_of_another_history_are_not_handed_out(two: Any, few: Any, tmp_path: Path) -> None:
    made = export(tmp_path)
    made.last_leaf = "AAAA"
    assert not freshness.stands(made, "records")
    made.appended += 10
    assert not freshness.stands(made, "records")


def test_one_process_exports_at_a_time(tmp_path: Path) -> None:
    with manifest.alone(tmp_path) as first:
        assert first
        assert runs.export(tmp_path) is None


def withdraw(thing: Any, bureau: Any, officer: Any, reviewer: Any) -> None:
    """Remove a specimen."""
    publish(
        bureau, officer, reviewer, source=thing, document=None, act="withdraw", basis="W01",
        reason="objection_upheld",
    )  # fmt: skip


def later(seconds: int) -> None:
    """As if the last run had been longer ago."""
    ago = F("ended_at") - timedelta(seconds=seconds)
    assert JobState.objects.filter(job=runs.JOB).update(ended_at=ago)


def full(*_given: Any) -> Any:
    """The disk is."""
    raise OSError("No space left on device")


def test_a_run_that_fails_leaves_nothing_and_waits_longer_each_time(
    two: Any, few: Any, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OPEN_DATA_ROOT, place = str(tmp_path), tmp_path / manifest.RUNS
    (place / "killed").mkdir(parents=True)
    (tmp_path / ".manifest.json.killed").touch()
    with monkeypatch.context() as broken:
        broken.setattr(copied, "write_lines", full)
        for wait in (120, 240, 480):
            with pytest.raises(OSError, match="No space"):
                runs.refresh()
            assert [*place.iterdir(), *tmp_path.glob(".manifest*")] == []
            later(wait - 10)
            assert not runs.refresh()
            later(10)
    (temporary := tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with monkeypatch.context() as broken:
        broken.setattr(openpyxl.Workbook, "save", full)
        with pytest.raises(OSError, match="No space"):
            runs.refresh()
    made = manifest.read(tmp_path)  # CSV and JSON Lines are whole
    assert made is not None and freshness.standing(made) == set(made.tables)
    assert not [*place.rglob("*.xlsx"), *temporary.iterdir()]
    later(3600)
    assert runs.refresh() and not runs.refresh()
    assert JobState.objects.get(job=runs.JOB).detail == {"failures": 0}


def test_a_removal_while_workbooks_are_written_stops_nothing(
    two: Any, few: Any, bureau: Any, officer: Any, credit_reviewer: Any, tmp_path: Path,
    settings: Any, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    settings.OPEN_DATA_ROOT = str(tmp_path)
    write = runs._workbook

    def meanwhile(*given: Any) -> Any:
        monkeypatch.setattr(runs, "_workbook", write)
        withdraw(two[1], bureau, officer, credit_reviewer)
        assert not runs.refresh()  # one process at a time, also to delete
        return write(*given)

    monkeypatch.setattr(runs, "_workbook", meanwhile)
    made = export(tmp_path)
    assert {code for code, table in made.tables.items() if "xlsx" not in table.files} == {
        "records-specimen"
    }
    assert not list(tmp_path.rglob("records-specimen.*"))
    assert runs.refresh() and not runs.refresh()
    after = manifest.read(tmp_path)
    assert after is not None and after.is_complete


def test_the_ledger_is_given_as_far_as_it_is_signed_and_removals_are_found_behind_it(
    two: Any, few: Any, bureau: Any, officer: Any, credit_reviewer: Any, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(waking, "wake", lambda: None)
    signed = ledger.signed_size()
    withdraw(two[1], bureau, officer, credit_reviewer)
    made = export(tmp_path)
    assert (made.ledger_size, made.appended) == (signed, signed + 1)
    assert made.checkpoint.splitlines()[1] == str(signed)
    assert [one["index"] for one in lines(tmp_path, made, "ledger")] == [*range(signed)]
    assert made.tables["ledger"].rows == made.tables["ledger"].files["xlsx"].rows == signed
    assert [one["leaf_index"] for one in lines(tmp_path, made, "removals")] == [signed]
    assert freshness.standing(made) == set(made.tables)
    publish(bureau, officer, credit_reviewer, source=(thing := source()))
    withdraw(thing, bureau, officer, credit_reviewer)
    closed = {"records", "records-specimen"}
    assert freshness.standing(made) == set(made.tables) - closed
    signer.sign_pending()
    assert freshness.standing(made) == set(made.tables) - closed
