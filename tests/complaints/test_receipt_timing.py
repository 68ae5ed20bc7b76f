"""1,000 wrong receipts against a running portal: one answer, one time, and they cost work.

A long run, because it measures time; what it shows is compared by work done in `test_web_wrong`.
`LONG=1 PYTEST_ARGS="tests/complaints/test_receipt_timing.py -s" make test` prints the figures.
"""

from __future__ import annotations

import http.client
import re
import statistics
import time
from urllib.parse import urlencode, urlsplit

import pytest

from complaints import work_proof
from credit_portal.workflow import receipts
from tests.complaints import web_scenes as scenes
from tests.complaints.test_web_wrong import KINDS, wrong_code
from tests.complaints.web_scenes import TRACK
from tests.journeys.people import settle
from tests.journeys.running import Portal, running

pytestmark = [pytest.mark.committed, pytest.mark.slow]
MANY, MOST_APART = 1_000, 0.005  # requests; seconds
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}
#: What differs from page to page by itself: the challenge, as hard as the last minute was busy.
FRESH = re.compile(rb'(data-token|data-bits|name="token" value)="[^"]*"')


class Asker:
    """Somebody who tries receipts over one connection."""

    def __init__(self, portal: Portal) -> None:
        self.link = http.client.HTTPConnection(urlsplit(portal.url).netloc, timeout=30)

    def ask(self, code: str, **more: str) -> tuple[float, int, bytes]:
        """Seconds, status, and the page without what was typed and without the challenge."""
        body = urlencode({"code": code, **more})
        begun = time.perf_counter()
        self.link.request("POST", TRACK, body, HEADERS)
        answer = self.link.getresponse()
        page = answer.read()
        spent = time.perf_counter() - begun
        return spent, answer.status, FRESH.sub(b"", page.replace(code.encode(), b""))


def work() -> dict[str, str]:
    """A challenge of one bit, and its work."""
    challenge = work_proof.issue()
    return {"token": challenge.token, "counter": scenes.solved(challenge)}


def test_wrong_receipts_take_the_same_time_and_cost_work(
    committed_database: str, easy_work: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_proof, "EASIEST", 1)
    monkeypatch.setattr(work_proof, "HARDEST", 1)
    settle()
    codes = [scenes.filed()[1] for _one in range(5)]
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    answers: set[tuple[int, bytes]] = set()
    with running(wake=False) as portal:
        asker = Asker(portal)
        free = [asker.ask(receipts.issue()[0])[1] for _one in range(120)]
        assert 30 <= free.count(422) <= 60 and free[-1] == 429, "two processes, 30 a minute each"
        for n in range(MANY):
            for kind in KINDS if n % 2 else KINDS[::-1]:
                spent, status, page = asker.ask(wrong_code(kind, codes[n % 5]), **work())
                times[kind].append(spent)
                answers.add((status, page))
        assert asker.ask(codes[0], **work())[1] == 200
    assert {status for status, _page in answers} == {422} and len(answers) == 1
    p95 = {kind: statistics.quantiles(found, n=100)[94] for kind, found in times.items()}
    told = {kind: f"p50 {statistics.median(found) * 1000:.2f} ms, p95 {p95[kind] * 1000:.2f} ms"
            for kind, found in times.items()}  # fmt: skip
    print(told, free.count(422), "free of 120")
    same = [statistics.quantiles(times["random"][half::2], n=100)[94] for half in (0, 1)]
    if abs(same[0] - same[1]) >= MOST_APART:
        pytest.fail(f"the machine is too busy to tell: one kind differs from itself, {told}")
    assert abs(p95["random"] - p95["near"]) < MOST_APART, told
