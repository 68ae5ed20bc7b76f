"""Search in what is on display: the answers of plain LIKE, by whichever way is quick.

Chinese has no spaces, so a word is found wherever its characters stand. No single plan serves
(platform.md 3, performance.md 4): walking the newest records is quick for a word that stands in
many of them, an index of character pairs for one that stands in few. So in two steps:

1. the newest records are walked, PEEK and then PROBE of them; a full page is the answer,
2. otherwise the index of pairs names the candidates, LIKE checks them.

A word that none of the first PEEK has is most likely rare or absent, so one statement asks these
PEEK and then the index, for FEW candidates, and gives the rows. Only where that does not tell all,
both steps are gone, each its own statement. All of it is LIKE in the end; a test holds both equal
for any text and any words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connections
from django.db.models import QuerySet

from credit_portal.common import asking
from credit_portal.publishing import documents, references
from credit_portal.publishing.models import Displayed

#: How many of the newest records are walked first (platform.md 3, measured at 1 million).
PROBE = 2_000
#: How many tell whether a word is seen at all; walking them costs a tenth of PROBE's 4 to 5 ms at
#: 100,000 records (docs/performance.md).
PEEK = 200
#: So many candidates the index may name for a word that was not seen.
FEW = 1_000
#: More candidates than these are not fetched and sorted: walking on is quicker then.
MOST_CANDIDATES = 20_000
#: A word in more than one of so many of the newest records is found quickest by walking on: a page
#: lies some 10,000 records ahead then, and a million hold 2,000 candidates (docs/performance.md).
DENSE = 500
#: How many records are walked at a time after the first step.
STRIDE = 20_000
#: Counts are exact up to here and then "1,000+" (platform.md 3).
COUNTED = 1_000
#: The condition that the index of pairs answers.
NAMED = '(publishing_grams(search_text) collate "C") @> %s::text[]'
Row = tuple[Any, ...]
#: The orders that indexes serve, and what their positions are.
TYPES: dict[str, Any] = {
    "published_at": datetime, "updated_at": datetime, "due_on": date, "until": date,
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """Words that must all occur, or a whole reference. Without either it asks nothing."""

    words: tuple[str, ...] = ()
    reference: str = ""

    def __bool__(self) -> bool:
        return bool(self.words or self.reference)

    @property
    def grams(self) -> list[str]:
        """What the index knows of the words; none for words of one character."""
        return list(dict.fromkeys(gram for word in self.words for gram in _grams(word)))

    @property
    def only_newest(self) -> bool:
        """Whether only the newest PROBE records can be searched: one character is in no index."""
        return bool(self.words) and not self.grams


def read(text: str) -> Question:
    """What a text asks for, folded as the searched text is."""
    reference = references.normalise(text.strip())
    if references.is_valid(reference):
        return Question(reference=reference)
    return Question(tuple(dict.fromkeys(documents.fold(text).split())))


def is_short(text: str) -> bool:
    """Whether a text asks for less than all records can be searched for: it wants a word of two
    characters. A single one is too short whatever it is, so that clients can tell by its length."""
    return len(text.strip()) == 1 or read(text).only_newest


def _grams(word: str) -> list[str]:
    """Pairs of a word, and its triples of ASCII: what `publishing_grams` finds wherever it is."""
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    triples = [word[at : at + 3] for at in range(len(word) - 2)]
    return pairs + [one for one in triples if all("!" <= char <= "~" for char in one)]


@dataclass(frozen=True)
class Where:
    """A condition on the table of what is displayed, called `alias` in it."""

    sql: str
    parameters: tuple[Any, ...]
    alias: str = "publishing_displayed"


def where_of(rows: QuerySet[Displayed]) -> Where:
    """The condition of a queryset without joins."""
    query = rows.order_by().query
    try:
        sql, parameters = query.get_compiler(asking.PUBLIC).compile(query.where)
    except EmptyResultSet:
        return Where("false", ())
    except FullResultSet:
        return Where("true", ())
    return Where(sql, tuple(parameters))


@dataclass(frozen=True)
class Order:
    """A column with an index, then the reference; strictly after `position` where there is one."""

    field: str = "published_at"
    falling: bool = True
    position: tuple[Any, ...] | None = None

    def place(self, position: Sequence[str] | None) -> Order:
        """The same from a position in text. Raises ValueError for what is none."""
        if position is None:
            return self
        first: Any = TYPES[self.field].fromisoformat(position[0])
        if isinstance(first, datetime) and first.tzinfo is None:
            raise ValueError("a moment without time zone")
        return Order(self.field, self.falling, (first, position[1]))

    def sql(self, alias: str, first: str = "", then: str = "ref") -> str:
        """For ORDER BY; `first` and `then` where the two columns are called otherwise."""
        way = "desc" if self.falling else "asc"
        return f"{alias}.{first or self.field} {way}, {alias}.{then} {way}"

    def beyond(self, where: Where) -> Where:
        """The condition, and after the position."""
        if self.position is None:
            return where
        name, step = where.alias, "<" if self.falling else ">"
        sql = f"({where.sql}) and ({name}.{self.field}, {name}.ref) {step} (%s, %s)"
        return Where(sql, (*where.parameters, *self.position), name)


def rows(
    columns: str, where: Where, question: Question, order: Order, most: int, *, often: bool = False
) -> list[Row]:
    """`columns` of the first `most` records that answer, in this order. `often`: one plan is right
    for any value in `where`, so that it is made once for a connection (`common.prepared`)."""
    if question:
        found = _glance(columns, where, question, order, most, often=often)
        if found is not None:
            return found
        recs = _the_long_way(where, question, order, most)
        if not recs:
            return []
        where, often = Where(f"{where.alias}.rec = any(%s)", (recs,), where.alias), True
    where = order.beyond(where)
    sql = (
        f"select {columns} from publishing_displayed {where.alias} where {where.sql}"  # noqa: S608 - names and places only
        f" order by {order.sql(where.alias)} limit %s"
    )
    return asking.rows(sql, [*where.parameters, most], often=often)


def keys(where: Where, question: Question, order: Order, most: int) -> list[str]:
    """`rec` of the first `most` records that answer, in this order."""
    found = _glance(f"{where.alias}.rec", where, question, order, most)
    if found is not None:
        return [rec for (rec,) in found]
    return _the_long_way(where, question, order, most)


def _glance(
    columns: str,
    where: Where,
    question: Question,
    order: Order,
    most: int,
    *,
    often: bool = False,
) -> list[Row] | None:
    """Steps 1 and 2 at a small scale, in one statement: what answers among the first PEEK, or,
    where none of them does, what the index of pairs names if that is FEW. None when neither
    tells all.

    PEEK and FEW are no parameters: a plan for any limit would sort the table.
    """
    if not question.grams or most > PEEK:
        return None
    inner, like, name = order.beyond(where), _like(question, where.alias), where.alias
    shown = f"{columns}, {name}.{order.field} as by_, {name}.ref as ref_"
    sql = (
        f"with seen as materialized (select {shown}, true as fits from (select * from"  # noqa: S608 - names and places only
        f" publishing_displayed {name} where {inner.sql} order by {order.sql(name)}"
        f" limit {PEEK}) {name} where {like.sql} order by {order.sql(name)} limit %s),"
        f" named as materialized (select {shown}, ({inner.sql}) and {like.sql} as fits"
        f" from publishing_displayed {name} where {NAMED} and not exists (select from seen)"
        f" limit {FEW + 1}) select (select count(*) from named), t.* from (select) one left join"
        f" (select * from seen union all (select * from named t where fits"
        f" order by {order.sql('t', 'by_', 'ref_')} limit %s)) t on true"
        f" order by {order.sql('t', 'by_', 'ref_')}"
    )
    given = [*inner.parameters, *like.parameters]
    parameters = [*given, most, *given, question.grams, most]
    told = asking.rows(sql, parameters, often=often and order.position is None)
    named, found = told[0][0], [row[1:-3] for row in told if row[-1]]
    whole = named <= FEW if named or not found else len(found) >= most
    return found if whole else None


def _the_long_way(where: Where, question: Question, order: Order, most: int) -> list[str]:
    """Step 1 with as many as PROBE, then step 2."""
    if question.reference:
        named = f"({where.sql}) and {where.alias}.ref = %s"
        where = Where(named, (*where.parameters, question.reference), where.alias)
    span = max(PROBE, most) if question.grams else PROBE
    found = _walk(where, question, order, span, most)
    if len(found) >= most or not question.grams:
        return found
    end = _end(where, order, span)
    if end is None:
        return found
    if len(found) * DENSE < span:
        indexed = _by_grams(where, question, order, most)
        if indexed is not None:
            return indexed
    return _walk_on(where, question, end, found, most)


def _walk(where: Where, question: Question, order: Order, span: int, most: int) -> list[str]:
    """Step 1: the records that answer among the first `span`, `most` at most."""
    inner, like = order.beyond(where), _like(question, where.alias)
    name = where.alias
    sql = (
        f"select {name}.rec from (select rec, ref, {order.field}, search_text"  # noqa: S608 - names and places only
        f" from publishing_displayed {name} where {inner.sql} order by {order.sql(name)}"
        f" limit %s) {name} where {like.sql} order by {order.sql(name)} limit %s"
    )
    given = [*inner.parameters, span, *like.parameters, most]
    return [rec for (rec,) in asking.rows(sql, given)]


def _end(where: Where, order: Order, span: int) -> Order | None:
    """Where the first `span` records end; None when there are no more."""
    inner = order.beyond(where)
    sql = (
        f"select {order.field}, ref from publishing_displayed {where.alias}"  # noqa: S608 - names only
        f" where {inner.sql} order by {order.sql(where.alias)} limit 1 offset %s"
    )
    found = asking.rows(sql, [*inner.parameters, span - 1])
    return Order(order.field, order.falling, tuple(found[0])) if found else None


def _by_grams(where: Where, question: Question, order: Order, most: int) -> list[str] | None:
    """Step 2: those that the index of pairs names; None for more than MOST_CANDIDATES.

    Candidates are found by all conditions together, so that a word that is common elsewhere is
    found to be absent here; they are read without an order, and no more than the limit of them.
    """
    inner, like, name = order.beyond(where), _like(question, where.alias), where.alias
    sql = (
        f"with named as materialized (select {name}.rec, {name}.ref, {name}.{order.field},"  # noqa: S608 - names and places only
        f" {name}.search_text from publishing_displayed {name} where {NAMED} and {inner.sql})"
        f" select count(*), (array_agg({name}.rec order by {order.sql(name)})"
        f" filter (where {like.sql}))[1:%s] from (select * from named limit %s) {name}"
    )
    given = [question.grams, *inner.parameters, *like.parameters, most, MOST_CANDIDATES + 1]
    count, found = asking.rows(sql, given)[0]
    return None if count > MOST_CANDIDATES else list(found or ())


def _walk_on(
    where: Where, question: Question, order: Order, found: list[str], most: int
) -> list[str]:
    """Walk from where the first step ended until there are `most`, or no more records."""
    place: Order | None = order
    while place is not None and len(found) < most:
        found += _walk(where, question, place, STRIDE, most - len(found))
        place = _end(where, place, STRIDE) if len(found) < most else None
    return found


def _like(question: Question, alias: str) -> Where:
    """Every word stands in the text; the same statement for any number of words."""
    if not question.words:
        return Where("true", (), alias)
    escape = connections[asking.PUBLIC].ops.prep_for_like_query
    words = [f"%{escape(word)}%" for word in question.words]
    return Where(f"{alias}.search_text like all(%s::text[])", (words,), alias)


# -- for querysets --------------------------------------------------------------------------------


def keys_of(rows: QuerySet[Displayed], question: Question, order: Order, most: int) -> list[str]:
    """`rec` of the first `most` of these rows that answer, in this order."""
    if question:
        return keys(where_of(rows), question, order, most)
    sign = "-" if order.falling else ""
    found = rows.order_by(f"{sign}{order.field}", f"{sign}ref").values_list("rec", flat=True)
    return list(found[:most])


def first(
    rows: QuerySet[Displayed], question: Question, order: Order, most: int
) -> list[Displayed]:
    """The first `most` of these rows that answer, in this order; without their searched text."""
    if not question:
        sign = "-" if order.falling else ""
        return list(rows.order_by(f"{sign}{order.field}", f"{sign}ref")[:most])
    found = keys(where_of(rows), question, order, most)
    by_key = {row.rec: row for row in rows.order_by().filter(rec__in=found)}
    return [by_key[rec] for rec in found if rec in by_key]


def narrowed(rows: QuerySet[Displayed], question: Question) -> QuerySet[Displayed]:
    """These rows that answer, by LIKE alone: for rows that something else has made few."""
    if question.reference:
        return rows.filter(ref=question.reference)
    for word in question.words:
        rows = rows.filter(search_text__contains=word)
    return rows


def sample(where: Where, question: Question, most: int = COUNTED) -> Where:
    """The condition of at most one more than `most` rows that answer, the newest, to be counted by
    facet. Rows that no words narrow are all of them: whoever counts takes the first."""
    if not question:
        return where
    found = keys(where, question, Order(), most + 1)
    return Where(
        f"({where.sql}) and {where.alias}.rec = any(%s)", (*where.parameters, found), where.alias
    )
