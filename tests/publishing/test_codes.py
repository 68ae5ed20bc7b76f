"""Tables of codes in the public log: grounds with publications, time limits once changed."""

import json
from datetime import date
from typing import Any

import pytest
import time_machine

from credit_portal.ledger.models import LedgerEntry
from credit_portal.publishing import services
from credit_portal.publishing.models import CodesLeaf
from credit_portal.workdays.services import revise_rule
from tests.publishing.support import decide

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november() -> Any:
    with time_machine.travel("2026-11-20 10:00+08:00", tick=False):
        yield


def revise(actor: Any, count: int, day: date) -> None:
    revise_rule(
        code="COM-REVIEW", effective_from=day, actor=actor, reason="示例", changes={"count": count}
    )


def logged() -> list[str]:
    leaves = CodesLeaf.objects.order_by("leaf_index").values_list("leaf_index", flat=True)
    entries = LedgerEntry.objects.in_bulk(list(leaves))
    return [json.loads(bytes(entries[index].entry))["table"] for index in leaves]


def test_the_shipped_time_limits_are_not_logged() -> None:
    assert services.publish_pending_batch() == 0
    assert logged() == []


def test_a_change_of_time_limits_is_logged_once_with_nothing_else_to_publish(
    system_administrator: Any,
) -> None:
    revise(system_administrator, 10, date(2026, 12, 1))
    services.publish_pending_batch()
    services.publish_pending_batch()
    assert logged() == ["rules"]
    revise(system_administrator, 12, date(2027, 1, 1))
    services.publish_pending_batch()
    assert logged() == ["rules", "rules"]


def test_both_tables_go_with_a_publication(
    bureau: Any, officer: Any, approver: Any, system_administrator: Any
) -> None:
    revise(system_administrator, 10, date(2026, 12, 1))
    decide(bureau, officer, approver)
    assert services.publish_pending_batch() == 1
    assert logged() == ["basis", "rules"]
