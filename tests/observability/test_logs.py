"""Lines of JSON that say what happened and never to whom."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client

from credit_portal.common import logs, request_log

pytestmark = pytest.mark.django_db
ID_NUMBER = "11010519491231002X"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the configured form writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    handler.addFilter(logs.NotSilenced())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def read(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_has_one_line_with_route_status_user_and_number(
    lines: io.StringIO, officer: Any
) -> None:
    client = Client()
    client.force_login(officer)
    answer = client.get("/staff/?secret=canary")
    (line,) = [one for one in read(lines) if one["event"] == "request"]
    assert line["request"] == answer["X-Request-ID"]
    assert (line["status"], line["method"], line["user"]) == (200, "GET", str(officer.pk))
    assert ":" in line["route"] and line["ms"] > 0
    assert "canary" not in lines.getvalue()


def test_an_act_stands_in_the_line_by_its_id(lines: io.StringIO, officer: Any) -> None:
    from credit_portal.common import acts

    with logs.about(request="R"):
        acts_before = logs.number()
        with suppress(RuntimeError):  # a durable transaction is not possible inside the test's
            acts.run(lambda actor: None, actor=officer)
        logging.getLogger("credit_portal.test").info("after")
    assert acts_before == "R"
    assert "act" in read(lines)[-1]


def test_an_unknown_address_is_not_written(lines: io.StringIO) -> None:
    Client().get("/canary-in-the-address/")
    assert read(lines)[-1]["route"] == "unknown"
    Client().post("/follow/stop/canary:in-the-link-of-a-mail/")
    assert read(lines)[-1]["route"] == "portal:follow-stop"
    assert "canary" not in lines.getvalue()


@pytest.mark.parametrize("method", ["CANARY", "get\nX"])
def test_a_strange_method_is_not_written(lines: io.StringIO, method: str) -> None:
    Client(raise_request_exception=False).generic(method, "/")
    assert "CANARY" not in lines.getvalue()


def test_the_text_of_a_failure_is_not_written_its_places_are(lines: io.StringIO) -> None:
    try:
        int("canary")
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", "/canary")
    (line,) = read(lines)
    assert line["error"]["kinds"] == ["builtins.ValueError"]
    assert "test_logs.py" in line["error"]["at"][0][0]
    assert "canary" not in lines.getvalue()


@pytest.mark.parametrize("text", [
    ID_NUMBER, "13800138000", "+86 138 0013 8000", "203.0.113.77", "2001:db8:0:0:1::7",
    "a.b@example.org", "token=abcdef123", "Authorization: Bearer abcdefgh", "Bearer abcdefgh12",
    "5f" * 32, "Zm9v" * 12, "postgres://a:b@c/d", "password: hunter2",
])  # fmt: skip
def test_the_deny_list_takes_out_what_slipped_in(lines: io.StringIO, text: str) -> None:
    logging.getLogger("credit_portal.test").warning("seen %s here", text)
    assert text not in lines.getvalue()
    assert logs.HIDDEN in read(lines)[0]["event"]


def test_what_others_fill_into_their_messages_is_left_out(lines: io.StringIO) -> None:
    logging.getLogger("some.package").warning("user %s has %d", "canary", 3)
    logging.getLogger("some.package").warning("bad value 'canary' in {canary}")
    logging.getLogger("some.package").warning("took %d ms", 12)
    logging.getLogger("django.security.DisallowedHost").error("Invalid host: canary")
    events = [line["event"] for line in read(lines)]
    assert "canary" not in lines.getvalue()
    assert events[2] == "took 12 ms"


def test_about_silent_pages_nothing_is_written(lines: io.StringIO, settings: Any) -> None:
    settings.LOG_NOTHING = [r"^/(en/)?deadlines/"]
    client = Client()
    client.get("/deadlines/")
    client.get("/en/deadlines/?start=canary")
    assert lines.getvalue() == ""
    client.get("/ledger/")
    assert len(read(lines)) == 1


def test_reports_and_their_progress_are_silent_as_shipped(settings: Any) -> None:
    middleware = request_log.RequestLog(lambda request: None)  # type: ignore[arg-type,return-value]
    for path in ("/complaints/new/", "/en/complaints", "/progress/", "/en/progress/abc/"):
        assert any(pattern.search(path) for pattern in middleware.unheard), path


def test_a_number_can_be_read_out() -> None:
    found = {request_log.new_number() for _time in range(200)}
    assert len(found) == 200
    assert all(len(one) == 11 and not set(one) & set("01IO") for one in found)
