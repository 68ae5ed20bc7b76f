"""Addresses of the desk and its API, and what somebody reads there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from django.test import Client

from tests.permissions.routes import ARGUMENT, GROUP, address, routes

AREAS = ("staff/", "api/v1/", "accounts/notifications/")
OWN = ("staff/complaints/", "staff/hotline/", "api/v1/complaints/", "api/v1/hotline/")
#: What lists the work, notices, acts and leads of all apps.
SHARED = (
    "staff/audit/", "staff/imports/", "staff/leads/", "staff/my-calendar/", "staff/next/",
    "staff/notices/", "staff/reminders/", "api/v1/audit-events/", "api/v1/leads/",
    "accounts/notifications/",
)  # fmt: skip
#: What an argument that is no key stands for.
WORDS = {"name": "confirm", "result_id": "1"}


def every() -> list[str]:
    """Every address of the desk that names nothing: lists, boards, searches, exports."""
    found = [one for one in routes() if one.startswith(AREAS) and not ARGUMENT.search(one)]
    return sorted({f"/{one}" for one in found if not GROUP.search(one) and "$" not in one})


def plain() -> list[str]:
    """Those on which a complaint could be listed."""
    wanted = tuple(f"/{one}" for one in (*OWN, *SHARED))
    return ["/staff/", *(one for one in every() if one.startswith(wanted))]


def about(keys: Iterable[Any], **named: Iterable[Any]) -> list[str]:
    """Every address of complaints that names something, with the keys that stand `named` for its
    arguments, else with each of `keys`."""
    found = [one for one in routes() if one.startswith(OWN) and ARGUMENT.search(one)]
    return sorted({path for route in found for path in _filled(route, list(keys), named)})


def _filled(route: str, keys: list[Any], named: Mapping[str, Iterable[Any]]) -> Iterator[str]:
    names = [match[1] for match in ARGUMENT.finditer(route)]
    choices = [[WORDS[name]] if name in WORDS else named.get(name, keys) for name in names]
    for values in product(*choices):
        yield address(route, dict(zip(names, values, strict=True)))


def browser(user: Any) -> Client:
    """Somebody signed in, to whom a failure is an answer."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def read(client: Client, path: str) -> tuple[int, bytes]:
    """Status and whole content of an answer."""
    answer: Any = client.get(path)
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, whole + str(answer.headers).encode()
