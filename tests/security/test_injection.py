"""SQL, templates and formulas in every parameter and export: never a failure, never an effect."""

from __future__ import annotations

import csv
import io
import time
from typing import Any

import openpyxl
import pytest
from django.test import Client

from credit_portal.imports import tables
from tests.architecture.sources import short, sources
from tests.commitments import scenes
from tests.portal.support import put
from tests.robustness.addresses import fill, grouped
from tests.robustness.attacks import Attacker, counts
from tests.security.payloads import CSV, SQL, TEMPLATES, xss

pytestmark = pytest.mark.django_db
PARAMETERS = [
    "q", "cursor", "limit", "kind", "outcome", "sector", "body", "year", "organisation", "since",
    "start", "unit", "count", "rule", "roll", "format", "state", "due_after", "category", "next",
    "level", "division", "page", "after", "view", "period",
]  # fmt: skip
#: A sleep of five seconds would show; a slow page on a busy machine would not.
MOST_SECONDS = 4.0
READS: dict[str, list[str | None]] = {
    "/": [None], "/api/": [None], "/api/v1/commitments/": ["officer"],
    "/api/v1/verifications/": ["credit_officer"], "/staff/": ["officer", "security_administrator"],
    "/staff/commitments/": ["officer"], "/staff/accounts/": ["security_administrator"],
    "/accounts/": ["officer"],
}  # fmt: skip


def test_the_lists_are_long_enough() -> None:
    assert len(set(xss())) >= 120
    assert len(set(CSV)) >= 40
    assert len(SQL) >= 40 and len(TEMPLATES) >= 20


@pytest.mark.parametrize("group", READS)
def test_no_parameter_of_a_read_fails_or_sleeps(group: str, request: pytest.FixtureRequest) -> None:
    addresses = [fill(one) for one in grouped()[group]]
    for who in READS[group]:
        attacker = Attacker(request.getfixturevalue(who) if who else None)
        for number, payload in enumerate([*SQL, *TEMPLATES]):
            address = addresses[number % len(addresses)]
            begun = time.monotonic()
            attacker.send("get", address, dict.fromkeys(PARAMETERS, payload))
            assert time.monotonic() - begun < MOST_SECONDS, (address, payload)
        assert attacker.failures == []


@pytest.mark.parametrize("name", ["q", "organisation", "cursor", "body", "kind"])
def test_lists_are_not_opened_by_sql(name: str, bureau: Any, officer: Any, approver: Any) -> None:
    put(bureau, officer, approver)
    for payload in SQL:
        for path in ("/search/", "/records/", "/api/v1/records/"):
            answer = Client().get(path, {name: payload})
            assert answer.status_code in (200, 304, 400, 404), (path, payload)
            assert b"psycopg" not in answer.content and b"syntax error" not in answer.content


def test_texts_are_stored_as_they_are_and_executed_by_nobody(officer: Any, post: Any) -> None:
    before = counts()
    words = " ".join([*SQL, *TEMPLATES])[:3000]
    row = scenes.draft(officer, post, matter_zh=words, title_zh="{{7*7}} ' OR 1=1--")
    client = Client()
    client.force_login(officer)
    page = client.get(f"/staff/commitments/{row.pk}/").content.decode()
    assert "{{7*7}}" in page
    assert "{{ 7|add:7 }}" in page
    assert counts()["accounts_user"] == before["accounts_user"]


@pytest.mark.parametrize("payload", CSV)
def test_no_formula_leaves_in_a_table(payload: str) -> None:
    rows = csv.reader(io.StringIO(tables.write_csv([payload], [[payload]]).decode("utf-8-sig")))
    for (cell,) in rows:
        assert not cell.lstrip().startswith(tuple("=+-@\t\r＝＋－＠")), cell
    book = openpyxl.load_workbook(io.BytesIO(tables.write_xlsx([("t", [payload], [[payload]])])))
    for (cell,) in book.active.iter_rows():
        assert cell.data_type != "f"


def test_every_export_guards_its_cells() -> None:
    unguarded = [
        short(path)
        for path in sources()
        if ("csv.writer" in (text := path.read_text(encoding="utf-8")) or "Workbook(" in text)
        and "guard(" not in text
    ]
    assert unguarded == ["credit_portal/desk/demo/papers.py"]  # our own words only
