"""P11: a report filed on the web, in process through the WSGI handler, against a raw insert.

The limit writes a complaint and its first event by two prepared statements and commits; a second
one writes all the rows that a report leaves (audit trail, two deadlines, spent work, commitment).
The baseline is the usual REST framework view (`typical_intake.py`). The portal's way is its last
page as a browser sends it: every page of the form checked anew, proof of work, receipt, and the
page that answers.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import orjson
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from complaints import web_door, work_proof
from complaints.models import Case as Complaint
from complaints.services import web_filing
from credit_portal.common import acts
from credit_portal.common.actors import ANYBODY
from credit_portal.directory.models import Organisation
from credit_portal.workflow import receipts
from tests.bench import typical_intake
from tests.bench.cases import intake_crowd
from tests.bench.cases.intake_raw import Raw
from tests.bench.cases.lists import Client, links
from tests.bench.cases.people import body
from tests.bench.figures import Goal, Mismatch
from tests.bench.harness import Case, Way

LIMIT, ALL, FORM = "complaint and event, raw", "all its rows, raw", "the last page, sent"
SERVICE, TYPICAL = "the service alone", "REST framework, typical"
FACTS = "2024年签订协议，约定当年付清安置补偿款，至今没有付款，也没有书面说明。" * 10
#: What the pages before the last one have left in hidden fields.
TYPED = {
    "purpose": "complaint", "category": "B04", "title": "拖欠安置补偿款", "facts": FACTS,
    "who": "anonymous",
}  # fmt: skip
#: Forms made ready before a slice, its work done: that is the browser's time, not the portal's.
READY = 2_000


def solved(challenge: work_proof.Challenge) -> str:
    """The work of an easy challenge."""
    numbers = map(str, range(1_000))
    return next(n for n in numbers if work_proof.solved(challenge.token, n, challenge.bits))


def form(accused: str) -> dict[str, str]:
    """What a browser sends from the last page, its work done, its receipt saved."""
    challenge = work_proof.issue()
    return {
        **TYPED, "accused": accused, "receipt": web_door.signed_code(receipts.issue()[0]),
        "token": challenge.token, "counter": solved(challenge), "saved": "on", "go": "send",
    }  # fmt: skip


@contextmanager
def easy() -> Iterator[None]:
    """Challenges of one bit, however many come: who has to compute is the browser."""
    before = work_proof.EASIEST, work_proof.HARDEST
    work_proof.EASIEST = work_proof.HARDEST = 1
    try:
        with links():
            yield
    finally:
        work_proof.EASIEST, work_proof.HARDEST = before


class Sender:
    """Sends forms that were made ready before."""

    def __init__(self, accused: Organisation) -> None:
        self.accused = accused
        self.client = Client()
        self.forms: list[dict[str, str]] = []

    def ready(self, count: int = READY) -> None:
        """Make forms."""
        self.forms = [form(self.accused.name_zh) for _one in range(count)]

    def send(self) -> float:
        """One form to the page; 0 when none is left."""
        if not self.forms:
            return 0
        sent = encode_multipart(BOUNDARY, self.forms.pop())
        answer = self.client.post("/complaints/new/", sent, MULTIPART_CONTENT)
        if "receipt-head" not in answer.decode():
            raise Mismatch("the page does not show a receipt")
        return 1

    def serve(self) -> float:
        """The same to the service, no page around it."""
        if not self.forms:
            return 0
        sent = self.forms.pop()
        facts = {
            "purpose": "complaint", "category": "B04", "title_zh": TYPED["title"],
            "facts_zh": FACTS, "is_anonymous": True,
        }  # fmt: skip
        acts.run(
            web_filing.file_report, actor=ANYBODY, code=web_door.code_of(sent["receipt"]),
            work=web_filing.Work(sent["token"], sent["counter"]), facts=facts, identity={},
            accused_id=self.accused.pk,
        )  # fmt: skip
        return 1


def usual(client: Client, accused: Organisation) -> float:
    """The same words to the usual view."""
    sent = {**TYPED, "accused": accused.name_zh, "receipt": uuid4().hex}
    client.post("/bench/complaints/", orjson.dumps(sent), "application/json", status=201)
    return 1


def start(rows: int) -> Sequence[Way]:
    """A body and an office; one report by each way, and what it leaves."""
    office, accused = body(1), body(2)
    Organisation.objects.filter(pk=office.pk).update(kind=Organisation.Kind.CREDIT_OFFICE)
    typical_intake.fill()
    sender, client = Sender(accused), Client()
    sender.ready(2)
    sender.send()
    sender.serve()
    if set(Complaint.objects.values_list("accused", "facts_zh")) != {(accused.pk, FACTS)}:
        raise Mismatch("page and service leave different complaints")
    raw = Raw(Complaint.objects.first())
    raw.two()
    raw.all()
    if Complaint.objects.count() != 4 or raw.left() != 4:
        raise Mismatch("the limit does not leave what a report leaves")
    return [
        Way(LIMIT, raw.two),
        Way(ALL, raw.all),
        Way(FORM, sender.send, sender.ready),
        Way(SERVICE, sender.serve, sender.ready),
        Way(TYPICAL, lambda: usual(client, accused)),
    ]


def crowd(seconds: float) -> Iterator[tuple[str, str]]:
    """32 people send while others flood: figures of a running portal, in a long run only."""
    accused: Any = Organisation.objects.order_by("path").last()
    yield from intake_crowd.figures(seconds, lambda: form(accused.name_zh))


CASE = Case(
    name="intake",
    title="a report filed on the web, in process, one connection, P11",
    unit="reports",
    goals=(
        Goal("P11", FORM, LIMIT, 0.20),
        Goal("P11, all rows", FORM, ALL, 0.20),
        Goal("P11", FORM, TYPICAL, 2),
    ),
    start=start,
    figures=crowd,
    surroundings=easy,
)
