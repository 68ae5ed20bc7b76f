"""`python -m ops.html_check http://127.0.0.1:8000 --vnu vnu.jar --slowest 20`: every public page
that can be reached from the home page in both languages: dead links, the W3C's Nu HTML checker,
and the slowest pages.

Follows links of the site itself, each shape of address a few times (a thousand records are made by
one template). With `--vnu` the checker then reads all pages at once: the npm package vnu-jar
(Java 17), `npm install vnu-jar` in a folder of its own. With `--slowest` the pages that took
longest are named, at their first reading and read three times more. nginx answers none of this
from its cache: whoever has a cookie of the site's own gets a page made for him.
Exit code 1 for an error, a dead link, or a page above `--limit` milliseconds in both readings.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

#: Addresses from which the walk begins; what nobody links to stands here too.
SEEDS = ("/", "/en/", "/help/", "/no-such-page/", "/records/SY-C2026-9999999X/", "/search/?q=%25")
#: Neither pages nor public.
SKIPPED = ("/staff/", "/accounts/", "/admin/", "/static/", "/api/v1/", "/i18n/", "/preferences/")
SECONDS = 30
#: Of a visitor for whom no cache in front may answer (ops/nginx/portal.conf, `personal`).
UNCACHED = {"Cookie": "csrftoken=walk"}
AGAIN = 3


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
    seconds: dict[str, float] = field(default_factory=dict)
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
        begun = time.perf_counter()
        status, kind, body = fetch(address)
        taken = time.perf_counter() - begun
        if status >= 400 and address not in (urljoin(self.base, seed) for seed in SEEDS):
            self.broken[address] = status
        if not kind.startswith("text/html"):
            return
        self.pages[address], self.seconds[address] = body, taken
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
    asked = urllib.request.Request(address, headers=UNCACHED)  # noqa: S310 - our own site
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310
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


def reread(address: str) -> float:
    """Median seconds of the same page read some times more."""
    found = []
    for _time in range(AGAIN):
        begun = time.perf_counter()
        fetch(address)
        found.append(time.perf_counter() - begun)
    return median(found)


def slow(seconds: dict[str, float], count: int, limit: float) -> int:
    """Tell how long pages took, name the slowest; how many were above the limit both times."""
    taken = sorted(seconds.values())
    cuts = quantiles(taken, n=100, method="inclusive") if len(taken) > 1 else taken * 99
    told = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "max": taken[-1]}
    above = sum(one > limit for one in taken)
    print("first reading: " + ", ".join(f"{name} {value * 1000:.0f} ms" for name, value in
          told.items()) + f"; {above} of {len(taken)} above {limit * 1000:.0f} ms;"
          f" load average {os.getloadavg()[0]:.1f}")  # fmt: skip
    stayed = 0
    for address in sorted(seconds, key=lambda name: -seconds[name])[: max(count, above)]:
        again = reread(address)
        stayed += min(seconds[address], again) > limit
        print(f"{seconds[address] * 1000:7.0f} ms, again {again * 1000:.0f} ms: {address}")
    return stayed


def asked_for(arguments: list[str] | None) -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description="Every public page: links, HTML, speed.")
    add = parser.add_argument
    add("base", help="where the portal answers, such as http://127.0.0.1:8000")
    add("--vnu", type=Path, help="vnu.jar of the npm package vnu-jar")
    add("--java", default="java")
    add("--most", type=int, default=400, help="pages read at most")
    add("--each", type=int, default=4, help="pages of one shape at most")
    add("--slowest", type=int, default=0, help="name so many pages that took longest")
    add("--limit", type=float, default=300.0, help="milliseconds that a page may take")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Walk, check, tell; the exit code says whether anything is wrong."""
    asked = asked_for(arguments)
    walk = Walk(asked.base.rstrip("/"), asked.most, asked.each)
    walk.whole()
    found = check(walk.pages, asked.vnu, asked.java) if asked.vnu else []
    errors = [one for one in found if one["type"] != "info"]
    for one in errors:
        print(f"{one['address']}:{one.get('lastLine', '')}: {one['message']}")
        print(f"    {str(one.get('extract', '')).strip()!r}")
    for address, status in walk.broken.items():
        print(f"{address}: {status}")
    late = (
        slow(walk.seconds, asked.slowest, asked.limit / 1000)
        if asked.slowest and walk.seconds
        else 0
    )
    checked = f"{len(errors)} errors" if asked.vnu else "HTML not checked"
    print(f"{len(walk.pages)} pages, {checked}, {len(walk.broken)} dead links")
    return 1 if errors or walk.broken or late else 0


if __name__ == "__main__":
    sys.exit(main())
