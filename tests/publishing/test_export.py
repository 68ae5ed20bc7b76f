"""The CSV of what is on display: every cell, every guard, nothing that has ended."""

import csv
import io
from datetime import date
from typing import Any

import pytest

from credit_portal.imports.tables import guard
from credit_portal.publishing import export, selectors
from tests.publishing.support import document, publish

pytestmark = pytest.mark.django_db
TITLES = ("=1+1", " \u3000＝cmd", '供暖,"管网"\n改造', "\ufeff-2", "|calc", "平常", "@x", "a=b")


def test_cells_are_those_of_the_register_and_guarded(
    bureau: Any, officer: Any, approver: Any, time_machine: Any
) -> None:
    for title in TITLES:
        publish(bureau, officer, approver, document=document(title, due_on="2027-05-01"))
    publish(bureau, officer, approver, document=document("已过"), until=date(2027, 1, 31))
    time_machine.move_to("2027-03-01T12:00:00+08:00", tick=False)
    sink = io.BytesIO()
    assert export.stream_csv(export.COLUMNS, sink) == len(TITLES)
    content = sink.getvalue()
    assert content.startswith(b"\xef\xbb\xbfref,kind,") and content.endswith(b"\r\n")
    found = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    for row, shown in zip(found, reversed(selectors.published()), strict=True):
        assert row["ref"] == shown.ref
        assert row["due_on"] == "2027-05-01"
        assert row["title_zh"] == guard(shown.title_zh)
        assert row["published_at"] == shown.row["published_at"]
    assert {row["title_zh"] for row in found} == {guard(title) for title in TITLES}


def test_one_kind_without_mark_and_no_unknown_column(bureau: Any, db: None) -> None:
    sink = io.BytesIO()
    assert export.stream_csv(["ref", "kind"], sink, kind="commitment", mark=False) == 0
    assert sink.getvalue() == b"ref,kind\r\n"
    with pytest.raises(KeyError):
        export.stream_csv(["document"], sink)
