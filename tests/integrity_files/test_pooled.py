"""Row-level security over one connection, with real commits (security.md T7)."""

import os
from datetime import date
from typing import Any

import pytest
from django.db import connection

from credit_portal.common import acts
from integrity_files import services
from integrity_files.policies import READ_CREDIT

pytestmark = pytest.mark.committed
#: Two reads each: 10,000 in the long run (security.md G10).
TURNS = 5_000 if os.environ.get("LONG") == "1" else 1_000


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


def test_the_context_ends_with_its_transaction(
    db: None, post: Any, other_bureau: Any, credit_reviewer: Any
) -> None:
    _enter(post.appointments.get().person, post, credit_reviewer)
    foreign = 0
    scope = credit_reviewer.organisation_paths(READ_CREDIT)
    for turn in range(TURNS):
        reader = scope if turn % 2 else [f"{other_bureau.path}"]
        with acts.reading_as(credit_reviewer, "review 17", scope=reader):
            assert _rows() == turn % 2
        foreign += _rows()
    assert foreign == 0


def test_an_act_writes_about_a_person_and_reads_nothing(
    db: None, post: Any, credit_reviewer: Any
) -> None:
    def confirm(*, actor: Any) -> int:
        _enter(post.appointments.get().person, post, actor)
        return _rows()

    assert acts.run(confirm, actor=credit_reviewer, answer=lambda count: {}).value == 0
    scope = credit_reviewer.organisation_paths(READ_CREDIT)
    with acts.reading_as(credit_reviewer, "review 17", scope=scope):
        assert _rows() == 1
