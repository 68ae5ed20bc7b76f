"""P10: what is on display as CSV, against COPY inside the server and against model instances.

The limit writes the same columns without guards to /dev/null in the server, which only its
superuser may; where the bench cannot be that, it reads them into a file that forgets (said in the
report). The baseline writes the first 20,000 records by instances and the csv module.
"""

import csv
import io
import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import psycopg2
from django.db import connections

from credit_portal.imports.tables import guard
from credit_portal.publishing import export, selectors
from credit_portal.publishing.rows import moment
from tests.bench.cases import lists
from tests.bench.figures import Goal, Mismatch
from tests.bench.harness import Case, Way

LIMIT, STREAM, TYPICAL = "COPY in the server", "stream_csv", "model instances, csv"
COLUMNS = tuple(export.COLUMNS)
MOST = 20_000
BARE = f"select {', '.join(COLUMNS)} from publishing_displayed d where (d.until is null or d.until >= now()::date) order by d.published_at, d.ref"  # noqa: E501
TOLD: dict[str, str] = {}


class Forgetting:
    """Keeps nothing but the size of the largest piece."""

    largest = 0

    def write(self, data: bytes, /) -> None:
        """Take note of its size."""
        self.largest = max(self.largest, len(data))


def start(rows: int) -> Sequence[Way]:
    """Seed; see that cells are those of the instances, guarded, and pieces stay small."""
    lists.seed(rows)
    whole, sink = io.BytesIO(), Forgetting()
    count = export.stream_csv(COLUMNS, whole)
    found = csv.reader(io.StringIO(whole.getvalue().decode("utf-8-sig"), newline=""))
    for got, expected in itertools.zip_longest(itertools.islice(found, 200), cells(199)):
        if got != expected:
            raise Mismatch(f"the export says {got}, the register {expected}")
    export.stream_csv(COLUMNS, sink)
    TOLD["largest piece handed on"] = f"{sink.largest:,} of {len(whole.getvalue()):,} bytes"
    if sink.largest > 4 * export.PIECE:
        raise Mismatch(f"a piece of {sink.largest} bytes is not flat memory")
    copy = in_server()

    def typical() -> float:
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerows(cells(MOST))
        return min(MOST, count)

    return [
        Way(LIMIT, lambda: copy() or count),
        Way(STREAM, lambda: export.stream_csv(COLUMNS, Forgetting())),
        Way(TYPICAL, typical),
    ]


def cells(most: int) -> Iterator[list[str]]:
    """Header and rows as they are usually written: an instance each, guarded in Python."""
    yield list(COLUMNS)
    rows = selectors.published().order_by("published_at", "ref")[:most]
    for row in rows.iterator(chunk_size=2000):
        told = {name: moment(getattr(row, name)) for name in ("published_at", "updated_at")}
        yield [told.get(name) or guard(getattr(row, name)) for name in COLUMNS]


def in_server() -> Callable[[], None]:
    """COPY to nowhere, in the server if its superuser lets us in."""
    given = connections["owner"].get_connection_params()
    given.pop("cursor_factory", None)
    try:
        link = psycopg2.connect(**{**given, "user": "postgres", "password": ""})
    except psycopg2.Error:
        TOLD["limit"] = "no superuser here: COPY to the client, which forgets it"
        return _to_client(psycopg2.connect(**given))
    lists.OPEN.append(link)
    link.autocommit = True

    def copy() -> None:
        with link.cursor() as cursor:
            cursor.execute(f"copy ({BARE}) to '/dev/null' (format csv, header)")

    return copy


def _to_client(link: Any) -> Callable[[], None]:
    lists.OPEN.append(link)
    link.autocommit = True

    def copy() -> None:
        with link.cursor() as cursor, open(os.devnull, "wb") as nowhere:
            cursor.copy_expert(f"copy ({BARE}) to stdout (format csv, header)", nowhere)

    return copy


CASE = Case(
    name="export",
    title="what is on display as CSV, P10",
    unit="records",
    goals=(Goal("P10", STREAM, LIMIT, 0.7), Goal("P10", STREAM, TYPICAL, 4)),
    start=start,
    figures=lambda seconds: iter(TOLD.items()),
    surroundings=lists.links,
    stage=lists.STAGE,
)
