"""The stand-alone verifier on the portal itself: its doors, and what a superuser does behind it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client

from credit_portal.common import clock
from credit_portal.ledger import keys
from credit_portal.ledger.outside import Missing
from credit_portal.ledger.watch import Report, Watch
from credit_portal.ledger.watch_log import LogWatch
from credit_portal.ledger.watch_state import State
from credit_portal.ledger.watch_words import lines
from credit_portal.publishing import openings
from tests.portal.support import put
from tests.portal.test_record import remove

pytestmark = pytest.mark.committed


def fetch(path: str) -> bytes:
    """Ask the portal as a stranger does."""
    answer = Client().get(f"/{path}")
    if answer.status_code != 200:
        raise Missing(f"{path}: {answer.status_code}", gone=answer.status_code == 404)
    return answer.content


def watching() -> Watch:
    """A verifier of the portal under test."""
    log = LogWatch(lambda path: fetch(f"ledger/{path}"), keys.verifier(), State())
    return Watch(log, fetch, clock.today(), share=1, sleep=lambda _s: None)


def codes(report: Report) -> set[str]:
    """What was found."""
    return {one.code for one in report.findings}


def behind(*statements: str) -> None:
    """What a superuser can do: the guards are off for the transaction (security.md T2)."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "select conrelid::regclass::text, conname from pg_constraint"
            " where contype in ('c', 'f') and (conrelid::regclass::text = any(%(names)s)"
            " or confrelid::regclass::text = any(%(names)s))",
            {"names": TABLES},
        )
        for table, name in cursor.fetchall():
            cursor.execute(f"alter table {table} drop constraint {name}")
        for table in TABLES:
            cursor.execute(f"alter table {table} disable trigger user")
        for statement in statements:
            cursor.execute(statement)


TABLES = [f"publishing_{name}" for name in ("displayed", "opening", "removal", "disclosure")]
DAMAGE = {
    "missing": ["delete from publishing_displayed where ref = '{0}'",
                "delete from publishing_opening where disclosure_id in"
                " (select id from publishing_disclosure where ref = '{0}')"],
    "two_texts": ["update publishing_displayed set document = replace(document, '一百', '九十')"
                  " where ref = '{1}'"],
    "columns": ["update publishing_displayed set outcome = 'kept', organisation_id ="
                " (select id from directory_organisation where id <> organisation_id limit 1)"
                " where ref = '{1}'"],
    "notice": ["delete from publishing_removal"],
    "untold": ["update publishing_disclosure set leaf_index = 9000 where ref = '{1}'"],
}  # fmt: skip


def test_the_portal_is_in_order_until_a_superuser_touches_it(
    bureau: Any,
    officer: Any,
    approver: Any,
    credit_reviewer: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(openings, "PAGE_BYTES", 1)
    rows = [put(bureau, officer, approver, title) for title in ("新增车位一百个", "一百盏灯", "三")]
    remove(rows[2], bureau, officer, credit_reviewer)
    watch = watching()
    for _ in range(2):
        report = watch.look()
        assert (report.status, list(lines(report))[:-1]) == (0, [])
    assert report.figures["records"] == 3
    assert [len(openings.page(after, 9)["results"]) for after in (-1, 9000)] == [1, 0]
    found = []
    for code, statements in DAMAGE.items():
        behind(*(one.format(rows[0].ref, rows[1].ref) for one in statements))
        report = watch.look()
        found.append(code in codes(report))
        if code == "columns":
            assert any("outcome, filed_under" in line for line in lines(report))
    assert found == [True] * len(DAMAGE)
