"""Rows of lists as pages show them, by one statement written by hand: composing it by querysets
and making models of it cost more than the rows themselves (docs/performance.md)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

import orjson

from credit_portal.common import keyset
from credit_portal.common.i18n import localized
from credit_portal.publishing import listing
from credit_portal.publishing.search import Order, Question, Where, keys


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
    steady: bool = False,
) -> list[Listed]:
    """The first `most` records that answer, in this order. `steady`: one plan is right for any
    value in `where`, so that it is made once for a connection (`common.prepared`)."""
    if question:
        found = keys(where, question, order, most)
        if not found:
            return []
        named = f"({where.sql}) and {where.alias}.rec = any(%s)"
        where = Where(named, (*where.parameters, found), where.alias)
    else:
        where = order.beyond(where)
    sql = (
        f"select {PLAIN}, {'document' if documents else 'null'} from publishing_displayed"  # noqa: S608 - names and places only
        f" {where.alias} where {where.sql} order by {order.sql(where.alias)} limit %s"
    )
    ask = listing.asked_often if steady and not question else listing.asked_once
    return [_listed(row) for row in ask(sql, [*where.parameters, most])]


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
    steady: bool = False,
) -> keyset.Page:
    """One page of what answers, by a column of `search.TYPES` and the reference.

    Raises Invalid (400) for a cursor that is not ours.
    """

    def fetch(position: list[str] | None, falling: bool, most: int) -> list[Listed]:
        order = Order(field, falling).place(position)
        return rows(where, question, order, most, documents=documents, steady=steady)

    return keyset.window(fetch, [field, "ref"], cursor=cursor, limit=limit, descending=descending)
