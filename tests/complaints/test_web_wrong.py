"""What is wrong gets one answer at one cost: receipts of nobody, PINs, floods, mutated uploads."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints import web_door, work_proof
from complaints.models import Case, SealedOriginal, SpentWork
from complaints.services import originals
from complaints.web_pages import FIELDS
from complaints.work_proof import Today, Window, bits_for
from credit_portal.common.errors import DomainError, Invalid
from credit_portal.files import storage
from credit_portal.workflow import receipts
from tests.complaints import web_scenes as scenes
from tests.complaints.web_scenes import NEW, TRACK, Visitor

pytestmark = [
    pytest.mark.django_db, pytest.mark.usefixtures("vault_keys", "credit_office", "easy_work")
]  # fmt: skip
#: Nobody's at all, and one that differs from a right one in a single place.
KINDS = ("random", "near")
LONG = os.environ.get("LONG") == "1"
NASTY = '"><script>alert(1)</script>=HYPERLINK("http://x","y")\u202e{{7*7}}%s'


def near(code: str) -> str:
    """A right receipt but for its last place, the check character made to fit."""
    bare = receipts.normalise(code)[:-1]
    last = random.choice(receipts.ALPHABET.replace(bare[-1], ""))
    return bare[:-1] + last + receipts.check_character(bare[:-1] + last)


def wrong_code(kind: str, code: str) -> str:
    """A wrong receipt that is well formed."""
    return receipts.issue()[0] if kind == "random" else near(code)


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are wrong, none costs work."""
    monkeypatch.setattr(web_door, "WRONG_A_MINUTE", 10**9)
    monkeypatch.setattr(web_door, "WRONG", Window())


