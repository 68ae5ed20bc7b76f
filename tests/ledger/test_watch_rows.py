"""Columns and list rows against the document, and sites that answer with anything at all."""

from __future__ import annotations

import copy
import http.client
import json
import random
import socketserver
import sys
import threading
import time
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from credit_portal.ledger import watch_rows
from credit_portal.ledger.outside import Missing
from credit_portal.ledger.polite import Client
from credit_portal.ledger.watch import Report
from credit_portal.ledger.watch_monitor import monitor
from credit_portal.publishing import openings, rows
from credit_portal.publishing.registry import kind_of
from tests.ledger import papers
from tests.ledger.sites import MadeSite
from tests.ledger.test_watch import NOW, SITE, codes, watching

AT = datetime(2026, 3, 1, tzinfo=UTC)


def made(kind: str, *, marked: bool = False) -> tuple[dict[str, Any], dict[str, Any]]:
    """A document, and the columns that the portal makes of it."""
    found = papers.document(kind, "XX", 1, random.Random(1), marked=marked)
    return found, {
        **papers.displayed(found, ref="XX", version=1, at=AT, first=AT),
        "until": None,
    }


@pytest.mark.parametrize("kind", papers.KINDS)
def test_a_column_and_its_row_changed_alike_are_held_against_the_document(kind: str) -> None:
    document, shown = made(kind, marked=True)
    assert list(watch_rows.wrong(shown, shown["row"], document)) == []
    moved = {"slug": "other", "name_zh": "别局", "name_en": "Other"}
    for name, value in {
        "kind": "specimen", "title_zh": "", "title_en": "P", "sector": "x", "outcome": "lost",
        "category": "x", "due_on": "2030-01-01", "organisation": moved,
    }.items():  # fmt: skip
        told = {**shown, name: value, "row": {**shown["row"], name: value}}
        where = "filed_under" if name == "organisation" else name
        assert where in set(watch_rows.wrong(told, told["row"], document))
    for name, value in {"severity": "minor", "inherited_from": "x", "filed_under": ["x"]}.items():
        assert list(watch_rows.wrong({**shown, name: value}, shown["row"], document)) == [name]
    for name in ("objection", "summary", "is_demo", "x"):
        listed = {**shown["row"], name: {"open": 2}}
        assert list(watch_rows.wrong(shown, listed, document)) == [f"row.{name}"]
    bare = {key: value for key, value in shown["row"].items() if key != "objection"}
    assert list(watch_rows.wrong(shown, bare, document)) == ["row.objection"]


def test_a_body_renamed_since_keeps_the_name_of_the_document() -> None:
    document, shown = made("breach")
    renamed = SimpleNamespace(slug="n", name_zh="新局", name_en="N", code="C", division_id=None)
    row = rows.columns(
        kind_of("breach"), document, renamed, ref="XX", version=1, published_at=AT, updated_at=AT
    )
    assert row["organisation_name_zh"] == "示例局"
    assert json.loads(row["row"]) == shown["row"]


def test_a_page_ends_by_its_bytes_but_never_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openings, "PAGE_BYTES", 10)
    texts: Any = {"is_current": True, "document": "1234", "shown": "1234", "row": "五"}
    found: list[Any] = [SimpleNamespace(**texts) for _ in range(3)]
    assert len(openings._fitting(found)) == 1
    monkeypatch.setattr(openings, "PAGE_BYTES", 14)
    assert len(openings._fitting(found)) == 2
    monkeypatch.setattr(openings, "PAGE_BYTES", 0)
    assert len(openings._fitting(found)) == 1


def test_the_account_of_a_removal_stays_when_the_record_came_back() -> None:
    site = MadeSite(6, 3)
    rec = next(key for key, life in site.lives.items() if life[-1]["act"] in {"publish"})
    site.step(rec, "withdraw")
    site.step(rec, "restore", until="2029-11-21")
    site.settle()
    row = next(one for one in site.removals if one["rec"] == rec)
    assert watching(site).look().status == 0
    row["on_display_again"] = False
    assert codes(watching(site).look()) == {"removal"}
    site.removals.remove(row)
    assert codes(watching(site).look()) == {"unexplained"}


