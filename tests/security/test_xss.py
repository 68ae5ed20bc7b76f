"""120 payloads in every text that people type, on every page that shows it, in a real browser.

Nothing may run, and nothing may even try: the content policy is the second wall, so a violation of
it is a failure of the first.
"""

from __future__ import annotations

import itertools
import os
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, Page

from tests import factories
from tests.security import city, serving
from tests.security.payloads import xss

pytestmark = [pytest.mark.committed, pytest.mark.browser, pytest.mark.slow]
PAYLOADS = xss()
#: Texts of a commitment that hold a long word; the payloads are spread over them.
LONG = (
    "matter_zh", "measure_zh", "beneficiaries_zh", "legal_basis_zh", "authority_zh",
    "evidence_required_zh",
)  # fmt: skip
WATCH = """
window.broken = [];
document.addEventListener("securitypolicyviolation", function (event) {
  window.broken.push(event.violatedDirective + " " + event.blockedURI + " " + event.sample);
});
"""
LENGTHY = os.environ.get("LONG") == "1"
#: Pages of one route that are opened, and seconds for one person's walk.
SAME, SECONDS = (4, 60.0) if LENGTHY else (1, 4.0)
PUBLIC = [
    "/",
    "/en/",
    "/records/",
    "/en/records/",
    "/commitments/",
    "/organisations/",
    "/api/docs/",
]


def words() -> dict[str, str]:
    """All payloads over the long texts, and one in the title, which is shown most."""
    parts = {name: " ".join(PAYLOADS[place :: len(LONG)]) for place, name in enumerate(LONG)}
    title = '"><img src=x onerror=window.xss=[1000]><script>window.xss=[1001]</script>'
    return {**parts, "title_zh": title, "title_en": title}


def named(parent: Any) -> Any:
    """A body whose every name is a payload, with such a post, holder and account."""
    name = "<svg onload=window.xss=[2000]>'\"><script>window.xss=[2001]</script>"
    body = factories.organisation(name_zh=name, name_en=name, parent=parent)
    return factories.user(
        username="named", role="filer", organisation=body, title="<img src=x onerror=window.xss=3>"
    )


class Walker:
    """Opens pages in a browser and notes whatever ran or was stopped from running."""

    def __init__(self, browser: Browser, address: str, user: Any = None) -> None:
        self.address = address
        self.context: BrowserContext = browser.new_context(locale="zh-CN")
        self.context.add_init_script(WATCH)
        if user is not None:
            self._sign_in(user)
        self.page: Page = self.context.new_page()
        self.found: list[str] = []
        self.opened = self.shown = 0
        self.page.on("dialog", lambda dialog: self._note("dialog", dialog))
        self.page.on("console", self._console)

    def _sign_in(self, user: Any) -> None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": self.address}
        self.context.add_cookies([cookie])  # type: ignore[list-item]

    def _note(self, kind: str, what: Any) -> None:
        self.found.append(f"{urlsplit(self.page.url).path}: {kind}: {str(what)[:200]}")
        if kind == "dialog":
            what.dismiss()

    def _console(self, message: Any) -> None:
        if "Content Security Policy" in message.text or "Trusted" in message.text:
            self._note("console", message.text)

    def open(self, path: str) -> list[str]:
        """Open a page; addresses that it links to."""
        self.page.goto(self.address + path, wait_until="load")
        self.opened += 1
        ran, broken, links, text = self.page.evaluate(
            "[window.xss || null, window.broken, [...document.querySelectorAll('a[href]')]"
            ".map(a => a.pathname + a.search), document.documentElement.innerText]"
        )
        if ran:
            self._note("ran", ran)
        if broken:
            self._note("violation", broken)
        self.shown += "onerror=" in text
        return list(links)

    def walk(self, *starts: str) -> None:
        """Follow links from here, few pages of each route, as long as there is time."""
        waiting, seen = list(starts), set(starts)
        routes: dict[str, int] = {}
        end = time.monotonic() + SECONDS
        while waiting and time.monotonic() < end:
            path = waiting.pop(0)
            route = route_of(path)
            routes[route] = routes.get(route, 0) + 1
            if not route or routes[route] > SAME:
                continue
            for link in self.open(path):
                if link not in seen:
                    seen.add(link)
                    waiting.append(link)

    def close(self) -> None:
        """Forget the browser's state."""
        self.context.close()


def route_of(path: str) -> str:
    """Name of the page; empty for what is no page, leads out, or is somebody else's code."""
    bare = urlsplit(path).path
    if bare.startswith(("/admin", "/static", "/feeds", "/en/feeds")) or "format=" in path:
        return ""
    try:
        match = resolve(bare)
    except Resolver404:
        return ""
    acts = ("logout", "file", "evidence", "export", "template", "demo")
    return "" if any(word in (match.view_name or "") for word in acts) else match.view_name


def staff(bodies: dict[str, Any]) -> dict[str, Any]:
    """People whose pages are walked."""
    administrators = {
        role: factories.user(
            username=role, role=role, organisation=bodies["office"], title="管理员",
            granted_on=bodies["city"],
        )
        for role in ("security_administrator", "system_administrator", "auditor")
    }  # fmt: skip
    return {**bodies["people"], **administrators}


def test_no_payload_runs_on_any_page(
    committed_database: str, browser: Browser, tmp_path: Path
) -> None:
    bodies = city.build(**words())
    people = {**staff(bodies), "named": named(bodies["city"])}
    case = bodies["cases"]
    found, opened, shown = [], 0, 0
    with serving.web(tmp_path) as address:
        for name, user in itertools.chain([("nobody", None)], people.items()):
            walker = Walker(browser, address, user)
            own = [f"/staff/commitments/{row.pk}/" for row in case.values()]
            walker.walk(*(PUBLIC if user is None else ["/staff/", *own, "/accounts/"]))
            found += [f"{name} {one}" for one in walker.found]
            opened, shown = opened + walker.opened, shown + walker.shown
            walker.close()
    print(f"{len(PAYLOADS)} payloads, {opened} pages opened, on {shown} of them they are shown")
    assert found == []
    assert opened > 25 and shown > 8


def test_no_payload_in_an_address_runs(
    committed_database: str, browser: Browser, tmp_path: Path
) -> None:
    city.build()
    with serving.web(tmp_path) as address:
        walker = Walker(browser, address)
        for start in range(0, len(PAYLOADS), 20):
            text = quote(" ".join(PAYLOADS[start : start + 20]))
            for path in (f"/search/?q={text}", f"/en/records/?q={text}&kind={text}"):
                walker.open(path)
        for payload in PAYLOADS[:: 2 if LENGTHY else 15]:
            walker.open(f"/nothing/{quote(payload, safe='')}/")
            walker.open(f"/accounts/login/?next={quote(payload, safe='')}")
        walker.close()
    assert walker.found == []
