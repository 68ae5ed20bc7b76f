"""`python -m ops.html_check http://127.0.0.1:8000 --vnu vnu.jar`: the W3C's Nu HTML checker on
every public page that can be reached from the home page in both languages.

Follows links of the site itself, each shape of address a few times (a thousand records are made by
one template), then lets the checker read all pages at once. Exit code 1 when it finds an error.
The checker is the npm package vnu-jar (Java 17): `npm install vnu-jar` in a folder of its own.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

#: Addresses from which the walk begins; what nobody links to stands here too.
SEEDS = ("/", "/en/", "/help/", "/no-such-page/", "/records/SY-C2026-9999999X/", "/search/?q=%25")
#: Neither pages nor public.
SKIPPED = ("/staff/", "/accounts/", "/admin/", "/static/", "/api/v1/", "/i18n/", "/preferences/")
SECONDS = 30


class Links(HTMLParser):
    """Addresses of links and of forms that are only asked."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect href of links and alternates."""
        given = dict(attrs)
        if tag in ("a", "link") and given.get("href"):
            self.found.append(str(given["href"]))


@dataclass
class Walk:
    """A bounded walk over one site."""

    base: str
    most: int
    each: int
    pages: dict[str, bytes] = field(default_factory=dict)
    broken: dict[str, int] = field(default_factory=dict)
    shapes: Counter[str] = field(default_factory=Counter)

    def whole(self) -> None:
        """Walk until nothing is left or the bound is reached."""
        waiting = deque(urljoin(self.base, seed) for seed in SEEDS)
        seen = set(waiting)
        while waiting and len(self.pages) < self.most:
            address = waiting.popleft()
            for other in self._read(address):
                if other not in seen and self._is_wanted(other):
                    seen.add(other)
                    waiting.append(other)

    def _read(self, address: str) -> Iterator[str]:
        status, kind, body = fetch(address)
        if status >= 400 and address not in (urljoin(self.base, seed) for seed in SEEDS):
            self.broken[address] = status
        if not kind.startswith("text/html"):
            return
        self.pages[address] = body
        links = Links()
        links.feed(body.decode("utf-8", "replace"))
        for link in links.found:
            yield urldefrag(urljoin(address, link))[0]

    def _is_wanted(self, address: str) -> bool:
        parts = urlsplit(address)
        if f"{parts.scheme}://{parts.netloc}" != self.base:
            return False
        path = parts.path.removeprefix("/en")
        if path.startswith(SKIPPED) or path.rpartition(".")[2] in ("atom", "xml", "ics", "csv"):
            return False
        name = shape(address)
        self.shapes[name] += 1
        return self.shapes[name] <= self.each


def shape(address: str) -> str:
    """What addresses of one template have in common: keys, numbers and values left out."""
    parts = urlsplit(address)
    path = re.sub(
        r"/(?:[A-Z]{2}-[A-Z][0-9]{4}-[0-9A-Z]+|[0-9]{6,}|[0-9a-f-]{36})", "/*", parts.path
    )
    path = re.sub(r"(/(?:organisations|catalogue|streets/fields|boards))/[^/]+", r"\1/*", path)
    return f"{path}?{'&'.join(sorted({name for name, _value in parse_qsl(parts.query)}))}"


def fetch(address: str) -> tuple[int, str, bytes]:
    """Status, kind and body of an address; redirects are followed."""
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - our own site
            return answer.status, answer.headers.get("Content-Type", ""), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Content-Type", ""), error.read()


def check(pages: dict[str, bytes], vnu: Path, java: str) -> list[dict[str, object]]:
    """What the checker says of each page: messages with `address`."""
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, (address, body) in enumerate(pages.items()):
            place = Path(folder) / f"{number:05}.html"
            place.write_bytes(body)
            names[place.name] = address
        command = [java, "-Xss1m", "-jar", str(vnu), "--format", "json", "--exit-zero-always",
                   "--stdout", "--skip-non-html", folder]  # fmt: skip
        done = subprocess.run(command, capture_output=True, check=True)
    found: list[dict[str, object]] = json.loads(done.stdout or b'{"messages": []}')["messages"]
    return [{**one, "address": names.get(Path(str(one.get("url"))).name)} for one in found]


def main(arguments: list[str] | None = None) -> int:
    """Walk, check, tell; the exit code says whether anything is wrong."""
    parser = argparse.ArgumentParser(description="The W3C HTML checker on every public page.")
    parser.add_argument("base", help="where the portal answers, such as http://127.0.0.1:8000")
    parser.add_argument(
        "--vnu", type=Path, required=True, help="vnu.jar of the npm package vnu-jar"
    )
    parser.add_argument("--java", default="java")
    parser.add_argument("--most", type=int, default=400, help="pages read at most")
    parser.add_argument("--each", type=int, default=4, help="pages of one shape at most")
    asked = parser.parse_args(arguments)
    walk = Walk(asked.base.rstrip("/"), asked.most, asked.each)
    walk.whole()
    errors = [one for one in check(walk.pages, asked.vnu, asked.java) if one["type"] != "info"]
    for one in errors:
        print(f"{one['address']}:{one.get('lastLine', '')}: {one['message']}")
        print(f"    {str(one.get('extract', '')).strip()!r}")
    for address, status in walk.broken.items():
        print(f"{address}: {status}")
    print(f"{len(walk.pages)} pages, {len(errors)} errors, {len(walk.broken)} dead links")
    return 1 if errors or walk.broken else 0


if __name__ == "__main__":
    sys.exit(main())
