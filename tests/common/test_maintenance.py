"""Maintenance by a file: reading goes on, everything else is told to come again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from credit_portal.common import maintenance

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    """The file that the setting names."""
    settings.MAINTENANCE_SWITCH = str(tmp_path / "maintenance")
    maintenance.forget()
    return tmp_path / "maintenance"


def write(file: Path, text: str) -> None:
    """Say so, at once."""
    file.write_text(text, encoding="utf-8")
    maintenance.forget()


def test_reading_goes_on_and_forms_rest(file: Path) -> None:
    client = Client()
    before = client.get("/about/")
    write(file, "reading\n2026-03-02T18:30")
    page = client.get("/about/", HTTP_IF_NONE_MATCH=before["ETag"])
    assert page.status_code == 200 and "维护" in page.content.decode()
    for answer in (
        client.post("/objections/new/"),
        client.get("/staff/"),
        client.get("/en/staff/"),
    ):
        assert answer.status_code == 503 and answer["Retry-After"] == "300"
        assert "2026-03-02 18:30" in answer.content.decode()
    for path in ("/follow/stop/none/", "/en/follow/stop/none/"):  # this door is asked once only
        assert client.post(path).status_code == 404
    assert client.post("/follow/manage/none/").status_code == 503
    said = client.post("/api/v1/breaches/")
    assert said.status_code == 503 and said.json()["code"] == "maintenance"
    file.unlink()
    maintenance.forget()
    assert client.get("/about/")["ETag"] == before["ETag"]


def test_everything_rests_but_health(file: Path) -> None:
    write(file, "all")
    assert (
        Client().get("/").status_code == 503 and Client().get("/api/v1/records/").status_code == 503
    )
    assert Client().get("/healthz").status_code == 200


def test_a_wrong_method_gets_a_page_with_a_way_on() -> None:
    answer = Client().post("/about/")
    assert answer.status_code == 405 and 'name="q"' in answer.content.decode()
    assert "GET" in answer["Allow"]
