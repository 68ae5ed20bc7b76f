"""Addresses of the desk and its API, and what somebody reads there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.test import Client

from tests.permissions.routes import ARGUMENT, GROUP, address, routes

AREAS = ("staff/", "api/v1/", "accounts/notifications/")
OWN = ("staff/complaints/", "staff/hotline/", "api/v1/complaints/", "api/v1/hotline/")


def plain() -> list[str]:
    """Every address of the desk that names nothing: lists, boards, searches, exports."""
    found = [one for one in routes() if one.startswith(AREAS) and not ARGUMENT.search(one)]
    return sorted({f"/{one}" for one in found if not GROUP.search(one) and "$" not in one})


def about(keys: Iterable[Any]) -> list[str]:
    """Every address of complaints that names something, with each of the keys for it."""
    found = [one for one in routes() if one.startswith(OWN) and ARGUMENT.search(one)]
    return sorted({_filled(route, str(key)) for route in found for key in keys})


def _filled(route: str, key: str) -> str:
    kinds = {name: kind for kind, name in _arguments(route)}
    values = {name: key if kind == "uuid" else "confirm" for name, kind in kinds.items()}
    return address(route, values)


def _arguments(route: str) -> Iterator[tuple[str, str]]:
    for match in ARGUMENT.finditer(route):
        kind, _colon, _name = match[0].strip("<>").rpartition(":")
        yield kind or "str", match[1]


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
