"""What keeps the suite quick without changing what it says."""

import gc
from typing import Any

import pytest
from django.db.models import Field
from django.db.models.expressions import Col
from django.utils.functional import cached_property

#: Tests that take a minute or more; a worker that began one of them last would end alone.
LONG = ("test_schemathesis", "test_xss", "test_matrix", "journeys/", "test_own_cases", "ops/")


def long_ones_first(items: list[pytest.Item]) -> None:
    """Begin with the long ones; the order is otherwise kept."""
    items.sort(key=lambda item: not any(name in item.nodeid for name in LONG))


def leave_what_stays() -> None:
    """What was loaded lives as long as the process: looking through it again and again for
    garbage takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _identity(column: Col) -> tuple[Any, ...]:
    """By what a column is told from others, without a look at the constructor's signature, which
    Django takes for each column of each ordered query."""
    fields = (column.target, column.output_field)
    keys = [(type(one), getattr(one, "model", None), one.name) for one in fields]
    return (Col, column.alias, *keys)


FIND = Field.get_col


def _get_col(field: "Field[Any, Any]", alias: str, output_field: Any = None) -> Any:
    """The column of a table by its alias in a query, made once: Django keeps that of the table's
    own name alone, and makes some hundred others anew for each wide query."""
    kept = vars(field).setdefault("columns_by_alias", {})
    key = (alias, id(output_field))
    found = kept.get(key)
    if found is None or found.target is not field:  # a copied field has come by another's columns
        found = kept[key] = FIND(field, alias, output_field)
    return found


def know_columns_quickly() -> None:
    """Put both in the place of Django's own."""
    setattr(Field, "get_col", _get_col)  # noqa: B010 - Django types it as a method
    quick: Any = cached_property(_identity)
    quick.__set_name__(Col, "identity")
    setattr(Col, "identity", quick)  # noqa: B010 - Django types it as a method
