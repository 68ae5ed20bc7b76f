"""P10: the bulk files of all records, against COPY inside the server and against model instances.

Measured is what every run of the open data does for the set `records`: the CSV with its digest, and
CSV and JSON Lines together. The limit writes the stored columns of the CSV alone, without guards,
to /dev/null in the server, which only its superuser may; where the bench cannot be that, it reads
them into a file that forgets (said in the report). The baseline writes the CSV of the first 20,000
records by instances and the csv module.
"""

import csv
import io
import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connections, transaction

from credit_portal.imports.tables import guard
from credit_portal.publishing import selectors
from credit_portal.publishing.open_data import copied, forms
from credit_portal.publishing.open_data.columns import plain
from credit_portal.publishing.open_data.records import COMMON, datasets
from tests.bench.cases import lists
from tests.bench.figures import Goal, Mismatch
from tests.bench.harness import Case, Way

LIMIT, SHEET, BULK = "COPY in the server", "CSV", "CSV and JSON Lines"
TYPICAL = "model instances, csv"
MOST = 20_000
STORED = [column for column in COMMON if not column.sql]
BARE = f"select {', '.join(one.path or one.name for one in STORED)} from publishing_displayed d where (d.until is null or d.until >= now()::date) order by d.published_at desc, d.ref desc"  # noqa: E501
TOLD: dict[str, str] = {}
FOLDER: list[Path] = []


def bulk(folder: Path, *, lines: bool = True) -> int:
    """The files of the set, or its CSV alone, as a run of the open data writes them; answers how
    many rows."""
    one = datasets()[0]
    sinks = [forms.Hashed(folder / f"records.{form}") for form in ("csv", "jsonl")[: 1 + lines]]
    link = connections[selectors.PUBLIC]
    with transaction.atomic(using=selectors.PUBLIC), link.cursor() as cursor:
        cursor.execute("set local statement_timeout = 0")  # as a run does
        count = one.write(*sinks) if lines else copied.write_csv(None, one.columns, sinks[0])
    for sink in sinks:
        sink.close()
    return count


@contextmanager
def surroundings() -> Iterator[None]:
    """A folder for the files, gone at the end as the connections are."""
    with lists.links(), TemporaryDirectory() as folder:
        FOLDER[:] = [Path(folder)]
        yield


def start(rows: int) -> Sequence[Way]:
    """Seed; see that the cells of the CSV are those of the instances, guarded."""
    lists.seed(rows)
    (folder,) = FOLDER
    count = bulk(folder)
    with (folder / "records.csv").open(encoding="utf-8-sig", newline="") as file:
        for got, expected in zip(itertools.islice(csv.reader(file), 200), cells(199), strict=True):
            if got != expected:
                raise Mismatch(f"the file says {got}, the register {expected}")
    sizes = [f"{one.stat().st_size:,} bytes of {one.name}" for one in sorted(folder.iterdir())]
    TOLD["written"] = ", ".join(sizes)
    copy = in_server()

    def typical() -> float:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows(cells(MOST))
        return min(MOST, count)

    return [
        Way(LIMIT, lambda: copy() or count),
        Way(SHEET, lambda: bulk(folder, lines=False)),
        Way(BULK, lambda: bulk(folder)),
        Way(TYPICAL, typical),
    ]


def cells(most: int) -> Iterator[list[str]]:
    """Header and rows as they are usually written: an instance each, guarded in Python."""
    yield [column.name for column in COMMON]
    for row in selectors.published()[:most].iterator(chunk_size=2000):
        told = {
            "under_objection": "objection" in row.row,
            "is_demo": bool(row.row.get("is_demo")),
            "url": f"{settings.PUBLIC_URL}/records/{row.ref}/",
        }
        yield [
            _cell(told[one.name] if one.sql else getattr(row, one.path or one.name))
            for one in COMMON
        ]


def _cell(value: Any) -> str:
    """A cell, spelled by hand."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else guard(plain(value) or "")


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
    title="the bulk files of what is on display, P10",
    unit="records",
    goals=(Goal("P10", SHEET, LIMIT, 0.7), Goal("P10", SHEET, TYPICAL, 4)),
    start=start,
    figures=lambda seconds: iter(TOLD.items()),
    surroundings=surroundings,
    stage=lists.STAGE,
)
