"""Marked strings, somebody who types them everywhere, and the places where they may not turn up."""

from __future__ import annotations

import http.client
import re
import secrets
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import redis

#: In every field, header, cookie and file name: this and the name of the place.
MARK = f"Kanarie{secrets.token_hex(4)}"
#: Shaped like what they stand for, so that checks of form let them through.
ID_NUMBER = "11010519491231002X"
PHONE = "13900139077"
TOKEN = f"gip_{MARK}token"
CLIENT = "203.0.113.77"
HEADERS = {
    "User-Agent": f"{MARK}-browser",
    "Referer": f"https://example.org/{MARK}-referer",
    "X-Forwarded-For": CLIENT,
    "X-Real-IP": CLIENT,
    "X-Request-ID": f"{MARK}-request",
    "Accept-Language": "zh-CN",
    "X-Custom": f"{MARK}-header",
}
MARKS = [MARK, ID_NUMBER, PHONE, CLIENT]
NUMBERS = re.compile(r"number|phone|mobile|tel|idcard|citizen", re.IGNORECASE)


class Forms(HTMLParser):
    """Forms of a page: address and names of fields, with what hidden ones hold."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str], list[str]]] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forms, their fields, and links."""
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(given["href"])
        elif tag == "form":
            fields: dict[str, str] = {}
            self.forms.append((given.get("action", ""), fields, []))
        elif self.forms and tag in ("input", "textarea", "select", "button") and "name" in given:
            self._field(given)

    def _field(self, given: dict[str, str]) -> None:
        _action, fields, files = self.forms[-1]
        name, kind = given["name"], given.get("type", "text")
        if kind == "file":
            files.append(name)
        elif kind in ("hidden", "submit", "radio", "checkbox"):
            fields.setdefault(name, given.get("value", ""))
        else:
            fields[name] = PHONE if NUMBERS.search(name) else f"{MARK}-{name} {ID_NUMBER}"


class Visitor:
    """Sends marked headers and cookies with everything, and marked words in every form."""

    def __init__(self, address: str, cookies: dict[str, str] | None = None) -> None:
        self.host = urlsplit(address).netloc
        self.cookies = {"kanarie": f"{MARK}-cookie", **(cookies or {})}
        self.failures: list[tuple[str, int, str]] = []
        self.sent = 0

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str]:
        """Status and body; a failure page is kept for looking at."""
        link = http.client.HTTPConnection(self.host, timeout=30)
        pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        link.request(method, path, body, {**HEADERS, "Cookie": pairs, **headers})
        answer = link.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for part in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = part.split(";")[0].partition("=")
            self.cookies[name] = value
        link.close()
        self.sent += 1
        if answer.status in (403, 404, 405, 409, 500, 503):
            self.failures.append((path, answer.status, text))
        return answer.status, text

    def page(self, path: str) -> Forms:
        """Forms and links of a page, asked for with a marked query."""
        mark = "&" if "?" in path else "?"
        found = Forms()
        found.feed(self.ask("GET", f"{path}{mark}q={MARK}-query")[1])
        return found

    def fill(self, path: str, action: str, fields: dict[str, str], files: list[str]) -> None:
        """Send a form with a marked word in every field and a marked file name."""
        boundary = "----marked"
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        parts += [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}";'
            f' filename="{MARK}-file.pdf"\r\nContent-Type: application/pdf\r\n\r\n{MARK}\r\n'
            for name in files
        ]
        if files:
            body = "".join([*parts, f"--{boundary}--\r\n"]).encode()
            kind = f"multipart/form-data; boundary={boundary}"
        else:
            body, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        self.ask("POST", action or path, body, **{"Content-Type": kind})


def of_redis(url: str) -> str:
    """All keys and values that the broker holds."""
    link = redis.Redis.from_url(url.replace("redis+socket://", "unix://"), decode_responses=False)
    found: list[Any] = []
    for key in link.scan_iter(count=1000):
        kind = link.type(key)
        if kind == b"list":
            found += link.lrange(key, 0, -1)
        elif kind == b"string":
            found.append(link.get(key))
        elif kind == b"hash":
            found += link.hgetall(key).items()
        found.append(key)
    return repr(found)


def of_files(folder: Path, pattern: str) -> str:
    """Everything that files of this name hold."""
    return "\n".join(path.read_text("utf-8", "replace") for path in folder.rglob(pattern))


def hits(text: str, marks: list[str] | None = None) -> list[str]:
    """What stands around each mark that is found."""
    pattern = "|".join(map(re.escape, marks or MARKS))
    return [text[max(0, m.start() - 80) : m.end() + 60] for m in re.finditer(pattern, text)][:20]
