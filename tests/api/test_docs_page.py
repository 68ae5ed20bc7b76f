"""Swagger UI from our own files under our strict content security policy, in a real browser."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
ORIGIN = "http://localhost"
WATCH = """window.broken = [];
document.addEventListener("securitypolicyviolation", e => window.broken.push(e.blockedURI));"""


def _answer(route: Any) -> None:
    """Let the portal answer the browser's request, headers and all, without a server."""
    asked = urlsplit(route.request.url)
    path = asked.path + (f"?{asked.query}" if asked.query else "")
    answer = Client(raise_request_exception=False).get(path)
    streaming = getattr(answer, "streaming", False)
    body = b"".join(answer.streaming_content) if streaming else answer.content  # type: ignore[attr-defined]
    headers = {name: value for name, value in answer.items() if name != "Content-Length"}
    route.fulfill(status=answer.status_code, headers=headers, body=body)


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A visitor whose every request the portal answers."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    found: Any = context.new_page()
    found.told = []
    found.on("console", lambda message: found.told.append((message.type, message.text)))
    found.add_init_script(WATCH)
    found.route("**/*", _answer)
    yield found
    context.close()


def test_it_works_under_the_strict_policy(page: Any) -> None:
    answer = page.goto(f"{ORIGIN}/api/docs/")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    page.wait_for_selector("#operations-records-records_list")
    page.click("#operations-deadlines-deadlines_compute .opblock-summary-control")
    page.click("#operations-deadlines-deadlines_compute .try-out__btn")
    page.fill(
        '#operations-deadlines-deadlines_compute tr[data-param-name="start"] input', "2026-09-24"
    )
    page.select_option('#operations-deadlines-deadlines_compute tr[data-param-name="unit"] select',
                       "working_day")  # fmt: skip
    page.fill('#operations-deadlines-deadlines_compute tr[data-param-name="count"] input', "5")
    page.click("#operations-deadlines-deadlines_compute .execute")
    page.wait_for_selector("text=2026-10-09")
    assert page.evaluate("window.broken") == []
    assert [text for kind, text in page.told if kind in ("error", "warning")] == []
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/api-docs.png")