def cost(client: Client, code: str) -> tuple[int, bytes, list[str], int]:
    """Status, page without what was typed, statements, and calls of our own code."""
    calls = 0

    def count(frame: Any, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event == "call" and "/complaints/" in frame.f_code.co_filename

    with CaptureQueriesContext(connection) as asked:
        sys.setprofile(count)
        try:
            answer = client.post(TRACK, {"code": code})
        finally:
            sys.setprofile(None)
    page = answer.content.replace(code.encode(), b"")
    shapes = [one["sql"].lower().split("where")[0] for one in asked.captured_queries]
    return answer.status_code, page, shapes, calls


def test_wrong_receipts_get_one_answer_for_the_same_work(unlimited: None) -> None:
    """What `test_receipt_timing` measures in time, here by pages, statements and calls."""
    _row, code = scenes.filed()
    client = Client()
    client.post(TRACK, {"code": receipts.issue()[0]})  # the first of a process loads templates
    found = [cost(client, wrong_code(KINDS[n % 2], code)) for n in range(6)]
    assert {status for status, *_rest in found} == {422}
    assert len({page for _status, page, *_rest in found}) == 1
    assert len({tuple(shapes) for *_some, shapes, _calls in found}) == 1
    assert len({calls for *_some, calls in found}) == 1


@pytest.mark.parametrize("code", [
    "1234567890123456", "A" * 17, "0x7f3e", "TS-2026-000123", "' or 1=1 --", "０１２３４５６７",
    "\u202e0123456789ABCDEFG", "", "9" * 5000,
])  # fmt: skip
def test_a_receipt_of_another_system_asks_no_table(code: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = Client().post(TRACK, {"code": code})
    assert answer.status_code == 422
    assert not [one for one in asked.captured_queries if "complaints_case" in one["sql"]]


def test_markup_and_formulas_in_every_field_stay_words(bureau: Any) -> None:
    visitor = Visitor()
    visitor.get()
    given = {name: NASTY for names in FIELDS.values() for name in names}
    typed = {**given, "purpose": "report", "category": "B99", "unsure": "on", "who": "named",
             "happened_on": "", "amount": "", "people": "", "commitment_ref": "", "division": "",
             "email": "", "mobile": "139", "post": ""}  # fmt: skip
    for go in ("last", "send", "mask", *(f"to-{page}" for page in FIELDS), "x" * 300):
        visitor.hidden.update(typed)
        answer = visitor.post(go=go, at=NASTY, token=NASTY, receipt=NASTY)
        assert answer.status_code in {200, 422} and "<script>alert" not in visitor.text
    for name in FIELDS["details"]:
        visitor.hidden.update(typed, **{name: NASTY}, receipt="", token="")
        assert visitor.post(go="last").status_code == 422 or name == "is_business"
    assert not Case.objects.exists()


def mutated(content: bytes, seed: int) -> bytes:
    """The file with bytes changed, cut, doubled or put before it."""
    chance = random.Random(seed)
    data = bytearray(content)
    for _once in range(chance.randrange(1, 20)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    ways = (bytes(data), content[: chance.randrange(1, len(content))], content * 2,
            b"MZ" + content, content + b"<?php phpinfo();", bytes(data[::-1]))  # fmt: skip
    return ways[seed % len(ways)]


def test_mutated_uploads_are_taken_whole_or_leave_nothing() -> None:
    content = scenes.paper().read()
    for seed in range(36 if LONG else 12):
        before = (Case.objects.count(), len(bytes_kept()), SpentWork.objects.count())
        try:
            upload = SimpleUploadedFile("a.png", mutated(content, seed))
            scenes.filed(uploads=[scenes.paper(), upload])
        except Invalid as refused:
            assert refused.code.startswith("file_")
            after = (Case.objects.count(), len(bytes_kept()), SpentWork.objects.count())
            assert after == before
        else:
            assert len(bytes_kept()) == before[1] + 4


def bytes_kept() -> list[Path]:
    """Files on the disk."""
    areas = (storage.STORED, originals.AREA)
    return [one for area in areas for one in storage.folder(area).glob("??/*")]


def test_a_days_bytes_are_limited_and_words_are_taken_all_the_same(settings: Any) -> None:
    row, _code = scenes.filed(uploads=[scenes.paper()])
    made = SealedOriginal.objects.get(case=row)
    assert made.size == sum(one.stat().st_size for one in bytes_kept())
    SealedOriginal.objects.update(size=settings.REPORT_FILES_MB_A_DAY * 1024 * 1024)
    with pytest.raises(DomainError) as refused:
        scenes.filed(uploads=[scenes.paper()])
    assert (refused.value.code, refused.value.status) == ("files_full", 429)
    assert len(bytes_kept()) == 2 and scenes.filed()[0].is_anonymous


def test_a_flood_without_work_leaves_nothing_and_keeps_nobody_out() -> None:
    visitor = Visitor()
    visitor.walk()
    form = {**visitor.hidden, "go": "send", "saved": "on"}
    bad = [{"counter": "x"}, {"counter": "1" * 13}, {"token": "A" * 76, "counter": "1"},
           {"token": "", "counter": "1"}, {"counter": ""}]  # fmt: skip
    for n in range(len(bad)):
        assert visitor.client.post(NEW, {**form, **bad[n]}).status_code == 422
    assert not Case.objects.exists() and not SpentWork.objects.exists()
    assert work_proof.bits_for(work_proof.WORKED.count()) == work_proof.EASIEST
    assert visitor.send().status_code == 200 and Case.objects.count() == 1


def test_the_whole_systems_day_makes_work_harder(monkeypatch: pytest.MonkeyPatch) -> None:
    assert bits_for(0, work_proof.CALM_DAY) == work_proof.EASIEST
    assert bits_for(0, work_proof.CALM_DAY + 1) == work_proof.EASIEST + 1
    assert bits_for(0, work_proof.CALM_DAY * 8) == min(work_proof.EASIEST + 3, work_proof.HARDEST)
    moment = 0.0
    today = Today(clock=lambda: moment)
    monkeypatch.setattr(work_proof, "TODAY", today)
    monkeypatch.setattr(work_proof, "CALM_DAY", 1)
    scenes.filed()  # looked at: one
    scenes.filed()
    assert today.count() == 1, "asked once a minute, not with every report"
    moment = 61.0
    scenes.filed()
    assert today.count() == 3 and work_proof.issue().bits == bits_for(0, 3)


def test_ten_guesses_of_a_pin_lock_it() -> None:
    row, _code = scenes.filed()
    pin, hashed = "123456", make_password("123456")
    Case.objects.filter(pk=row.pk).update(pin_hash=hashed)
    pages = [Client().post(TRACK, {"number": row.number, "pin": f"{n:06}"}) for n in range(10)]
    assert {page.status_code for page in pages} <= {422, 429}
    assert Client().post(TRACK, {"number": row.number, "pin": pin}).status_code != 200
