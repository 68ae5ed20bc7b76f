"""Somebody who was let down, without an account: reports on the web, and adds to it by receipt."""

from __future__ import annotations

import hashlib
import random
import re
from html import unescape
from itertools import count
from secrets import token_hex
from typing import Any

from tests.faults.client import Answer, Client
from tests.faults.desk import Desk
from tests.faults.stories import TWINS, picture

NEW, TRACK = "/complaints/new/", "/complaints/track/"
HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')
BITS = re.compile(r'data-bits="(\d+)"')


class Reporter:
    """Tells one story after the other; chance is its own."""

    def __init__(self, desk: Desk, rng: random.Random) -> None:
        self.desk, self.rng = desk, rng
        self.client = Client(desk.port, "", desk.statistics)

    def tell(self) -> None:
        """A report with a picture, sent once or by an impatient hand; then a further fact."""
        title = f"拖欠安置补偿款 {token_hex(8)}"
        form, upload = self._ready(title), picture(self.rng)

        def send() -> Answer:
            return self.desk.report(
                self.client, "complaint", NEW, form, title=title, case="", upload=upload
            )

        if self.rng.random() < 0.3:
            waiting = [self.desk.crowd.submit(send) for _twin in range(TWINS)]
            answers = [one.result() for one in waiting]
        else:
            answers = [send()]
        filed = [answer for answer in answers if answer.status == 200]
        if filed:
            self._add(filed[0])

    def _ready(self, title: str) -> dict[str, str]:
        """The last page of the form, its receipt saved and its work done."""
        typed = {
            "purpose": "complaint", "category": "B04", "accused": "示例市住房保障局",
            "title": title, "facts": f"协议约定当年付清，至今没有付款。{title}",
            "who": "anonymous", "go": "last",
        }  # fmt: skip
        page = self._page(self.desk.post_page(self.client, NEW, typed))
        done = worked(page["token"], int(page.pop("bits")))
        return {**page, "go": "send", "saved": "on", "counter": done}

    def _add(self, filed: Answer) -> None:
        words = f"补充：今天又去问过，仍没有答复。{token_hex(8)}"
        form = {**self._page(filed), "act": "add", "words": words}
        self.desk.report(self.client, "added", TRACK, form, title=words, case="")

    def _page(self, answer: Answer) -> dict[str, Any]:
        """The hidden fields of a page, and how hard its work is."""
        text = answer.body.decode()
        found = {name: unescape(value) for name, value in HIDDEN.findall(text)}
        bits = BITS.search(text)
        return {**found, **({"bits": bits[1]} if bits else {})}


def worked(token: str, bits: int) -> str:
    """The work of a form: the first number whose digest with it begins with so many zero bits."""
    begun = hashlib.sha256(f"{token}.".encode())
    for number in count():
        one = begun.copy()
        one.update(str(number).encode())
        if int.from_bytes(one.digest(), "big") >> (256 - bits) == 0:
            return str(number)
    raise AssertionError
