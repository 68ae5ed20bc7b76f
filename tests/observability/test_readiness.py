"""`/readyz` is honest: each component is broken in turn."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from credit_portal.common import health, jobs

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")
Break = Callable[[pytest.MonkeyPatch, Any], None]


def ask() -> tuple[int, dict[str, Any]]:
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()


def refuse(*args: Any, **kwargs: Any) -> Any:
    raise DatabaseError("canary")


def _component(name: str) -> Break:
    def act(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
        _check, worst = health.REGISTRY[name]
        monkeypatch.setitem(health.REGISTRY, name, (refuse, worst))

    return act


def _migrations(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda recorder: {})


def _keyring(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.MAKE_KEYS, settings.SECRETS_DIR = False, Path("/nowhere")


def _ledger(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr("credit_portal.ledger.selectors.head", refuse)


def _foreign_key(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.LEDGER_ORIGIN = "another/log"
    head = namedtuple("Head", "note")("localhost/credit-portal\n1\n")
    monkeypatch.setattr("credit_portal.ledger.selectors.head", lambda: head)


def _broker(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(current_app, "connection_for_write", refuse)


def _clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    class Wrong(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime(2026, 1, 1, tzinfo=UTC)

    monkeypatch.setattr(health, "datetime", Wrong)


def _disk(free: int) -> Break:
    def act(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
        usage = Usage(1, 1, free * health.MEGABYTE)
        monkeypatch.setattr("shutil.disk_usage", lambda place: usage)

    return act


def _invariants(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    jobs.keep_state("invariants", 1.0, ok=False, detail={"broken": {"I04": 1}})


def _calendar(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr("credit_portal.workdays.selectors.loaded_years", lambda: [2020])


def _open_data(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    jobs.keep_state("open_data.export", 1.0, ok=False, detail={"failures": 1})


BROKEN: list[tuple[str, str, Break]] = [
    ("database", "failed", _component("database")),
    ("database_public", "failed", _component("database_public")),
    ("migrations", "failed", _migrations),
    ("keyring", "failed", _keyring),
    ("ledger", "failed", _ledger),
    ("ledger", "failed", _foreign_key),
    ("clock", "failed", _clock),
    ("disk", "failed", _disk(50)),
    ("disk", "degraded", _disk(500)),
    ("broker", "degraded", _broker),
    ("invariants", "degraded", _invariants),
    ("calendar", "degraded", _calendar),
    ("open_data", "degraded", _open_data),
]


def test_a_sound_portal_is_ready() -> None:
    jobs.keep_state("publishing.publish_pending", 0.1, ok=True)
    status, body = ask()
    states = {name: one["status"] for name, one in body["checks"].items() if name != "calendar"}
    assert (status, body["ready"]) == (200, True)
    assert set(states.values()) <= {"ok", "degraded"}
    assert {states[name] for name in ("database", "migrations", "ledger", "workers")} == {"ok"}


@pytest.mark.parametrize(("name", "status", "act"), BROKEN)
def test_a_broken_component_is_named(
    name: str, status: str, act: Break, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    act(monkeypatch, settings)
    code, body = ask()
    assert body["checks"][name]["status"] == status
    assert code == (503 if status == "failed" else 200)
    assert body["status"] == status
    assert "canary" not in str(body)


def test_idle_workers_are_seen() -> None:
    assert ask()[1]["checks"]["workers"]["status"] == "degraded"


def test_a_component_is_registered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        health.register("disk", lambda: health.OK)


def test_health_asks_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert Client().get("/healthz").content == b"ok\n"
