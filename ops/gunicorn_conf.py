"""Web server of `make run` and of the image (which has it as ./gunicorn.conf.py)."""

from __future__ import annotations

import os
from typing import Any

from django.db import connections

from credit_portal.common import logs, request_figures

wsgi_app = "credit_portal.wsgi:application"
timeout = 60
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
# Browsers open connections before they ask, and each would hold a process without threads. The
# image runs behind nginx, which sends whole requests only: its command says "sync".
worker_class = "gthread"
threads = 4
forwarder_headers = ""  # nobody in front of us says where the portal is mounted
preload_app = True  # loaded once, then forked: a third of the time and of the memory

logconfig_dict = logs.configuration(os.environ.get("LOG_LEVEL", "INFO"))


def post_fork(server: Any, worker: Any) -> None:
    """Give the worker a slab of its own for the figures of requests."""
    request_figures.take_slot(worker.age)


def pre_fork(server: Any, worker: Any) -> None:
    """Close in the master what loading has opened.

    A database connection that several workers inherit mixes up their answers: each reads
    rows that another one asked for.
    """
    connections.close_all()
