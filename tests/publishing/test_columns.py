"""A list that was made to say something else than the document is found."""

from typing import Any

import pytest
from django.db import connection

from credit_portal.common import invariants
from credit_portal.publishing import services
from tests.publishing.support import decide, document

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(bureau: Any, officer: Any, approver: Any) -> None:
    """One record on display."""
    decide(bureau, officer, approver, document=document(due_on="2027-03-01"))
    services.publish_all()


def test_a_true_list_is_left_alone(shown: None) -> None:
    assert "I14" not in invariants.broken()


@pytest.mark.parametrize("change", [
    "outcome = 'kept'", "title_zh = '别的题目'", "title_en = 'Another title'",
    "due_on = '2028-01-01'", "row = replace(row, '\"open\"', '\"kept\"')",
])  # fmt: skip
def test_a_changed_list_is_found(shown: None, change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"update publishing_displayed set {change}")
    assert "I14" in invariants.broken()
