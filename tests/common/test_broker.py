"""A broker that comes back is found again soon."""

from typing import Any

import pytest
from celery.exceptions import OperationalError

from credit_portal.celery import app
from credit_portal.common import broker


def test_the_pauses_before_looking_again_stay_short(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    now = [0.0]
    monkeypatch.setattr("kombu.utils.functional.time", lambda: now[0])
    monkeypatch.setattr("kombu.utils.functional.sleep", lambda pause: now.append(now.pop() + pause))

    def note(error: Exception, interval: float) -> None:
        waits.append(interval)

    class Away(broker.Connection):
        """A broker that never answers; the pauses are noted, not waited for."""

        def _establish_connection(self) -> None:
            raise OSError("nobody there")

    link: Any = Away("redis+socket:///nowhere/broker.sock")
    with pytest.raises(OperationalError):
        link.ensure_connection(note, max_retries=8, timeout=6)
    assert waits
    assert max(waits) <= broker.MOST
    assert now[0] == sum(waits) > 6


def test_worker_and_beat_use_it_and_never_give_up() -> None:
    assert isinstance(app.connection_for_read(), broker.Connection)
    assert isinstance(app.connection_for_write(), broker.Connection)
    assert app.conf.broker_connection_max_retries is None
