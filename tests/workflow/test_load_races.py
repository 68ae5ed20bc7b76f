"""A deadline started while a calendar is being loaded is counted by the new one."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connections, transaction

from credit_portal.common.actors import SYSTEM
from credit_portal.workflow import services
from credit_portal.workflow.models import Deadline
from tests import factories
from tests.workflow.test_load_calendar import DUTY, TEXT

pytestmark = pytest.mark.committed


def test_a_deadline_started_meanwhile_is_not_left_provisional() -> None:
    body = factories.organisation(name_zh="示例局")
    loaded, finish = threading.Event(), threading.Event()

    def load() -> None:
        try:
            with transaction.atomic():
                services.load_calendar(actor=SYSTEM, text=TEXT)
                loaded.set()
                finish.wait(30)
        finally:
            connections.close_all()

    def start() -> Any:
        try:
            return services.start_deadline(
                kind=DUTY, case=body, organisation=body, start_on=date(2026, 12, 21),
                unit="working_day", count=10,
            )  # fmt: skip
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        loading = pool.submit(load)
        assert loaded.wait(30)
        starting = pool.submit(start)
        threading.Timer(0.5, finish.set).start()
        loading.result(30)
        assert not starting.result(30).provisional
    assert not Deadline.objects.get().provisional
