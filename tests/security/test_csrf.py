"""No unsafe request of a browser passes without its token: every address, enumerated (T12)."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from tests.architecture.sources import short, sources

LONG = os.environ.get("LONG") == "1"
pytestmark = pytest.mark.django_db
METHODS = ("post", "put", "patch", "delete")
#: Reporters have neither session nor cookie, and their browsers are told to name no origin: what
#: another site sends is refused by another sign (tests/complaints/test_web_report.py).
REPORTS = ("/complaints/new/", "/complaints/track/", "/complaints/receipt/", "/complaints/proof/")
#: The visitor's own text size (public pages set no cookie of their own), and the link in a message
#: that ends it in one click (RFC 8058): it acts by its signature, in nobody's session.
EXEMPT = (
    "/preferences/", "/accounts/notifications/off/", "/follow/confirm/", "/follow/stop/",
    *REPORTS,
)  # fmt: skip
#: Takes a file, so it asks for the token itself, once it knows where to put it.
ASKS_ITSELF = "/verify/"
#: Questions come by POST, as its protocol has it; nothing is done by them.
QUESTIONS = "/api/reconcile/"
#: Public doors of programs look at no session: there is nobody in whose name anything is done.
NOT_ALLOWED = 405


REFUSAL = "X-Refused-For"


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Stands in for the page of a refusal, which is tried below: that says for what it was, and
    need not be rendered a thousand times."""
    return HttpResponse(status=403, headers={REFUSAL: "token"})


@pytest.fixture
def told(settings: Any) -> None:
    """Refusals of pages for want of the token are told from all others."""
    settings.CSRF_FAILURE_VIEW = f"{__name__}.{refused.__name__}"


def browser(user: Any) -> Client:
    """Signed in by a session; tokens are asked for."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def passed(
    client: Client, addresses: list[str], methods: tuple[str, ...] = METHODS, **more: Any
) -> list[tuple[str, str, int]]:
    """Requests that were answered with anything but a refusal for want of the token."""
    found = []
    for address in addresses:
        for method in methods:
            answer = getattr(client, method)(address, **more)
            public_api = (
                address.startswith(("/api/", ASKS_ITSELF)) and answer.status_code == NOT_ALLOWED
            )
            is_refused = answer.status_code == 403 and (
                address.startswith("/api/") or REFUSAL in answer.headers
            )
            if not is_refused and not public_api:
                found.append((method, address, answer.status_code))
    return found


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("who", "methods"), [("officer", METHODS), ("security_administrator", ("post",))]
)
def test_without_a_token_every_unsafe_request_is_refused(
    who: str, methods: tuple[str, ...], everywhere: list[str], request: pytest.FixtureRequest
) -> None:
    """Pages are tried by the methods of forms and one other, programs' addresses by all."""
    client = browser(request.getfixturevalue(who))
    pages = [one for one in everywhere if not one.startswith((*EXEMPT, "/api/"))]
    programs = [one for one in everywhere if one.startswith("/api/") and one != QUESTIONS]
    assert len(pages) > 100 and len(programs) > 50
    assert passed(client, pages, tuple({"post", "delete"} & {*methods})) == []
    assert passed(client, programs, methods) == []


@pytest.mark.usefixtures("told")
def test_nor_with_a_foreign_token_or_origin(everywhere: list[str], officer: Any) -> None:
    """The token is looked at in one place, whatever the address: every fifth in the short run."""
    client = browser(officer)
    pages = [one for one in everywhere if not one.startswith((*EXEMPT, "/api/"))]
    pages = pages if LONG else pages[::5]
    assert passed(client, pages, ("post",), headers={"X-CSRFToken": "a" * 64}) == []
    client.cookies["csrftoken"] = "b" * 32
    assert passed(client, pages, ("post",), headers={"X-CSRFToken": "a" * 64}) == []
    evil = {"Origin": "https://evil.example", "X-CSRFToken": "b" * 32}
    assert passed(client, pages, ("post",), headers=evil) == []


def test_signing_in_needs_a_token_too() -> None:
    client = browser(None)
    pages = ["/accounts/login/", "/en/accounts/login/", "/admin/login/", "/i18n/setlang/"]
    answers = [client.post(page, {"login": "a", "password": "b"}).status_code for page in pages]
    assert answers == [403] * len(pages)


def test_pages_that_take_nothing_say_so(everywhere: list[str]) -> None:
    client = Client(raise_request_exception=False)
    taking = (
        "/staff/", "/accounts/", "/api/", "/admin/", "/i18n/", "/old-accounts/", "/progress/",
        "/follow/", "/objections/", "/repairs/new/", "/repairs/mine/", "/repairs/receipt/",
        "/verify/",
    )  # fmt: skip
    public = [one for one in everywhere if not one.startswith((*taking, *EXEMPT))]
    wrong = {}
    for address in public:
        status = client.post(address, {"a": "b"}).status_code
        if status not in (404, NOT_ALLOWED):
            wrong[address] = status
    assert wrong == {}
    assert client.post("/").status_code == NOT_ALLOWED
    assert client.post("/records/").status_code == NOT_ALLOWED


def test_no_other_view_is_exempt() -> None:
    exempt = {
        short(path) for path in sources() if "csrf_exempt" in path.read_text(encoding="utf-8")
    }
    assert exempt <= {
        "credit_portal/portal/views/operations.py", "credit_portal/notices/own_views.py",
        "credit_portal/portal/views/follow.py", "credit_portal/portal/reconciliation/views.py",
        "complaints/web_door.py",  # for reporters: see there
        "credit_portal/portal/views/verify.py",  # asks for the token itself, after the handlers
    }  # fmt: skip


def test_cookies_are_closed_to_scripts_and_other_sites(officer: Any, settings: Any) -> None:
    client = Client()
    client.force_login(officer)
    set_now = {**client.get("/staff/").cookies, **Client().get("/accounts/login/").cookies}
    assert set_now
    for name, cookie in set_now.items():
        assert cookie["samesite"] == "Lax", name
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"
    assert settings.SESSION_COOKIE_HTTPONLY and settings.CSRF_COOKIE_HTTPONLY


def test_an_expired_form_is_said_in_words() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/accounts/login/", {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert "表单已过期" in answer.content.decode()
