"""A run: everything public written to files, all of one snapshot of the database.

Nightly, when something public was removed, and when a release has other columns: chosen by what
the folder holds, never by a time window, so that late or twice each happens once.
"""

import hashlib
import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import connections, transaction

from credit_portal.common import clock
from credit_portal.ledger import selectors as ledger
from credit_portal.ledger.models import LedgerEntry
from credit_portal.ledger.note import encode
from credit_portal.publishing import selectors
from credit_portal.publishing.open_data import forms, freshness, manifest
from credit_portal.publishing.open_data.columns import Column
from credit_portal.publishing.open_data.dataset import Dataset
from credit_portal.publishing.open_data.datasets import datasets
from credit_portal.publishing.open_data.manifest import File, Manifest, Table

logger = logging.getLogger(__name__)
Progress = Callable[[str], None]
PUBLIC = selectors.PUBLIC


def refresh() -> bool:
    """Export when it is due; answers whether it did. What may not be read any more is deleted
    first, so that it does not wait for the new files."""
    folder = manifest.root()
    if folder is None or _is_loading():
        return False
    found = manifest.read(folder)
    if found is not None:
        for code in found.tables.keys() - freshness.standing(found):
            manifest.erase(folder, found.tables[code])
        if not is_due(found):
            return False
    return export(folder) is not None


def _is_loading() -> bool:
    """Whether demonstration data are being loaded, as the banner of every page says."""
    return settings.DEMO and cache.get("desk.demo.percent", 100) < 100


def is_due(found: Manifest) -> bool:
    """Whether the files are of an earlier day, incomplete, of other columns, or not to be read."""
    return (
        clock.day_of(found.made_at) < clock.today()
        or not found.is_complete
        or found.shape != shape()
        or freshness.standing(found) != set(found.tables)
    )


def shape() -> str:
    """Digest of all data sets and their columns."""
    told = [(one.code, [(c.name, c.type) for c in one.columns]) for one in datasets()]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def export(folder: Path, *, progress: Progress = lambda told: None) -> Manifest | None:
    """Write all data sets into the folder; None when another process is at it.

    1 CSV and JSON Lines, of one snapshot, 2 put in place, 3 workbooks, made of the lines, 4 put in
    place again, 5 delete the runs before.
    """
    with manifest.alone(folder) as free:
        if not free:
            return None
        run = uuid4().hex
        target = folder / manifest.RUNS / run
        target.mkdir()
        made = _snapshot(target, run, progress)
        manifest.write(folder, made)
        manifest.clear(folder, run)
        for one in datasets():
            made.tables[one.code].files["xlsx"] = _workbook(target, made, one)
            progress(f"{one.code}.xlsx")
        manifest.write(folder, made)
        return made


def _snapshot(target: Path, run: str, progress: Progress) -> Manifest:
    link = connections[PUBLIC]
    alone = not link.in_atomic_block
    with transaction.atomic(using=PUBLIC):
        with link.cursor() as cursor:
            if alone:  # the first statement, else PostgreSQL refuses
                cursor.execute("set transaction isolation level repeatable read read only")
            cursor.execute("set local statement_timeout = 0")
        made = _head(run)
        for one in datasets():
            made.tables[one.code] = _table(target, one)
            progress(f"{one.code}: {made.tables[one.code].rows}")
    return made


def _head(run: str) -> Manifest:
    last = LedgerEntry.objects.using(PUBLIC).order_by("-idx").first()
    return Manifest(
        made_at=clock.now().replace(microsecond=0),
        generation=selectors.generation(),
        ledger_size=last.idx + 1 if last else 0,
        last_leaf=encode(bytes(last.leaf_hash)) if last else "",
        checkpoint=ledger.head(using=PUBLIC).note,
        shape=shape(),
        run=run,
    )


def _table(target: Path, one: Dataset) -> Table:
    """Both line files of a data set, in one pass over its rows."""
    paths = {form: target / f"{one.code}.{form}" for form in ("csv", "jsonl")}
    sinks = {form: forms.Hashed(path) for form, path in paths.items()}
    position = _position_of_until(one.columns) if one.holds else None
    count, ends = 0, None
    for row in forms.write_lines(one.columns, one.rows(), sinks["csv"], sinks["jsonl"]):
        count += 1
        last = str(row[position] or "") if position is not None else ""
        if last and (ends is None or last < ends):
            ends = last
    for sink in sinks.values():
        sink.close()
    files = {
        form: File(_below(target, paths[form]), sink.size, sink.digest.hexdigest(), count)
        for form, sink in sinks.items()
    }
    return Table(count, one.holds, date.fromisoformat(ends) if ends else None, files)


def _position_of_until(columns: tuple[Column, ...]) -> int:
    return [column.name for column in columns].index("until")


def _below(target: Path, path: Path) -> str:
    return f"{manifest.RUNS}/{target.name}/{path.name}"


def _workbook(target: Path, made: Manifest, one: Dataset) -> File:
    path, table = target / f"{one.code}.xlsx", made.tables[one.code]
    most = min(settings.OPEN_DATA_XLSX_ROWS, forms.MOST_ROWS - 1)
    names = [column.name for column in one.columns]
    about = _about(made, one, min(most, table.rows))
    count = forms.write_workbook(path, about, names, target / f"{one.code}.jsonl", most)
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(forms.PIECE):
            digest.update(piece)
    return File(_below(target, path), path.stat().st_size, digest.hexdigest(), count)


def _about(made: Manifest, one: Dataset, held: int) -> list[list[str]]:
    """The second sheet: what it is, when it was made, how many rows of how many, its columns."""
    total = made.tables[one.code].rows
    return [
        [one.name_zh, one.name_en],
        [one.about_zh, one.about_en],
        [settings.OPEN_DATA_PUBLISHER_ZH, settings.OPEN_DATA_PUBLISHER_EN],
        [settings.OPEN_DATA_LICENCE_ZH, settings.OPEN_DATA_LICENCE_EN],
        [f"{settings.PUBLIC_URL}/open-data/{one.code}/", made.made_at.isoformat()],
        [
            f"本表载{held}行，全部{total}行见CSV文件。",
            f"{held} of {total} rows; all are in the CSV.",
        ],
        [],
        *([column.name, column.zh, column.en, column.type] for column in one.columns),
    ]
