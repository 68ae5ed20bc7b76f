"""Values in bulk: what goes in as PostgreSQL's own text comes out as it was."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credit_portal.common import bulk

pytestmark = pytest.mark.django_db
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
ODD = ["NULL", "", "\\N", 'a "quoted" \\ text', "{1,2}", "tab\tline\nreturn\r", "\\.", "字，句"]
QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _rows(sql: str, *parameters: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def table() -> str:
    """A table for one test."""
    with connection.cursor() as cursor:
        cursor.execute("create temp table bulk_try (n int not null, t text, b bytea, u uuid)")
    return "bulk_try"


@QUICK
@given(st.lists(TEXT | st.none() | st.sampled_from(ODD)))
def test_texts_survive_as_an_array(values: list[str | None]) -> None:
    assert _rows("select unnest(%s::text[])", bulk.array(values)) == values


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("bytea", b'\x00\\"{}'),
        ("bigint", -(2**62)),
        ("uuid", UUID(int=7)),
        ("date", date(2026, 2, 28)),
        ("timestamptz", datetime(2026, 11, 21, 8, 0, 0, 5, tzinfo=UTC)),
    ],
)
def test_other_values_survive_as_an_array(kind: str, value: Any) -> None:
    found = _rows(f"select unnest(%s::{kind}[])", bulk.array([value, None]))
    assert [bytes(one) if kind == "bytea" and one else one for one in found] == [value, None]


@QUICK
@given(st.lists(st.tuples(TEXT | st.none() | st.sampled_from(ODD), st.binary()), min_size=1))
def test_rows_survive_a_copy(rows: list[tuple[str | None, bytes]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("create temp table copied (n int, t text, b bytea)")
        numbered = [(place, *row) for place, row in enumerate(rows)]
        bulk.copy_in("copied", ("n", "t", "b"), numbered)
        cursor.execute("select t, b from copied order by n")
        assert [(text, bytes(data)) for text, data in cursor.fetchall()] == rows
        cursor.execute("drop table copied")


def test_a_refused_copy_is_an_error_of_the_framework(table: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.copy_in(table, ("n", "t"), [(None, "text")])
    bulk.copy_in(table, ("n", "u"), [(1, UUID(int=1))])
    bulk.copy_in(table, ("n",), [])
    assert _rows("select n from bulk_try") == [1]


def test_a_value_of_another_type_is_refused() -> None:
    with pytest.raises(KeyError):
        bulk.array([1.5])
    with pytest.raises(ValueError, match="NUL"):
        bulk.array(["a\x00b", "c"])
    assert bulk.arrays([], 2) == ["{}", "{}"]
