"""A report costs a moment of computing, or of waiting, once; nobody is recognised by it."""

import base64
import json
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from complaints import work_proof
from complaints.models import SpentWork
from complaints.work_proof import CALM, EASIEST, HARDEST, Window, bits_for, solved
from credit_portal.common import clock
from credit_portal.common.errors import Invalid
from ops.layout import ROOT

SCRIPT = ROOT / "static" / "js" / "work_proof.js"
#: Runs the worker's half of the script; prints the numbers that solve the challenges given.
HARNESS = """
const answers = [];
globalThis.self = { postMessage: (message) => answers.push(message) };
require(process.argv[1]);
for (const [token, bits] of JSON.parse(process.argv[2])) self.onmessage({ data: { token, bits } });
console.log(JSON.stringify(answers.filter((one) => one.counter !== undefined)));
"""


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else has sent anything; the work is short."""
    monkeypatch.setattr(work_proof, "WORKED", Window())
    monkeypatch.setattr(work_proof, "WAITED", Window())
    monkeypatch.setattr(work_proof, "EASIEST", 4)


def worked(token: str, bits: int) -> str:
    return str(next(n for n in range(2**20) if solved(token, str(n), bits)))


def refusal(token: str, counter: str) -> str:
    with pytest.raises(Invalid) as found:
        work_proof.hand_in(token, counter)
    assert str(found.value)
    return found.value.code


@pytest.fixture
def later(db: None) -> Iterator[Any]:
    """A clock that stands until it is moved."""
    with time_machine.travel("2026-11-20T10:00:30+08:00", tick=False) as moved:
        yield moved


def test_work_buys_one_report(later: Any) -> None:
    made = work_proof.issue()
    counter = worked(made.token, made.bits)
    wrong = next(str(n) for n in range(100) if not solved(made.token, str(n), made.bits))
    assert refusal(made.token, wrong) == "work_wrong"
    work_proof.hand_in(made.token, counter)
    assert refusal(made.token, counter) == "work_spent"
    other = next(n for n in range(2**20) if n > int(counter) and solved(made.token, str(n), 4))
    assert refusal(made.token, str(other)) == "work_spent"
    assert SpentWork.objects.get().day == clock.today()


def test_waiting_buys_one_too_after_its_time_and_not_many(
    later: Any, django_capture_on_commit_callbacks: Any
) -> None:
    tokens = [work_proof.issue().token for _number in range(work_proof.WAITED_A_MINUTE + 1)]
    assert refusal(tokens[0], "") == "work_wait"
    assert work_proof.minutes_to_wait(tokens[0]) == 3
    later.shift(timedelta(minutes=2))
    assert refusal(tokens[0], "") == "work_wait"
    later.shift(timedelta(minutes=1))
    assert work_proof.minutes_to_wait(tokens[0]) == 0
    with django_capture_on_commit_callbacks(execute=True):
        for token in tokens[:-1]:
            work_proof.hand_in(token, "")
    assert refusal(tokens[-1], "") == "work_crowded"
    made = work_proof.issue()
    work_proof.hand_in(made.token, worked(made.token, made.bits))  # works are not crowded out
    assert refusal(tokens[0], "") == "work_crowded"


def test_what_is_rolled_back_makes_it_no_harder_for_others(
    later: Any, django_capture_on_commit_callbacks: Any
) -> None:
    made = work_proof.issue()
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(3):
            with suppress(ZeroDivisionError), transaction.atomic():
                work_proof.hand_in(made.token, worked(made.token, made.bits))
                raise ZeroDivisionError
        assert work_proof.WORKED.count() == 0
        work_proof.hand_in(made.token, worked(made.token, made.bits))
    assert work_proof.WORKED.count() == 1


def test_a_form_may_lie_open_for_hours_not_for_ever(later: Any) -> None:
    made = work_proof.issue()
    counter = worked(made.token, made.bits)
    later.shift(timedelta(minutes=work_proof.VALID_MINUTES + 1))
    assert refusal(made.token, counter) == "work_expired"
    later.shift(timedelta(minutes=-work_proof.VALID_MINUTES - 3))
    assert refusal(made.token, counter) == "work_expired"
    later.shift(timedelta(minutes=work_proof.VALID_MINUTES))
    work_proof.hand_in(made.token, counter)


def test_only_our_own_challenges_count(later: Any, settings: Any) -> None:
    made = work_proof.issue()
    raw = bytearray(base64.urlsafe_b64decode(made.token))
    for place in range(len(raw)):
        altered = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        token = base64.urlsafe_b64encode(altered).decode().rstrip("=")
        assert refusal(token, worked(token, 4)) == "work_missing"
    for token in ("", "x", "é" * 10, made.token[:-2], made.token + "AAAA", "A" * 5000, "\0" * 76):
        assert refusal(token, "1") == "work_missing"
    settings.SECRET_KEY = "another portal's"
    assert refusal(made.token, worked(made.token, made.bits)) == "work_missing"


@pytest.mark.parametrize("counter", ["-1", "1e3", " 1", "1 ", "٣", "²", "9" * 13, "0x1", "x"])
def test_a_work_is_written_in_digits(counter: str) -> None:
    assert not solved("any", counter, 0)
    assert solved("any", "007", 0)


def test_the_same_challenge_has_one_spelling(later: Any) -> None:
    """Written in any other way it buys nothing more."""
    made = work_proof.issue()
    work_proof.hand_in(made.token, worked(made.token, made.bits))
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spellings = [made.token[:-1] + letter for letter in letters]
    spellings += [f"{made.token}=", f"{made.token}==", f"{made.token}\n", f" {made.token}"]
    other = {"-": "+", "_": "/", "+": "-", "/": "_"}
    spellings += [made.token.replace(sign, other[sign]) for sign in "-_"] + [f"{made.token}*"]
    for token in spellings:
        assert refusal(token, worked(token, 4)) in {"work_missing", "work_spent"}, token


def test_the_more_are_sent_the_harder_it_gets(db: None) -> None:
    work_proof.EASIEST = EASIEST
    found = [bits_for(rate) for rate in (0, CALM, CALM + 1, 2 * CALM, 2 * CALM + 1, 10**6)]
    assert found == [EASIEST, EASIEST, EASIEST + 1, EASIEST + 1, EASIEST + 2, HARDEST]
    for _number in range(3 * CALM):
        work_proof.WORKED.add()
    assert work_proof.issue().bits == EASIEST + 2


def test_a_minute_later_it_is_easy_again() -> None:
    now = [0.0]
    window = Window(lambda: now[0])
    for _number in range(5):
        window.add()
    now[0] = 59.9
    window.add()
    assert window.count() == 6
    now[0] = 60.0
    assert window.count() == 1


def test_what_was_spent_is_forgotten_when_it_is_no_longer_good(later: Any) -> None:
    for _day in range(3):
        made = work_proof.issue()
        work_proof.hand_in(made.token, worked(made.token, made.bits))
        later.shift(timedelta(days=1))
    later.shift(timedelta(days=-1))
    assert work_proof.purge() == 1
    assert SpentWork.objects.count() == 2
    assert refusal(made.token, worked(made.token, made.bits)) == "work_spent"


def test_a_challenge_says_nothing_about_who_got_it(later: Any) -> None:
    one, other = (base64.urlsafe_b64decode(work_proof.issue().token) for _turn in range(2))
    assert len(one) == 57
    assert one[:7] == other[:7]  # version, minute, difficulty, waiting: of everybody
    assert one[7:25] != other[7:25]


def test_the_script_finds_what_the_server_accepts(db: None) -> None:
    """The browser's half: right for every length at which a block of SHA-256 begins or ends."""
    if shutil.which("node") is None:
        warnings.warn("NOT CHECKED WITH JAVASCRIPT: install Node.js", stacklevel=1)
        pytest.skip("Node.js is not there")
    asked = [("A" * length, 8) for length in (10, 53, 54, 55, 61, 62, 63, 64, 118, 119)]
    asked.append((work_proof.issue().token, 12))
    command = ["node", "-e", HARNESS, str(SCRIPT), json.dumps(asked)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    found = [one["counter"] for one in json.loads(done.stdout)]
    assert found == [worked(token, bits) for token, bits in asked]
