"""Nothing that anybody types, sends along or is known by turns up where it may not (T3, T4, T27).

A real portal (web, worker, beat); every form of every page is filled with marked strings, every
request carries marked headers and cookies, some requests are made to fail in the server. Then
logs, error pages, the broker and the mail spool are searched.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from tests.journeys.running import Portal, broker_url, running
from tests.observability import canary
from tests.observability.canary import MARK, TOKEN, Visitor
from tests.security import city
from tests.security.test_xss import route_of

pytestmark = pytest.mark.committed
PAGES_EACH = 25
#: Reading these tables fails from here on: whatever shows them is a failure in the server.
TAKEN = ["commitments_commitment", "publishing_displayed", "notices_notice"]


def signed_in(user: Any) -> dict[str, str]:
    """Cookies of a session."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {name: client.cookies[name].value}


def walk(visitor: Visitor, *starts: str) -> None:
    """Open pages from here, one of each route, and send every form that is on them."""
    waiting = list(starts)
    seen: set[str] = set()
    while waiting and len(seen) < PAGES_EACH:
        path = waiting.pop(0)
        route = route_of(path)
        if not route or route in seen:
            continue
        seen.add(route)
        page = visitor.page(path.split("?")[0])
        waiting += page.links
        for action, fields, files in page.forms:
            if "logout" not in action:
                visitor.fill(path, action, fields, files)


def knock(visitor: Visitor) -> None:
    """Sign-in with marked words, tokens, addresses and methods that lead nowhere."""
    login = visitor.page("/accounts/login/")
    for action, fields, files in login.forms:
        visitor.fill("/accounts/login/", action, fields, files)
    visitor.ask("GET", "/api/v1/commitments/", Authorization=f"Bearer {TOKEN}")
    program = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    visitor.ask("POST", "/api/v1/commitments/", f'{{"title_zh": "{MARK}"}}'.encode(), **program)
    visitor.ask("GET", f"/{MARK}/{canary.ID_NUMBER}/")
    visitor.ask("PROPFIND", f"/records/{MARK}/")
    visitor.ask("GET", "/records/", Host=f"{MARK}.example")
    visitor.ask("POST", "/staff/", b"x=" + MARK.encode(), Origin=f"https://{MARK}.example")


def break_things() -> None:
    """Take a right away from the portal in the middle of its work."""
    for table in TAKEN:
        with connections["owner"].cursor() as cursor:
            roles = f'"{settings.APP_ROLE}", "{settings.PUBLIC_ROLE}"'
            cursor.execute(f"revoke all on {table} from {roles}")


def search(portal: Portal, visitors: list[Visitor], broker: str) -> dict[str, list[str]]:
    """Places where a mark was found that may not be there."""
    own = [canary.CLIENT, f"{MARK}-browser", f"{MARK}-referer", f"{MARK}-cookie", canary.PHONE]
    pages = [
        text
        for visitor in visitors
        for path, status, text in visitor.failures
        if status >= 500 or (MARK not in path and status in (403, 405))
    ]
    found = {
        "log": canary.hits(portal.log()),
        "error pages": canary.hits("\n".join(pages)),
        "broker": canary.hits(broker),
        "mail": canary.hits(canary.of_files(portal.folder / "mail", "*"), own),
    }
    return {place: hits for place, hits in found.items() if hits}


@pytest.fixture
def portal(committed_database: str) -> Any:
    """A small city, and the portal over it."""
    bodies = city.build()
    with running() as found:
        yield found, bodies


def test_no_marked_string_turns_up_where_it_may_not(portal: Any) -> None:
    site, bodies = portal
    people = bodies["people"]
    nobody = Visitor(site.url)
    visitors = [nobody, *(Visitor(site.url, signed_in(people[who])) for who in sorted(people))]
    walk(nobody, "/", "/search/", "/deadlines/")
    knock(nobody)
    for visitor in visitors[1:]:
        walk(visitor, "/staff/", "/accounts/")
    break_things()
    for visitor in visitors:
        for path in ("/records/", "/staff/", "/commitments/", "/staff/commitments/"):
            visitor.page(path)
            visitor.ask("POST", path, f"name={MARK}".encode())
    broken = [one for visitor in visitors for one in visitor.failures if one[1] >= 500]
    broker = canary.of_redis(broker_url().replace("virtual_host", "db"))
    print(f"{sum(visitor.sent for visitor in visitors)} requests, {len(broken)} of them failures")
    assert broken
    assert '"event": "request"' in site.log() and '"task":' in site.log()
    assert search(site, visitors, broker) == {}


def test_the_search_would_find_a_mark() -> None:
    assert canary.hits(f"line with {MARK}-browser in it")
    assert canary.hits("from 203.0.113.77") and canary.hits(canary.ID_NUMBER)
    assert canary.hits("nothing here") == []
