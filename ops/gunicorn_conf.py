"""Web server of `make run` and of the image (which has it as ./gunicorn.conf.py)."""

from __future__ import annotations

from typing import Any

from django.db import connections

wsgi_app = "credit_portal.wsgi:application"
timeout = 60
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
preload_app = True  # loaded once, then forked: a third of the time and of the memory


def pre_fork(server: Any, worker: Any) -> None:
    """Close in the master what loading has opened.

    A database connection that several workers inherit mixes up their answers: each reads
    rows that another one asked for.
    """
    connections.close_all()