def test_an_unsigned_entry_cannot_hide_behind_its_date() -> None:
    site = copy.deepcopy(SITE)
    row = {**site.changes[-1], "index": len(site.entries)}
    site.changes.append(row)
    for at in (None, "x", "2027-01-01T00:00:00+08:00", "0001-01-01T00:00:00+08:00"):
        row["at"] = at
        assert codes(watching(site).look()) == {"undated"}
    watch = watching(site)
    row["at"] = NOW.isoformat()
    assert codes(watch.look()) == set()
    later = NOW + timedelta(minutes=11)
    row["at"] = later.isoformat()
    watch.clock = lambda: later
    assert codes(watch.look()) == {"unsigned"}


def test_nothing_that_a_site_serves_ends_a_monitor(tmp_path: Path) -> None:
    waiting = {"leaf_index": None, "act": "expire"}
    odd = "\ud800\x1b[2J"
    pages = {
        "api/v1/removals/": {"results": [], "next": "http://["},
        "api/v1/removals/?": {"results": [{**waiting, "rec": "\ud800"}], "next": None},
        "api/v1/openings/?": {"results": [{"index": 1, "ref": odd}], "next_after": None},
        "api/v1/changes/": {"results": [{"index": 10**30, "ref": odd}], "next_since": 10**30},
    }  # fmt: skip
    for prefix, page in pages.items():
        watch = watching(SITE)
        watch.site = lambda path, prefix=prefix, page=page: (
            json.dumps(page).encode() if path.startswith(prefix) else SITE.fetch(path)
        )
        target = tmp_path / "alarm"
        command = (
            f"{sys.executable} -c \"import sys; open('{target}','w').write(sys.stdin.read())\""
        )
        given = Namespace(
            json=True, lang="en", monitor=True, looks=1, every=1.0, alarm_command=command
        )
        assert monitor(watch, given, Report("")) == 1
        assert "\\u001b" not in target.read_text(encoding="ascii")
        target.unlink()
    watch = watching(SITE)

    def broken(path: str) -> bytes:
        raise http.client.BadStatusLine("\x1b]0;x")

    watch.site = broken
    assert codes(watch.look()) == {"unreadable"}
    assert "\x1b" not in str(watch.look().findings)


ANSWERS = {
    "short": b"HTTP/1.0 200 OK\r\nContent-Length: 10\r\n\r\nabc",
    "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc",
    "garbage": b"\x00\x01nonsense\r\n\r\n",
    "nothing": b"",
    "whole": b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc",
}


@pytest.fixture
def odd() -> Iterator[str]:
    """Address of a server that answers as the path asks; `/slow` without end, `/head` likewise
    before its headers are over."""

    class Odd(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            """Answer once."""
            name = self.rfile.readline().split()[1].decode().strip("/")
            while self.rfile.readline().strip():
                pass
            if name in ANSWERS:
                self.wfile.write(ANSWERS[name])
                return
            begun = "HTTP/1.0 200 OK\r\nX: " if name == "head" else "HTTP/1.0 200 OK\r\n\r\n"
            self.wfile.write(begun.encode())
            for _ in range(60):
                try:
                    self.wfile.write(b"x")
                except OSError:
                    return
                time.sleep(0.05)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Odd) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_broken_short_and_endless_answers_are_missing(odd: str) -> None:
    waits: list[float] = []
    client = Client(odd, rate=9999, retries=1, timeout=0.1, sleep=waits.append)
    assert client("whole") == b"abc"
    for name in ("short", "chunks", "garbage", "nothing", "slow", "head"):
        waits.clear()
        began = time.monotonic()
        with pytest.raises(Missing):
            client(name)
        assert 1.0 in waits, name
        assert time.monotonic() - began < 2, name
