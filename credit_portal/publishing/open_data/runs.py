"""A run: everything public written to files, all of one snapshot of the database.

Nightly, when something public was removed, and when a release has other columns: chosen by what
the folder holds, never by a time window, so that late or twice each happens once.
"""

import hashlib
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections, transaction

from credit_portal.common import clock, jobs, loading
from credit_portal.ledger import selectors as ledger
from credit_portal.ledger.models import LedgerEntry
from credit_portal.ledger.note import encode
from credit_portal.publishing import selectors
from credit_portal.publishing.open_data import forms, freshness, manifest
from credit_portal.publishing.open_data.dataset import Dataset
from credit_portal.publishing.open_data.datasets import datasets
from credit_portal.publishing.open_data.manifest import File, Manifest, Table

Progress = Callable[[str], None]
PUBLIC = selectors.PUBLIC
JOB = "open_data.export"
#: Seconds until the first try after a failure, twice as long after each further one, and the most.
PAUSE, LONGEST_PAUSE = 120, 3600


def refresh() -> bool:
    """Export when it is due; answers whether it did. What may not be read any more is deleted
    first, so that it does not wait for the new files. After a failure it waits, longer each time.

    Raises what made the run fail; nothing of it stays on the disk.
    """
    folder = manifest.root()
    if folder is None or loading.is_loading():
        return False
    with manifest.alone(folder) as free:
        if not free:
            return False
        found = _tidied(folder)
        if (found is not None and not is_due(found)) or _is_pausing():
            return False
        _watched(folder)
        return True


def _tidied(folder: Path) -> Manifest | None:
    """The manifest, once what earlier runs left and what may not be read any more is gone."""
    found = manifest.read(folder)
    manifest.clear(folder, found.run if found else "")
    if found is not None:
        for code in found.tables.keys() - freshness.standing(found):
            manifest.erase(folder, found.tables[code])
    return found


def _is_pausing() -> bool:
    """Whether the last run failed and the next is not tried yet."""
    last = jobs.last_state(JOB)
    if last is None or last.ok:
        return False
    pause: int = PAUSE * 2 ** (int(last.detail["failures"]) - 1)
    return last.age < min(pause, LONGEST_PAUSE)


def _watched(folder: Path) -> None:
    """Export and keep how it went: for the next try, `/metrics` and `/readyz`."""
    begun = time.monotonic()
    try:
        _export(folder)
    except Exception:
        last = jobs.last_state(JOB)
        failures = 1 if last is None or last.ok else int(last.detail["failures"]) + 1
        with suppress(DatabaseError, InterfaceError):  # away: so was what the next run would read
            spent = time.monotonic() - begun
            jobs.keep_state(JOB, spent, ok=False, detail={"failures": min(failures, 20)})
        raise
    jobs.keep_state(JOB, time.monotonic() - begun, ok=True, detail={"failures": 0})


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
    """Write all data sets into the folder, due or not; None when another process is at it."""
    with manifest.alone(folder) as free:
        if not free:
            return None
        _tidied(folder)
        return _export(folder, progress)


def _export(folder: Path, progress: Progress = lambda told: None) -> Manifest:
    """1 CSV and JSON Lines, of one snapshot, 2 put in place, 3 delete the runs before, 4 workbooks,
    made of the lines, 5 put in place again. A run that fails before 2 takes its files with it;
    later the manifest names them, and its lines are as good as ever."""
    run = uuid4().hex
    target = folder / manifest.RUNS / run
    target.mkdir()
    try:
        made = _snapshot(target, run, progress)
        manifest.write(folder, made)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    manifest.clear(folder, run)
    for one in datasets():
        if _has_lines(folder, made, one.code):
            made.tables[one.code].files["xlsx"] = _workbook(target, made, one)
            progress(f"{one.code}.xlsx")
    manifest.write(folder, made)
    return made


def _has_lines(folder: Path, made: Manifest, code: str) -> bool:
    """Whether the lines of a table may still be read; else they are deleted, it gets no workbook,
    and the next run writes it anew."""
    table = made.tables[code]
    if not freshness.stands(made, code):
        manifest.erase(folder, table)
    return (folder / table.files["jsonl"].path).exists()


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
    signed = ledger.head(using=PUBLIC)
    return Manifest(
        made_at=clock.now().replace(microsecond=0),
        generation=selectors.generation(),
        ledger_size=signed.size,
        checkpoint=signed.note,
        appended=last.idx + 1 if last else 0,
        last_leaf=encode(bytes(last.leaf_hash)) if last else "",
        shape=shape(),
        run=run,
    )


def _table(target: Path, one: Dataset) -> Table:
    """Both line files of a data set."""
    paths = {form: target / f"{one.code}.{form}" for form in ("csv", "jsonl")}
    sinks = {form: forms.Hashed(path) for form, path in paths.items()}
    count = one.write(sinks["csv"], sinks["jsonl"])
    for sink in sinks.values():
        sink.close()
    files = {
        form: File(_below(target, paths[form]), sink.size, sink.digest.hexdigest(), count)
        for form, sink in sinks.items()
    }
    return Table(count, one.holds, one.ends(), files)


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
