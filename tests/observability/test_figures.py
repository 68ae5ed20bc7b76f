"""`/metrics`: behind a token, in Prometheus' form, true to the database."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from credit_portal.common import invariants, jobs, metrics, request_figures
from credit_portal.desk import watching

pytestmark = pytest.mark.django_db
LINE = re.compile(r'^(portal_\w+)(\{\w+="[^"]*"(?:,\w+="[^"]*")*\})? -?[\d.e+-]+$')


def scrape(settings: Any) -> dict[str, float]:
    settings.METRICS_TOKEN = "metrics-token"
    answer = Client().get("/metrics", headers={"Authorization": "Bearer metrics-token"})
    assert answer.status_code == 200
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    assert all(LINE.match(line) for line in lines), lines
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


@pytest.mark.parametrize("given", ["", "Bearer wrong", "Bearer ", "Basic metrics-token"])
def test_it_refuses_without_its_token(settings: Any, given: str) -> None:
    settings.METRICS_TOKEN = "metrics-token"
    assert Client().get("/metrics", headers={"Authorization": given}).status_code == 404


def test_without_a_token_set_there_is_no_such_page(settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_every_figure_is_there(settings: Any) -> None:
    found = {name.split("{")[0] for name in scrape(settings)}
    plain = {f"portal_{name}" for name, _meaning, _sql, labels in watching.FIGURES if not labels}
    assert plain | {"portal_figures_missing"} <= found
    assert scrape(settings)["portal_figures_missing"] == 0


def test_states_of_jobs_and_invariants_are_told(settings: Any) -> None:
    jobs.keep_state("a.job", 1.5, ok=True)
    jobs.keep_state("a.job", 2.5, ok=False)
    jobs.keep_state(invariants.JOB, 1.0, ok=False, detail={"broken": {"I04": 2}})
    found = scrape(settings)
    assert found['portal_job_ok{job="a.job"}'] == 0
    assert found['portal_job_last_seconds{job="a.job"}'] == 2.5
    assert found['portal_job_last_success_age_seconds{job="a.job"}'] < 60
    assert found['portal_invariant_broken_rows{invariant="I04"}'] == 2


def test_requests_are_counted_by_route_and_status(settings: Any) -> None:
    name = 'portal_request_seconds_count{route="portal:deadlines",status="2xx"}'
    before = scrape(settings).get(name, 0)
    Client().get("/deadlines/")
    assert scrape(settings)[name] == before + 1


def test_each_worker_has_its_own_slab() -> None:
    before = sum(total for *_rest, total, _micros in request_figures.collect())
    for age in (0, 1, 7, request_figures.SLOTS + 1):
        request_figures.take_slot(age)
        request_figures.count("healthz", 200, 0.01)
    request_figures.take_slot(0)
    assert sum(total for *_rest, total, _micros in request_figures.collect()) == before + 4


def test_a_figure_that_fails_is_left_out_and_counted(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = metrics.Metric("broken", "", metrics.of_query("select * from nowhere"))
    monkeypatch.setitem(metrics.REGISTRY, "broken", broken)
    found = scrape(settings)
    assert found["portal_figures_missing"] == 1
    assert "portal_ledger_size" in found


def test_labels_are_escaped() -> None:
    assert metrics._labels({"a": 'x"\\\n'}) == '{a="x\\"\\\\\\n"}'


def test_the_check_of_invariants_keeps_its_result(monkeypatch: pytest.MonkeyPatch) -> None:
    assert invariants.check_and_keep() == {}
    monkeypatch.setitem(
        invariants.REGISTRY, "I99", invariants.Invariant("I99", "never", "select 1", dict)
    )
    assert invariants.check_and_keep() == {"I99": 1}
