"""Figures for Prometheus, computed when they are asked for; apps add what is theirs.

They come from the database, so every web process gives the same answer. Only requests are counted
in memory that all workers of a web server share (`request_figures`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.db import DatabaseError, connection, transaction

from credit_portal.common import clock, request_figures

logger = logging.getLogger(__name__)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "portal_"
Labels = dict[str, str]
Sample = tuple[Labels, float]
#: A figure that takes longer is left out rather than holding up the others.
MOST_MILLISECONDS = 2_000


@dataclass(frozen=True)
class Metric:
    """A figure with its meaning and unit; `collect` gives its samples."""

    name: str
    meaning: str
    collect: Callable[[], Iterable[Sample]]
    kind: Literal["gauge", "counter"] = "gauge"


REGISTRY: dict[str, Metric] = {}


def register(
    name: str,
    meaning: str,
    collect: Callable[[], Iterable[Sample]],
    kind: Literal["gauge", "counter"] = "gauge",
) -> None:
    """Add a figure `portal_<name>`; seconds, bytes or counts, said at the end of the name."""
    REGISTRY[name] = Metric(name, meaning, collect, kind)


def of_query(sql: str, *labels: str) -> Callable[[], list[Sample]]:
    """Samples from a statement: the columns named by `labels`, then the figure (null is 0).

    It may use %(now)s and %(today)s, by the portal's clock; no age is below zero.
    """

    def collect() -> list[Sample]:
        with connection.cursor() as cursor:
            cursor.execute(sql, {"now": clock.now(), "today": clock.today()})
            rows = cursor.fetchall()
        return [
            (dict(zip(labels, map(str, row[:-1]), strict=True)), max(0.0, float(row[-1] or 0)))
            for row in rows
        ]

    return collect


def text() -> str:
    """The whole exposition; a figure that cannot be computed is missing and counted as such."""
    lines: list[str] = []
    failed = 0
    for metric in REGISTRY.values():
        try:
            samples = list(_collect(metric))
        except DatabaseError as error:
            logger.warning("the figure %s cannot be computed", metric.name, exc_info=error)
            failed += 1
            continue
        lines += _lines(metric.name, metric.kind, metric.meaning, samples)
    lines += _lines("figures_missing", "gauge", "Figures not computed this time", [({}, failed)])
    return "\n".join([*lines, *_requests(), ""])


def _collect(metric: Metric) -> list[Sample]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"set local statement_timeout = {MOST_MILLISECONDS}")
        return list(metric.collect())


def _lines(name: str, kind: str, meaning: str, samples: Iterable[Sample]) -> list[str]:
    full = PREFIX + name
    head = [f"# HELP {full} {meaning}", f"# TYPE {full} {kind}"]
    return [*head, *(f"{full}{_labels(labels)} {value:.15g}" for labels, value in samples)]


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    inner = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{inner}}}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _requests() -> Iterator[str]:
    """Requests by route and class of status, with their durations."""
    full = f"{PREFIX}request_seconds"
    yield f"# HELP {full} Requests of this web server by route and status, and their duration"
    yield f"# TYPE {full} histogram"
    for route, status, within, total, micros in request_figures.collect():
        labels = {"route": route, "status": status}
        for limit, number in zip(request_figures.BUCKETS, within, strict=True):
            yield f"{full}_bucket{_labels({**labels, 'le': f'{limit:g}'})} {number}"
        yield f"{full}_bucket{_labels({**labels, 'le': '+Inf'})} {total}"
        yield f"{full}_sum{_labels(labels)} {micros / 1_000_000:.6f}"
        yield f"{full}_count{_labels(labels)} {total}"


JOBS = "select job, {} from common_jobstate order by job"
BROKEN = """
select code, count::int from common_jobstate, jsonb_each_text(detail -> 'broken') x(code, count)
 where job = 'invariants'
"""


def register_all() -> None:
    """Figures of the platform's ground."""
    age = "extract(epoch from now() - coalesce(succeeded_at, 'epoch'))"
    register(
        "job_last_success_age_seconds",
        "Since the job last ended well",
        of_query(JOBS.format(age), "job"),
    )
    register("job_last_seconds", "Its last run took", of_query(JOBS.format("seconds"), "job"))
    register("job_ok", "1 when its last run ended well", of_query(JOBS.format("ok::int"), "job"))
    register(
        "invariant_broken_rows",
        "Rows that break what must always hold, at the last check",
        of_query(BROKEN, "invariant"),
    )
