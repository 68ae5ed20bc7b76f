"""Rows of lists as pages show them, by one statement written by hand: composing it by querysets
and making models of it cost more than the rows themselves (docs/performance.md)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

import orjson

from credit_portal.common import keyset
from credit_portal.common.i18n import localized
from credit_portal.publishing import search
from credit_portal.publishing.search import Order, Question, Where


class Listed(NamedTuple):
    """What a list shows of a record; `document` only where it was asked for."""

    rec: str
    ref: str
    kind: str
    organisation_name_zh: str
    organisation_name_en: str
    title_zh: str
    title_en: str
    sector: str
    outcome: str
    category: str
    severity: str
    due_on: date | None
    published_at: datetime
    updated_at: datetime
    until: date | None
    row: dict[str, Any]
    document: dict[str, Any] | None

    @property
    def title(self) -> str:
        """Title in the active language, else in the other one."""
        return localized(self, "title")

    @property
    def organisation_name(self) -> str:
        """Name of the body as it was at publication, in the active language."""
        return localized(self, "organisation_name")


PLAIN = ", ".join(f'"{name}"' for name in Listed._fields[:-1])


def rows(
    where: Where,
    question: Question,
    order: Order,
    most: int,
    *,
    documents: bool = False,
    chosen: bool = False,
    steady: bool = False,
) -> list[Listed]:
    """The first `most` records that answer, in this order. `chosen`: where no words are asked,
    they are found by their references alone, which an index can tell, and only these rows are
    read. `steady`: one plan is right for any value in `where`, so that it is made once for a
    connection (`common.prepared`)."""
    if chosen and not question:
        where, order = _chosen(where, order, most), Order(order.field, order.falling)
    columns = f"{PLAIN}, {'document' if documents else 'null'} as told"
    found = search.rows(columns, where, question, order, most, often=steady)
    return [_listed(row) for row in found]


def _chosen(where: Where, order: Order, most: int) -> Where:
    """The condition of the first `most` references."""
    inner, name = order.beyond(where), where.alias
    sql = (
        f"{name}.ref = any(array(select ref from publishing_displayed {name} where {inner.sql}"  # noqa: S608 - names and places only
        f" order by {order.sql(name)} limit %s))"
    )
    return Where(sql, (*inner.parameters, most), name)


def _listed(row: tuple[Any, ...]) -> Listed:
    *columns, told, document = row
    return Listed._make((*columns, orjson.loads(told), document and orjson.loads(document)))


def page(
    where: Where,
    question: Question,
    field: str,
    *,
    cursor: str = "",
    limit: int = 20,
    descending: bool = True,
    documents: bool = False,
    chosen: bool = False,
    steady: bool = False,
) -> keyset.Page:
    """One page of what answers, by a column of `search.TYPES` and the reference, as `rows` has it.

    Raises Invalid (400) for a cursor that is not ours.
    """

    def fetch(position: list[str] | None, falling: bool, most: int) -> list[Listed]:
        order = Order(field, falling).place(position)
        return rows(where, question, order, most, documents=documents, chosen=chosen, steady=steady)

    return keyset.window(fetch, [field, "ref"], cursor=cursor, limit=limit, descending=descending)
