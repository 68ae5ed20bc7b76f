"""What the front may keep: what the portal says of it, and what nginx makes of that."""

import http.client
import os
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.test import Client

from tests.bench import front


@pytest.mark.django_db
def test_only_pages_that_are_the_same_for_all_may_be_kept(client: Client, officer: Any) -> None:
    answer = client.get("/records/")
    assert answer["Cache-Control"] == "no-cache"
    assert abs(int(answer["X-Accel-Expires"].removeprefix("@")) - time.time()) < 60
    again = client.get("/records/", HTTP_IF_NONE_MATCH=answer["ETag"])
    assert again.status_code == 304 and "X-Accel-Expires" in again
    large = Client()
    large.cookies["elder"] = "1"
    assert "X-Accel-Expires" in large.get("/records/")
    for cookie in ("sessionid", "csrftoken", "messages", "anything"):
        other = Client()
        other.cookies[cookie] = "1"
        assert "X-Accel-Expires" not in other.get("/records/")
    client.force_login(officer)
    assert "X-Accel-Expires" not in client.get("/records/")
    for place in ("/records/SY-C2026-0000000X/", "/progress/", "/api/v1/records/", "/staff/"):
        assert "X-Accel-Expires" not in Client().get(place), place


#: More than lies in the buffers of two sockets.
BULK = b"0123456789" * 1_600_000


class Portal:
    """Stands for the portal behind nginx: counts what reaches it, answers as public pages do."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.tag = '"first"'

    def __call__(self, environ: dict[str, Any], begin: Callable[..., Any]) -> list[bytes]:
        """A page, or 304."""
        path = environ["PATH_INFO"]
        self.asked[path] += 1
        headers = [("Content-Type", "text/html"), ("Cache-Control", "no-cache"),
                   ("Vary", "Cookie, Accept-Language"), ("ETag", self.tag)]  # fmt: skip
        if path.startswith("/open-data/"):
            headers.append(("X-Accel-Redirect", f"/open-data-files/{path.split('/')[-1]}"))
        if path.startswith("/public"):
            headers.append(("X-Accel-Expires", f"@{int(time.time())}"))
        if environ.get("HTTP_IF_NONE_MATCH") == self.tag:
            begin("304 Not Modified", headers)
            return []
        begin("200 OK", headers)
        return [f"{self.tag} {environ.get('HTTP_COOKIE', '')}".encode()]


class Visitor:
    """Asks the front."""

    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, path: str, **headers: str) -> tuple[int, str, str]:
        """Status, body, and what the front's cache did."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        link.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = link.getresponse()
        body = answer.read().decode()
        link.close()
        return answer.status, body, answer.headers.get("X-Cache-Status", "")


@pytest.fixture(scope="module")
def stage() -> Iterator[tuple[Portal, Visitor, ExitStack]]:
    """A portal that counts, and the shipped nginx before it; the portal can be ended."""
    if front.nginx() is None:
        reason = "THE FRONT NOT TRIED: install nginx-light"
        if os.environ.get("REQUIRE_NGINX") == "1":
            pytest.fail(reason)
        warnings.warn(reason, stacklevel=1)
        pytest.skip(reason)
    portal, behind = Portal(), ExitStack()
    bulk = {"all.csv": BULK}
    with behind, front.front(behind.enter_context(front.serving(portal)), bulk=bulk) as port:
        yield portal, Visitor(port), behind


def begin_of_second() -> None:
    """So that what follows falls into one second."""
    time.sleep(1.02 - time.time() % 1)


def test_one_question_a_second_reaches_the_portal(stage: tuple[Portal, Visitor, ExitStack]) -> None:
    portal, visitor, _behind = stage
    begin_of_second()
    found = [visitor.get("/public/") for _n in range(20)]
    assert {one[:2] for one in found} == {(200, '"first" ')} and portal.asked["/public/"] == 1
    tag = {"If_None_Match": '"first"'}
    assert visitor.get("/public/", **tag)[0] == 304 and portal.asked["/public/"] == 1
    large = [visitor.get("/public/", Cookie="elder=1")[1] for _n in range(2)]
    assert large == ['"first" elder=1'] * 2 and portal.asked["/public/"] == 2
    for cookie in ("sessionid=a", "csrftoken=b; elder=1", "messages=c"):
        assert visitor.get("/public/", Cookie=cookie)[1:] == (f'"first" {cookie}', "BYPASS")
    assert visitor.get("/public/", Authorization="Bearer x")[2] == "BYPASS"
    assert [visitor.get("/own/")[2] for _n in range(2)] == ["MISS", "MISS"]


def test_a_download_holds_no_process_and_four_are_enough_for_one_address(
    stage: tuple[Portal, Visitor, ExitStack],
) -> None:
    portal, visitor, _behind = stage

    def asked(**headers: str) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        link = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        link.request("GET", "/open-data/all.csv", headers=named)
        return link, link.getresponse()

    part = asked(Range="bytes=3-9", If_Range=portal.tag)[1]
    assert (part.status, part.read(), part.headers["ETag"]) == (206, BULK[3:10], portal.tag)
    assert part.headers["Content-Range"] == f"bytes 3-9/{len(BULK)}"
    assert part.headers["Access-Control-Allow-Origin"] == "*"
    links = [asked(If_Range='"old"', Range="bytes=3-9") for _n in range(4)]  # and nobody reads
    assert [answer.status for _link, answer in links] == [200] * 4
    busy = asked()[1]
    assert (busy.status, busy.headers["Retry-After"]) == (429, "60")
    assert visitor.get("/own/")[0] == 200
    assert links[0][1].read() == BULK
    for link, answer in links:
        answer.close()
        link.close()
    assert visitor.get("/open-data-files/all.csv")[0] == 404


def test_what_changes_is_gone_within_a_second_and_never_comes_back(
    stage: tuple[Portal, Visitor, ExitStack],
) -> None:
    portal, visitor, behind = stage
    visitor.get("/public/one/")
    begin_of_second()
    assert visitor.get("/public/one/")[2] == "REVALIDATED"
    changed, portal.tag = time.time(), '"second"'
    while visitor.get("/public/one/")[1].startswith('"first"'):
        time.sleep(0.02)
    assert time.time() - changed < 1.1
    behind.close()
    begin_of_second()
    status, page, _cache = visitor.get("/public/one/")
    assert status in (502, 504) and "<html" in page
