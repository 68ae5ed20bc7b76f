"""The same headers on every kind of answer: pages, API, files, errors, the log, static files."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from credit_portal.common.security_headers import SecurityHeaders
from credit_portal.files import responses, services
from tests.files.samples import SAMPLES

LONG = os.environ.get("LONG") == "1"
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.observability.urls")]
EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: Pages for reporters tell nobody, not even us, where somebody came from.
REFERRER = {"same-origin", "no-referrer"}
NEVER = ("unsafe-inline", "unsafe-eval", " * ", "http:", "https:")
KINDS = {
    "/": 200, "/en/records/": 200, "/search/?q=x": 200, "/feeds/records.atom": 200,
    "/sitemap.xml": 200, "/robots.txt": 200, "/healthz": 200, "/readyz": None, "/metrics": 404,
    "/api/v1/records/": 200, "/api/v1/schema/?format=yaml": 200, "/api/v1/nothing/": 404,
    "/api/docs/": 200, "/api/v1/commitments/": 401, "/ledger/checkpoint": 200, "/ledger/key": 200,
    "/ledger/tile/0/000": 404, "/static/css/base.css": 200, "/static/js/site.js": 200,
    "/static/img/favicon.svg": 200, "/static/nothing.css": 404, "/nothing/": 404, "/staff/": 302,
    "/accounts/login/": 200, "/admin/login/": None, "/test/failing/": 500, "/test/lost/": 503,
    "/api/test/failing/": 500, "/records": None,
}  # fmt: skip


def faults(answer: Any) -> list[str]:
    """What is missing or weak in the headers of an answer."""
    policy = answer.get("Content-Security-Policy", "")
    found = [name for name, value in EXPECTED.items() if answer.get(name) != value]
    found += [] if answer.get("Referrer-Policy") in REFERRER else ["Referrer-Policy"]
    found += [f"policy: {word}" for word in NEVER if word in f"{policy} "]
    found += [] if "default-src 'none'" in policy else ["policy: open by default"]
    found += [] if answer.get("X-Frame-Options") in ("DENY", "SAMEORIGIN") else ["frames"]
    found += [] if "camera=()" in answer.get("Permissions-Policy", "") else ["permissions"]
    corp = answer.get("Cross-Origin-Resource-Policy")
    found += [] if corp in ("same-origin", "cross-origin") else ["resource policy"]
    return found


@pytest.mark.parametrize("path", KINDS)
def test_every_kind_of_answer_carries_them(path: str) -> None:
    answer = Client(raise_request_exception=False).get(path)
    assert KINDS[path] in (None, answer.status_code)
    assert faults(answer) == []
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("who", [None, "officer", "security_administrator"])
def test_every_address_carries_them(
    who: str | None, everywhere: list[str], request: pytest.FixtureRequest
) -> None:
    """The officer asks everywhere, the others, who mostly see the same, at every third address."""
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(request.getfixturevalue(who))
    asked = everywhere if LONG or who == "officer" else everywhere[::3]
    wrong = {one: found for one in asked if (found := faults(client.get(one)))}
    assert wrong == {}


def test_scripts_make_no_html_of_text_on_our_pages() -> None:
    for path in ("/", "/records/", "/nothing/", "/accounts/login/"):
        policy = Client().get(path)["Content-Security-Policy"]
        assert "require-trusted-types-for 'script'; trusted-types portal work" in policy
    assert "trusted-types" not in Client().get("/api/docs/")["Content-Security-Policy"]
    assert "trusted-types" not in Client().get("/api/v1/records/")["Content-Security-Policy"]


@pytest.mark.parametrize("name", sorted(SAMPLES))
@pytest.mark.parametrize("inline", [True, False])
def test_downloads_can_do_nothing(name: str, inline: bool, officer: Any) -> None:
    upload = SimpleUploadedFile(name, SAMPLES[name])
    stored = services.store(upload=upload, owner=officer, purpose="evidence")

    def hand_out(request: HttpRequest) -> HttpResponse:
        return responses.attachment(stored, inline=inline)

    answer = SecurityHeaders(hand_out)(RequestFactory().get("/x"))
    shown_pdf = inline and name.endswith(".pdf")
    left = [fault for fault in faults(answer) if not (shown_pdf and "unsafe-inline" in fault)]
    assert left == []
    assert ("sandbox" in answer["Content-Security-Policy"]) is not shown_pdf
    assert answer["Content-Disposition"].startswith("inline" if inline and name[-4:] in (
        ".pdf", ".jpg", ".png") else "attachment")  # fmt: skip


def test_what_a_browser_has_kept_keeps_its_policy() -> None:
    """A policy in a 304 would take the place of the page's own, and stop its forms."""
    first = Client().get("/")
    again = Client().get("/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert "Content-Security-Policy" not in again
    assert again["X-Content-Type-Options"] == "nosniff"
