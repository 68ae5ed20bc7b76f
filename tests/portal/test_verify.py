"""`/verify/`: words for everything somebody can bring, and nothing kept of it."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import Any
from unittest import mock

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.test import Client

from credit_portal.ledger import keys
from credit_portal.ledger.checkpoint import parse_proof
from credit_portal.ledger.note import sign
from credit_portal.publishing import services
from credit_portal.publishing.models import Act, Decision
from credit_portal.publishing.services.decisions import Proposal, propose
from tests.portal.support import commitment, put

pytestmark = pytest.mark.django_db
TONE = re.compile(r'class="verdict (\w+)"')


def file(content: bytes, name: str = "x") -> BytesIO:
    """An upload."""
    found = BytesIO(content)
    found.name = name
    return found


def ask(prefix: str = "/en", **given: Any) -> tuple[str, str]:
    """Tone and page of the answer to a form."""
    answer = Client().post(f"{prefix}/verify/", given)
    assert answer.status_code == 200, answer.content.decode()
    return told(answer)


def told(answer: Any) -> tuple[str, str]:
    """Tone and page."""
    body = answer.content.decode()
    found = TONE.search(body)
    return (found[1] if found else ""), body


def kept(ref: str) -> tuple[bytes, bytes]:
    """Proof file and JSON proof, as the record page links them."""
    page = Client().get(f"/records/{ref}/").content.decode()
    links = re.findall(r'href="(/api/v1/records/[^"]+proof/[^"]+)"', page)
    proof, document = (Client().get(link.replace("&amp;", "&")).content for link in links)
    return proof, document


def withdraw(row: Any, bureau: Any, officer: Any, reviewer: Any) -> None:
    """End the display of a record, whatever versions it has."""
    first = Decision.objects.filter(rec=row.rec).earliest("number")
    propose(
        Proposal(kind="commitment", source_type=first.source_type, source_id=first.source_id,
                 organisation=bureau, proposer=officer, approver=reviewer, act=Act.WITHDRAW,
                 reason="court")
    )  # fmt: skip
    services.publish_all()


def second_version(row: Any, bureau: Any, officer: Any, approver: Any) -> None:
    """State something new about a record."""
    first = Decision.objects.get(rec=row.rec)
    propose(
        Proposal(kind="commitment", source_type=first.source_type, source_id=first.source_id,
                 organisation=bureau, proposer=officer, approver=approver, act=Act.PUBLISH,
                 document=commitment(bureau, "新增停车位二百个"))
    )  # fmt: skip
    services.publish_all()


def test_a_kept_proof_through_the_life_of_its_record(
    bureau: Any, officer: Any, approver: Any, credit_reviewer: Any
) -> None:
    row = put(bureau, officer, approver)
    proof, opened = kept(row.ref)
    tone, body = ask(proof=file(proof), document=file(opened))
    assert (tone, "has not been altered" in body) == ("good", True)
    assert "The entry commits to exactly this document" in body and "entry 2 " in body
    assert ask(text=proof.decode())[0] == ask(proof=file(opened))[0] == "good"
    assert ask(proof=file(proof.replace(b"\n", b"\r\n")))[0] == "good"
    put(bureau, officer, approver, "另一件事")  # the log grows: an old head is continued
    assert "→" in ask(proof=file(proof))[1]
    second_version(row, bureau, officer, approver)
    tone, body = ask("", proof=file(proof), document=file(opened))
    assert (tone, "第2版取代" in body) == ("warn", True)
    withdraw(row, bureau, officer, credit_reviewer)
    tone, body = ask(proof=file(proof), document=file(opened))
    assert (tone, "was removed on" in body, "停车位" in body) == ("warn", True, False)


def test_what_is_forged_altered_foreign_or_damaged_is_said_so(
    bureau: Any, officer: Any, approver: Any
) -> None:
    row = put(bureau, officer, approver)
    put(bureau, officer, approver, "另一件事")
    proof, opened = kept(row.ref)
    note = parse_proof(proof.decode()).note
    text = note.rpartition("\n\n")[0] + "\n"
    stranger = sign(text, text.partition("\n")[0], Ed25519PrivateKey.generate())
    grown = text.replace("\n3\n", "\n9\n")
    bad = {
        "signature is forged": (proof.decode().replace(note, stranger), None),
        "not the one that was published": (proof.decode(), opened.replace("一百".encode(), b"9")),
        "does not fit": (proof.decode().replace("index 1\n", "index 2\n"), None),
        "more entries than": (
            proof.decode().replace(
                note, sign(grown, text.partition("\n")[0], keys.private_key())
            ).replace("index 1\n", "index 8\n"), None),
        "cannot be read": (proof.decode()[:60], None),
    }  # fmt: skip
    for words, (given, document) in bad.items():
        more: dict[str, Any] = {"document": file(document)} if document else {}
        tone, body = ask(proof=file(given.encode()), **more)
        assert (tone, words in body) == ("bad", True), words
    other = proof.decode().replace(text.partition("\n")[0], "other.example/log")
    tone, body = ask(text=other)
    assert (tone, "another log" in body) == ("warn", True)
    for junk in (b"\xff\xfe", b"{}", b'{"a":', b"c2sp.org/tlog-proof@v1\n", b"[" * 100_000):
        assert ask(proof=file(junk))[0] == "bad"


def test_a_reference_and_a_printed_page(
    bureau: Any, officer: Any, approver: Any, credit_reviewer: Any
) -> None:
    row = put(bureau, officer, approver)
    page = Client().get(f"/records/{row.ref}/").content.decode()
    (asked, *_rest) = re.findall(r'href="/verify/(\?[^"]+)"', page)
    (picture,) = re.findall(r'src="(/verify/qr\.svg[^"]+)"', page)
    asked, picture = asked.replace("&amp;", "&"), picture.replace("&amp;", "&")
    drawn = Client().get(picture)
    assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/svg+xml")
    assert "immutable" in drawn["Cache-Control"]
    assert asked.partition("h=")[2] in page.replace(asked, "").replace(picture, "")
    assert told(Client().get(f"/verify/{asked}"))[0] == "good"
    assert ask(text=f"http://portal.example/verify/{asked}")[0] == "good"
    assert ask(text=row.ref.lower().replace("-", " "))[0] == "good"
    forged = asked.partition("h=")[0] + "h=" + "0" * 32
    tone, body = told(Client().get(f"/en/verify/{forged}"))
    assert (tone, "may be forged" in body) == ("bad", True)
    second_version(row, bureau, officer, approver)
    assert told(Client().get(f"/verify/{asked}"))[0] == "warn"
    withdraw(row, bureau, officer, credit_reviewer)
    for answer in (ask(text=row.ref), told(Client().get(f"/en/verify/{asked}"))):
        assert (answer[0], "was removed on" in answer[1]) == ("warn", True)
    tone, body = ask(text="SY-C2026-9999999S")
    assert tone in ("warn", "bad")
    for wrong in ("?r=x", f"?r={row.ref}&v=0", f"?r={row.ref}&v=1&h=zz", "?r=%00"):
        assert told(Client().get(f"/verify/{wrong}"))[0] == "bad"
        assert Client().get(f"/verify/qr.svg{wrong}").status_code == 404


def test_uploads_stay_in_memory_and_within_bounds() -> None:
    with mock.patch.object(TemporaryUploadedFile, "__init__", side_effect=AssertionError):
        large = Client().post("/verify/", {"proof": file(b"x" * (1024 * 1024 + 1))})
        assert large.status_code == 422
        assert "文件过大" in large.content.decode()
        assert Client().post("/verify/", {"proof": file(b"x" * 2_700_000)}).status_code == 413
    assert Client().post("/verify/", {}).status_code == 422
    empty = Client().get("/en/verify/")
    assert (empty.status_code, told(empty)[0]) == (200, "")
    assert "Nothing about your asking is kept" in empty.content.decode()
    assert Client(enforce_csrf_checks=True).post("/verify/", {"text": "x"}).status_code == 403


def test_texts_chosen_to_break_it_are_damaged_files() -> None:
    proof = {"path": [], "index": 0, "checkpoint": "x\n", "salt": "", "leaf": "", "doc": "{}"}
    assert ask(text=json.dumps(proof))[0] == "warn"
    for text in (
        "http://[x?r=1",
        "http://[x]y/?r=1",
        json.dumps(proof | {"checkpoint": "x\ud800\n"}),
        json.dumps(proof | {"checkpoint": "\udfff"}),
        json.dumps(proof | {"leaf": "\ud800"}),
        *(json.dumps(proof).replace('"index": 0', f'"index": {n}') for n in ("1e999", "-1", "NaN")),
    ):
        tone, body = ask(text=text)
        assert (tone, "cannot be read" in body) == ("bad", True), text
