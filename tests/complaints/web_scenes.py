"""Reports on the web, as several tests file and handle them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from complaints import work_proof
from complaints.models import Case
from complaints.services import acceptance, dispatch, replies, web_filing
from complaints.web_pages import FIELDS
from credit_portal.common import acts
from credit_portal.common.actors import ANYBODY
from credit_portal.workflow import receipts
from tests.commitments import scenes

NEW, TRACK = "/complaints/new/", "/complaints/track/"
TITLE, FACTS = "拖欠安置补偿款", "2024年签订协议，约定当年付清。\n至今没有付款，也没有说明。"
CANARY, MOBILE = "金丝雀王小二", "13912345678"
FACTS_GIVEN: dict[str, Any] = {
    "purpose": "complaint", "category": "B04", "title_zh": TITLE, "facts_zh": FACTS,
    "is_anonymous": True, "is_secret": True,
}  # fmt: skip


def solved(challenge: work_proof.Challenge) -> str:
    """The work of a challenge, done."""
    numbers = (str(n) for n in range(10**7))
    return next(n for n in numbers if work_proof.solved(challenge.token, n, challenge.bits))


def work() -> web_filing.Work:
    """A fresh challenge with its work."""
    challenge = work_proof.issue()
    return web_filing.Work(challenge.token, solved(challenge))


def filed(code: str = "", **more: Any) -> tuple[Case, str]:
    """An anonymous report, and its receipt."""
    code = code or receipts.issue()[0]
    given = {"work": work(), "facts": FACTS_GIVEN, "identity": {}, **more}
    done = acts.run(web_filing.file_report, actor=ANYBODY, code=code, **given)
    return done.value, code


def paper(name: str = "凭证.png") -> SimpleUploadedFile:
    """A picture with a name that tells something."""
    found: SimpleUploadedFile = scenes.picture(name)
    return found


def answered(row: Case, supervisor: Any, handler: Any, head: Any) -> Case:
    """Accepted, passed on, handled and answered by two people of the body."""
    acts.run(acceptance.accept, actor=supervisor, case_id=row.pk)
    given: dict[str, Any] = {"lead_id": handler.organisation_id, "told": "反映拖欠补偿款。"}
    acts.run(dispatch.dispatch, actor=supervisor, case_id=row.pk, **given)
    acts.run(dispatch.sign, actor=handler, case_id=row.pk)
    reply: dict[str, Any] = {
        "text": "款项已列入本月计划，月底前付清。",
        "finding": "属实。",
        "verified": True,
    }
    acts.run(replies.draft, actor=handler, case_id=row.pk, **reply)
    acts.run(replies.propose, actor=handler, case_id=row.pk)
    acts.run(replies.approve, actor=head, case_id=row.pk)
    row.refresh_from_db()
    return row


class Visitor:
    """Somebody with a browser without scripts: keeps the hidden fields of the page, no more."""

    def __init__(self, **options: Any) -> None:
        self.client = Client(enforce_csrf_checks=True, **options)
        self.answer: Any = None
        self.hidden: dict[str, str] = {}

    def get(self, path: str = NEW) -> Any:
        """Open a page."""
        return self._took(self.client.get(path))

    def post(self, path: str = NEW, **fields: Any) -> Any:
        """Send the page's form with what was typed."""
        return self._took(self.client.post(path, {**self.hidden, **fields}))

    def _took(self, answer: Any) -> Any:
        self.answer = answer
        body = answer.content.decode() if not answer.streaming else ""
        pairs = re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', body)
        self.hidden = {name: unescape(value) for name, value in pairs}
        return answer

    @property
    def text(self) -> str:
        """The page as it came."""
        return str(self.answer.content.decode())

    def walk(self, **typed: Any) -> None:
        """Through all pages to the one from which it is sent."""
        page: dict[str, Any] = {
            "purpose": "complaint", "category": "B04", "accused": "不知道的单位", "unsure": "on",
            "title": TITLE, "facts": FACTS, "who": "anonymous", **typed,
        }  # fmt: skip
        self.get()
        while "at" in self.hidden and self.hidden["at"] != "look":
            at = self.hidden["at"]
            self.post(go="on", **{name: page[name] for name in FIELDS[at] if name in page})
            assert self.answer.status_code == 200, self.text
        self.post(go="last")

    def send(self, **more: Any) -> Any:
        """Send it, the receipt saved, the work done."""
        challenge = work_proof.again(self.hidden["token"])
        return self.post(go="send", saved="on", counter=solved(challenge), **more)
