"""What the public role may read of the calendar and the rules."""

from datetime import date

import pytest
from django.db import DatabaseError, connections, transaction

from credit_portal.workdays import selectors
from credit_portal.workdays.answers import deadline_answer

pytestmark = pytest.mark.committed


def test_the_public_role_reads_calendar_and_rules() -> None:
    assert selectors.compute(date(2026, 9, 24), "working_day", 5, using="public_read").due
    assert selectors.rule_on("INFO-REPLY", date(2026, 1, 1), using="public_read").count == 20
    assert deadline_answer({"start": "2026-09-24", "rule": "INFO-REPLY"})["due"] == "2026-10-29"


@pytest.mark.parametrize(
    "statement",
    [
        "update workdays_calendarday set name_zh = 'x'",
        "insert into workdays_calendarversion (id) values (2)",
        "select loaded_by from workdays_holidaynotice",
        "update workdays_deadlinerule set count = 1",
    ],
)
def test_the_public_role_changes_nothing(statement: str) -> None:
    link = connections["public_read"]
    refused = pytest.raises(DatabaseError)
    with refused, transaction.atomic(using="public_read"), link.cursor() as cursor:
        cursor.execute(statement)
