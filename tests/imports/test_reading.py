"""Tables from CSV and XLSX files."""

import codecs
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_portal.common.errors import Invalid
from credit_portal.imports.readers import Table, read_table
from tests.imports.samples import lines, workbook


def table(content: bytes, name: str = "a.csv") -> Table:
    return read_table(content, name)


def code_of(content: bytes, name: str = "a.csv") -> str:
    with pytest.raises(Invalid) as caught:
        read_table(content, name)
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_it_reads_the_encodings_of_offices(encoding: str) -> None:
    found = table("标题,内容\n沈阳，𠮷,甲\n".encode(encoding))
    assert found.headers == ["标题", "内容"]
    assert found.rows[0].cells == ["沈阳，𠮷", "甲"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_it_finds_the_delimiter(delimiter: str) -> None:
    assert table(f"a{delimiter}b\n1{delimiter}2\n".encode()).rows[0].cells == ["1", "2"]


def test_line_numbers_are_those_of_the_file() -> None:
    found = table(b'a,b\r\n\r\n"one\r\ntwo\r\nthree",x\r\n  ,\r\nlast,y\r\n')
    assert [(row.line, row.cells[0]) for row in found.rows] == [
        (3, "one\r\ntwo\r\nthree"),
        (7, "last"),
    ]


def test_notes_of_a_template_are_passed_over() -> None:
    found = table(lines("标题,内容", "#示例 甲,乙", "# 说明 标题（必填）,", "#1,真的"))
    assert [row.cells[0] for row in found.rows] == ["#1"]


def test_a_line_with_too_few_or_too_many_cells_is_reported() -> None:
    found = table(lines("a,b,c", "1,2", "1,2,3,", "1,2,3,4"))
    assert [bool(row.problems) for row in found.rows] == [True, False, True]
    assert found.rows[0].problems[0].params == {"found": 2, "wanted": 3}


def test_an_open_quotation_mark_is_reported_where_it_opens() -> None:
    found = table(b'a,b\n1,2\n3,"open\n5,6\n7,8\n')
    assert [(row.line, bool(row.problems)) for row in found.rows] == [(2, False), (3, True)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import_empty"),
        (b"\n\n ,\n", "import_empty"),
        (b"a,,c\n1,2,3\n", "import_header_blank"),
        (b"a,b,a\n", "import_header_twice"),
        (b"a,b\n\x00,1\n", "import_encoding"),
        (b"\xff\xfe\x00", "import_encoding"),
        (b"a" + b",b" * 0 + b",".join(b"c%d" % n for n in range(201)), "import_too_many_columns"),
        (b"a\n" + b"1\n" * 20_001, "import_too_many_rows"),
        (b"x" * (20 * 1024 * 1024 + 1), "import_too_big"),
    ],
)
def test_it_refuses_what_is_no_usable_table(content: bytes, code: str) -> None:
    assert code_of(content) == code


def test_a_cell_too_long_is_reported() -> None:
    found = table(b"a,b\n1," + b"x" * 10_001 + b"\n2,2\n")
    assert found.rows[0].problems[0].code == "cell_too_long"
    assert not found.rows[1].problems


def test_it_takes_off_the_apostrophe_of_our_own_export() -> None:
    assert table(lines("a,b", "'=1+1,'tis")).rows[0].cells == ["=1+1", "'tis"]


def test_a_sheet_is_read_as_text() -> None:
    day = datetime.datetime(2026, 1, 31)
    content = workbook([["a", "b", "c", "d"], [1, 2.5, day, True], [None] * 4, ["x"]])
    found = table(content, "a.xlsx")
    assert [(row.line, row.cells) for row in found.rows] == [
        (2, ["1", "2.5", "2026-01-31", "TRUE"]),
        (4, ["x", "", "", ""]),
    ]


def test_a_number_that_excel_rounded_is_reported() -> None:
    found = table(workbook([["a"], [210199190001010013]]), "a.xlsx")
    assert found.rows[0].problems[0].code == "number_too_long"


def test_merged_cells_are_named() -> None:
    with pytest.raises(Invalid) as caught:
        table(workbook([["a", "b"], [1, 2], [3, 4]], merge="A2:A3"), "a.xlsx")
    assert caught.value.code == "import_merged_cells"
    assert "A2:A3" in str(caught.value)


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls"])
def test_what_only_calls_itself_a_workbook_is_refused(name: str) -> None:
    assert code_of(b"a,b\n1,2\n", name) == "import_not_xlsx"


@given(st.integers(0, 4000), st.binary(min_size=1, max_size=20))
def test_a_damaged_workbook_never_breaks_the_reader(place: int, junk: bytes) -> None:
    content = workbook([["a", "b"], [1, 2]])
    place %= len(content)
    try:
        table(content[:place] + junk + content[place + len(junk) :], "a.xlsx")
    except Invalid as refusal:
        assert refusal.code.startswith("import_")


@given(st.binary(max_size=300))
def test_garbage_never_breaks_the_reader(content: bytes) -> None:
    for head in (b"", b"PK\x03\x04", codecs.BOM_UTF16_LE, b"a,b\n"):
        try:
            table(head + content)
        except Invalid as refusal:
            assert refusal.code.startswith("import_")
