"""Templates and exports: recognised on the way back, harmless in a spreadsheet (T23)."""

import csv
import io

import openpyxl
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from credit_portal.imports import mapping, readers, tables, templates
from tests.imports.samples import NoteRows

DDE = "cmd|' /C calc'!A0"
PAYLOADS = [
    head + body
    for head in ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u3000+", "＝")
    for body in (DDE, "SUM(1+1)*" + DDE, 'HYPERLINK("http://x","y")', "1+1")
]


def test_there_are_forty_payloads() -> None:
    assert len(PAYLOADS) == 40


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_begins_like_a_formula(payload: str) -> None:
    out = tables.write_csv(["a", payload], [["1", payload]]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(out, newline="")))
    assert rows[0][1] == rows[1][1] == f"'{payload}"
    sheet = openpyxl.load_workbook(io.BytesIO(tables.write_xlsx([("a", ["a"], [[payload]])])))
    cell = sheet.worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30), min_size=1))
def test_what_goes_out_comes_back(cells: list[str]) -> None:
    headers = [f"h{n}" for n in range(len(cells))]
    found = readers.read_table(tables.write_csv(headers, [["x", *cells[1:]]]), "a.csv")
    assert found.headers == headers
    for sent, back in zip(cells[1:], found.rows[0].cells[1:], strict=True):
        assert back in (sent, f"'{sent}")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_template_is_recognised_and_holds_no_rows(language: str) -> None:
    handler = NoteRows()
    with translation.override(language):
        sheets = (templates.template_csv(handler), templates.template_xlsx(handler))
    for content, name in zip(sheets, ("a.csv", "a.xlsx"), strict=True):
        found = readers.read_table(content, name)
        assert set(mapping.recognise(found.headers, handler.columns)) == {"title", "text"}
        assert found.rows == []
    notes = openpyxl.load_workbook(io.BytesIO(sheets[1])).worksheets[1]
    assert notes.max_row == 3
