"""The log over HTTP: the doors of tlog-tiles, their headers, and the verifier through them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from credit_portal.ledger import keys, outside, selectors
from credit_portal.ledger.checkpoint import open_checkpoint
from credit_portal.ledger.note import parse_verifier
from credit_portal.ledger.services import append
from tests.ledger.logs import entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def served(client: Client) -> Client:
    """A log of 600 entries behind the site."""
    append(entries(300))
    append(entries(300, start=300))
    return client


def test_the_addresses_are_the_stable_ones() -> None:
    assert reverse("ledger:checkpoint") == "/ledger/checkpoint"
    assert reverse("ledger:key") == "/ledger/key"
    assert reverse("ledger:tile", args=["0/000"]) == "/ledger/tile/0/000"


def test_the_stand_alone_verifier_accepts_what_the_site_serves(served: Client) -> None:
    def fetch(path: str) -> bytes:
        answer = served.get(f"/ledger/{path}")
        if answer.status_code != 200:
            raise outside.Missing(path)
        return bytes(answer.content)

    log = outside.open_log(fetch, parse_verifier(fetch("key").decode()))
    assert log.head.size == 600
    assert outside.check_everything(log) == 4
    old = open_checkpoint(selectors.checkpoint(300).note, [keys.verifier()])
    outside.check_growth(log, old)


def test_checkpoint_and_key_are_text_and_asked_for_anew(served: Client) -> None:
    for path in ("checkpoint", "key"):
        answer = served.get(f"/ledger/{path}")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer["Cache-Control"] == "no-cache"
        again = served.get(f"/ledger/{path}", headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    before = served.get("/ledger/checkpoint")["ETag"]
    append([b"one more"])
    assert served.get("/ledger/checkpoint", headers={"if-none-match": before}).status_code == 200


@pytest.mark.parametrize(
    ("path", "length"),
    [("0/000", 8192), ("0/002.p/88", 88 * 32), ("0/000.p/255", 8160), ("1/000.p/2", 64)],
)
def test_tiles_are_immutable_bytes(served: Client, path: str, length: int) -> None:
    answer = served.get(f"/ledger/tile/{path}")
    assert (answer.status_code, len(answer.content)) == (200, length)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert served.head(f"/ledger/tile/{path}").content == b""


@pytest.mark.parametrize(
    "path",
    [
        "0/002", "0/002.p/89", "0/003.p/1", "1/000", "1/000.p/3", "2/000.p/1", "63/000",
        "64/000", "0/0", "0/000.p/256", "0/000.p/0", "00/000", "entries/002", "entries/002.p/89",
        "entries/003.p/1", "entries/x009/x223/x372/x036/x854/x775/807", "data/000", "0/-01", "",
        "0/x009/x223/x372/x036/x854/x775/807", "entries/x036/x028/x797/x018/x963/968", "0/..%2f000",
        "0/x999/x999/x999/x999/x999/x999/x999/999", "0/000/", "entries/000.p/1/../000",
    ],
)  # fmt: skip
def test_whatever_the_log_does_not_have_is_not_found(served: Client, path: str) -> None:
    assert served.get(f"/ledger/tile/{path}").status_code == 404


@pytest.mark.parametrize("path", ["checkpoint", "tile/0/000"])
def test_what_caches_may_keep_carries_no_session(served: Client, path: str) -> None:
    session = served.session
    session["seen"] = 1
    session.save()
    answer = served.get(f"/ledger/{path}")
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert served.session["seen"] == 1


@pytest.mark.parametrize("path", ["checkpoint", "key", "tile/0/000"])
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_doors_are_for_reading(served: Client, path: str, method: str) -> None:
    assert getattr(served, method)(f"/ledger/{path}").status_code == 405


def test_the_empty_log_answers(client: Client) -> None:
    assert (
        b"\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
        in client.get("/ledger/checkpoint").content
    )
    assert client.get("/ledger/tile/0/000").status_code == 404
