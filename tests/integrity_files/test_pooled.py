"""Row-level security over one connection, with real commits (security.md T7)."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from credit_portal.common import acts
from integrity_files import services

pytestmark = pytest.mark.committed


def _rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from integrity_files_fileentry")
        return int(cursor.fetchone()[0])


def _enter(person: Any, source: Any, actor: Any) -> None:
    services.record_entry(
        subject=person,
        category="C5",
        source=source,
        data={"outcome": "kept"},
        occurred_on=date(2026, 3, 2),
        actor=actor,
    )


def test_the_context_ends_with_its_transaction(db: None, post: Any, credit_reviewer: Any) -> None:
    _enter(post.appointments.get().person, post, credit_reviewer)
    foreign = 0
    for _ in range(1000):
        with acts.reading_as(credit_reviewer, "考核"):
            assert _rows() == 1
        foreign += _rows()
    assert foreign == 0


def test_an_act_writes_about_a_person_and_reads_nothing(
    db: None, post: Any, credit_reviewer: Any
) -> None:
    def confirm(*, actor: Any) -> int:
        _enter(post.appointments.get().person, post, actor)
        return _rows()

    assert acts.run(confirm, actor=credit_reviewer, answer=lambda count: {}).value == 0
    with acts.reading_as(credit_reviewer, "考核"):
        assert _rows() == 1
