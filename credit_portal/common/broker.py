"""How long worker and beat wait before they look for a lost broker again.

Celery's own intervals grow to half a minute, and after a hundred of them it gives up: a broker
that was away for ten minutes would find nobody listening when it is back. Work itself waits in
PostgreSQL rows; what would be late is everything that beat wakes.
"""

from typing import Any

from celery.app import amqp

#: Seconds before the first attempt, added with each, and at most.
START, STEP, MOST = 0.5, 0.5, 2.0


class Connection(amqp.Connection):  # type: ignore[misc]
    """A connection that is looked for again every two seconds at the latest."""

    def ensure_connection(self, *args: Any, **kwargs: Any) -> Any:
        """As kombu's, with shorter intervals unless the caller gives his own."""
        intervals = {"interval_start": START, "interval_step": STEP, "interval_max": MOST}
        given = {**intervals, **kwargs}
        return super().ensure_connection(*args, **given)


class AMQP(amqp.AMQP):  # type: ignore[misc]
    """Celery's messaging with our connections."""

    Connection = Connection
