"""Who reported stands nowhere but sealed (security.md T3, T4): marks in each field of an identity
and in the metadata of files are searched for wherever the portal writes and answers."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.core import mail

from complaints.models import Case
from complaints.services import call_backs, contacts, originals, unsealing
from credit_portal.accounts.roles import CODES
from credit_portal.common import acts
from credit_portal.files import services as stored
from tests import factories
from tests.complaints import marks, walks
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast
from tests.files import samples
from tests.observability.canary import of_redis

#: Bodies read the text that was written for them, never the reporter's own.
BODIES = {"case_handler", "approver", "filer"}


@pytest.fixture(autouse=True)
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The metadata of files bear a mark."""
    monkeypatch.setattr(samples, "_CORE", samples._CORE.replace(samples.SECRET, marks.METADATA))
    monkeypatch.setattr(samples, "SECRET", marks.METADATA)


def planted(cast: Cast) -> Case:
    """A report with all its marks, answered; its files cleaned for those who handle it."""
    row = scene.received(cast, dict(marks.IDENTITY), facts_zh=f"未兑现 {marks.FACTS}")
    for upload in marks.files():
        originals.keep(row, upload, "more")
    return scene.answered(cast, row)


def opened(cast: Cast, row: Case, inspector: Any) -> walks.Keys:
    """Its number is called, its identity is seen; what the addresses of both name."""
    made = scene.open_call(row)
    scene.call(call_backs.take, cast.operator, made)
    number = contacts.number_to_call(actor=cast.operator, call_back_id=made.pk)
    asked = acts.run(
        unsealing.ask, actor=cast.supervisor, number=row.number, reason="须核实。"
    ).value
    acts.run(unsealing.confirm, actor=inspector, request_id=asked.pk)
    seen = unsealing.open_identity(actor=cast.supervisor, request_id=asked.pk)
    assert number.reveal() == marks.MOBILE and marks.NAME in seen.reveal()
    return {
        "any": [row.pk], "request_id": [asked.pk], "call_back_id": [made.pk],
        "note_id": list(row.notes.values_list("pk", flat=True)),
        "original_id": list(row.originals.values_list("pk", flat=True)),
    }  # fmt: skip


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that anybody logs."""
    caplog.set_level(logging.DEBUG)
    yield caplog


@pytest.mark.committed
def test_neither_disk_nor_broker_nor_mail_nor_log_knows_who_reported(
    vault: Any, cast: Cast, inspector: Any, log: pytest.LogCaptureFixture
) -> None:
    disk = marks.Disk()
    row = planted(cast)
    opened(cast, row, inspector)
    current_app.tasks["credit_portal.notices.tasks.send_notices"].apply()
    tables, written = disk.content()
    letters = "".join(
        f"{one.subject} {one.body} {getattr(one, 'alternatives', '')}" for one in mail.outbox
    )
    broker = settings.CELERY_BROKER_URL.replace("virtual_host", "db")
    places = {
        "tables": tables, "write-ahead log": written, "mail": letters.encode(),
        "log": log.text.encode(), "broker": of_redis(broker).encode(),
    }  # fmt: skip
    for number, path in enumerate(sorted(Path(settings.MEDIA_ROOT).rglob("*"))):
        places[f"file {number}"] = marks.unpacked(path.read_bytes()) if path.is_file() else b""
    assert {name: found for name, text in places.items() if (found := marks.hits(text))} == {}
    for name in ("tables", "write-ahead log"):
        assert marks.hits(places[name], [marks.FACTS, row.number]) == [marks.FACTS, row.number]
    assert row.number in letters


@pytest.mark.django_db
def test_handlers_get_files_without_their_metadata(vault_keys: Any, cast: Cast) -> None:
    for upload in marks.files():
        assert marks.hits(marks.unpacked(upload.read())) == [marks.METADATA], upload.name
        upload.seek(0)
    row = planted(cast)
    kept = [one.file for one in row.notes.all() if one.file is not None]
    assert len(kept) == 3
    for file in kept:
        assert marks.hits(marks.unpacked(stored.read_clean(file))) == [], file.name


@pytest.mark.django_db
def test_no_address_tells_other_roles_who_reported(
    vault: Any, cast: Cast, inspector: Any, city: Any, credit_office: Any
) -> None:
    row = planted(cast)
    paths = [*walks.plain(), *walks.about(opened(cast, row, inspector))]
    assert len(paths) > 60
    found: dict[str, list[str]] = {}
    for role in sorted(CODES):
        home = cast.body if role in BODIES else credit_office
        user = factories.user(
            username=f"reads_{role}", role=role, organisation=home, title=role, granted_on=city
        )
        client = walks.browser(user)
        wanted = [*marks.MARKS, marks.FACTS] if role in BODIES else marks.MARKS
        for path in paths:
            _status, text = walks.read(client, path)
            if bad := marks.hits(text, wanted):
                found[f"{role} {path}"] = bad
    assert found == {}


def test_the_search_would_find_a_mark() -> None:
    for form in marks.forms_of(marks.NAME):
        assert marks.hits(b"text before " + form + b" and after") == [marks.NAME]
    assert marks.hits(b"nothing here") == []
