"""A lost database is answered with 503 and a time to try again, wherever it was noticed."""

import errno
import os
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import DatabaseError, InterfaceError, OperationalError
from django.test import Client

from credit_portal.common import lost
from credit_portal.files import storage
from tests.commitments import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(officer: Any) -> Client:
    """An officer whose session can be read no more from here on."""
    client = Client(raise_request_exception=False)
    client.force_login(officer)
    return client


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
@pytest.mark.parametrize("path", ["/staff/", "/api/v1/commitments/"])
def test_it_answers_503_when_the_session_cannot_be_read(
    signed_in: Client, monkeypatch: pytest.MonkeyPatch, path: str, error: Exception
) -> None:
    def load(self: SessionStore) -> None:
        raise error

    monkeypatch.setattr(SessionStore, "load", load)
    answer = signed_in.get(path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    if path.startswith("/api/"):
        assert answer.json()["code"] == "unavailable"


def test_a_submission_is_told_to_send_the_same_form_again(
    signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save(self: SessionStore, must_create: bool = False) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(SessionStore, "save", save)
    monkeypatch.setattr(SessionStore, "load", save)
    answer = signed_in.post("/staff/commitments/new/", {}, headers={"Accept-Language": "en"})
    assert answer.status_code == 503
    assert "it counts only once" in answer.content.decode()


def test_a_session_that_cannot_be_saved_is_503_too(
    officer: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(officer)
    settings.SESSION_SAVE_EVERY_REQUEST = True

    def save(self: Session, *args: Any, **kwargs: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Session, "save", save)
    for path in ("/staff/", "/api/v1/commitments/"):
        assert client.get(path).status_code == 503


def test_an_error_that_a_lost_database_led_to_counts_as_lost() -> None:
    try:
        try:
            raise OperationalError("gone")
        except OperationalError as first:
            raise AttributeError("_session_cache") from first
    except AttributeError as second:
        assert lost.is_lost(second)
    assert lost.is_lost(psycopg2.DatabaseError("error with status PGRES_TUPLES_OK"))
    assert not lost.is_lost(ValueError("a mistake"))
    assert not lost.is_lost(DatabaseError("Save with update_fields did not affect any rows."))


def test_a_full_disk_is_said_and_leaves_nothing_half_written(
    officer: Any, post: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    row = scenes.draft(officer, post)
    client = Client(raise_request_exception=False)
    client.force_login(officer)
    monkeypatch.setattr(os, "fsync", full)
    path, form = f"/staff/commitments/{row.pk}/evidence/", {"file": scenes.picture("a.png")}
    answer = client.post(path, form, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer["Retry-After"]) == (507, "10")
    assert "There is no room" in answer.content.decode()
    assert [found for found in storage.folder().rglob("*") if found.is_file()] == []
    assert not row.evidence.exists()
