"""What people do in a run: filings from the draft to the confirmed outcome, and collisions."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from secrets import token_hex
from typing import Any

from PIL import Image

from tests.faults.client import Answer, Client
from tests.faults.desk import Desk

TWINS = 6  # submissions of the same key at once


class Teller:
    """Tells one story after the other; chance is its own."""

    def __init__(self, desk: Desk, rng: random.Random) -> None:
        self.desk, self.rng = desk, rng
        self.filer = desk.client("filer", rng.randrange(9))

    def tell(self) -> None:
        """One story, chosen by weight."""
        stories: list[tuple[Callable[[], object], int]] = [
            (self.straight, 10),
            (self.to_the_end, 8),
            (self.sent_often, 3),
            (self.typed_twice, 3),
            (self.two_approve, 3),
            (self.against_each_other, 4),
            (self.with_evidence, 4),
        ]
        chosen = self.rng.choices([s for s, _ in stories], [w for _, w in stories])[0]
        chosen()

    def straight(self) -> str:
        """Filed, handed in, approved; the case's id, or nothing when it was refused."""
        case = self._handed_in()
        if not case:
            return ""
        approved = self._approve(self._approver(), case)
        return case if approved is not None and approved.status == 200 else ""

    def to_the_end(self) -> None:
        """Reported as fulfilled, and determined by two people of the credit office."""
        case = self.straight()
        if not case:
            return
        today = self.desk.today().isoformat()
        body = {"claim": "fulfilled", "text_zh": "已全部建成", "done_on": today}
        path = f"commitments/{case}/transitions/report/"
        if self.desk.api(self.filer, "report", path, body, case=case).status != 200:
            return
        officer = self.desk.client("officer", self.rng.randrange(9))
        task = self._task_of(officer, case)
        if task:
            self._determine(officer, task, case, today)

    def sent_often(self) -> None:
        """The same draft with the same key from many threads: one draft, one answer."""
        title, key = self._title(), token_hex(12)
        body = self._fields(title)

        def send() -> Answer:
            return self.desk.api(self.filer, "draft", "commitments/", body, key=key, title=title)

        self._all_the_same("the API", title, self._at_once([send] * TWINS))

    def typed_twice(self) -> None:
        """The same form sent by an impatient hand."""
        title, key = self._title(), token_hex(12)
        steps = {"steps-TOTAL_FORMS": "0", "steps-INITIAL_FORMS": "0", "idempotency_key": key}
        form = {**self._fields(title), **steps}

        def send() -> Answer:
            path = "/staff/commitments/new/"
            return self.desk.form(self.filer, "draft", path, form, title=title)

        self._all_the_same("a form", title, self._at_once([send] * TWINS))

    def two_approve(self) -> None:
        """Two approvers at the same moment: one wins."""
        case = self._handed_in()
        if not case:
            return
        people = [self.desk.client("approver", number) for number in (0, 1)]
        acts = [partial(self._approve, who, case) for who in people]
        self._one_wins("two approvals", case, self._at_once(acts))

    def against_each_other(self) -> None:
        """Approved while the filer takes it back, or while another returns it."""
        case = self._handed_in()
        if not case:
            return
        who = self._approver()
        other = partial(self._take_back, case)
        if self.rng.random() < 0.5:
            other = partial(self._return, self.desk.client("approver", 2), case)
        found = self._at_once([partial(self._approve, who, case), other])
        self._one_wins("approval against another act", case, found)

    def with_evidence(self) -> None:
        """Pictures beside a draft, each form sent twice at once."""
        drafted = self._drafted()
        if drafted.status != 201:
            return
        case = drafted.json()["id"]
        path = f"/staff/commitments/{case}/evidence/"
        for _picture in range(2):
            title, upload = self._title(), picture(self.rng)
            form = {"title": title, "idempotency_key": token_hex(12)}
            facts: dict[str, Any] = {"case": case, "upload": upload, "title": title}
            send = partial(self.desk.form, self.filer, "evidence", path, form, **facts)
            self._at_once([send, send])

    def _drafted(self) -> Answer:
        title = self._title()
        return self.desk.api(self.filer, "draft", "commitments/", self._fields(title), title=title)

    def _handed_in(self) -> str:
        drafted = self._drafted()
        if drafted.status != 201:
            return ""
        case = str(drafted.json()["id"])
        path, seen = f"commitments/{case}/transitions/submit/", drafted.headers["ETag"]
        done = self.desk.api(self.filer, "submit", path, match=seen, case=case)
        return case if done.status == 200 else ""

    def _approver(self) -> Client:
        return self.desk.client("approver", self.rng.randrange(2))

    def _approve(self, who: Client, case: str) -> Answer | None:
        seen = self.desk.read(who, f"commitments/{case}/preview/")
        if seen.status != 200:
            return seen
        path, body = f"commitments/{case}/transitions/approve/", {"doc_sha": seen.json()["doc_sha"]}
        return self.desk.api(who, "approve", path, body, case=case)

    def _take_back(self, case: str) -> Answer:
        path = f"commitments/{case}/transitions/take_back/"
        return self.desk.api(self.filer, "take_back", path, case=case)

    def _return(self, who: Client, case: str) -> Answer:
        seen = self.desk.read(who, f"commitments/{case}/")
        path, body = f"commitments/{case}/transitions/return/", {"reason": "请补充指标"}
        match = seen.headers.get("ETag", "*")
        return self.desk.api(who, "return", path, body, match=match, case=case)

    def _task_of(self, officer: Client, case: str) -> dict[str, Any]:
        found = self.desk.read(officer, f"verifications/?commitment={case}").json()
        rows = [row for row in found.get("results", []) if row["commitment"] == case]
        return rows[0] if rows else {}

    def _determine(self, officer: Client, task: dict[str, Any], case: str, today: str) -> None:
        path = f"verifications/{task['id']}/"
        seen = self.desk.read(officer, path).headers.get("ETag", "*")
        body = {"outcome": "kept", "kept_on": today, "findings_zh": "已现场核实。"}
        facts: dict[str, Any] = {"case": case, "task": task["id"]}
        done = self.desk.api(
            officer, "propose", f"{path}transitions/propose/", body, match=seen, **facts
        )
        if done.status != 200:
            return
        reviewer = self.desk.client("reviewer", self.rng.randrange(9))
        shown = self.desk.read(reviewer, f"{path}preview/")
        if shown.status == 200:
            sha = {"doc_sha": shown.json()["doc_sha"]}
            self.desk.api(reviewer, "confirm", f"{path}transitions/confirm/", sha, **facts)

    def _title(self) -> str:
        return f"建成社区养老服务中心 {token_hex(8)}"

    def _fields(self, title: str) -> dict[str, str]:
        due = self.desk.today() + timedelta(self.rng.choice([5, 40, 90, 200, 400]))
        return {
            "post": self.desk.post,
            "category": "livelihood",
            "shape": "one_off",
            "sector": "elderly_care",
            "title_zh": title,
            "matter_zh": "在三个社区建成养老服务中心并投入使用。",
            "measure_zh": "建成并通过验收的中心数",
            "beneficiaries_zh": "辖区老年人",
            "legal_basis_zh": "《优化营商环境条例》第三十一条",
            "authority_zh": "法定职责范围内",
            "evidence_required_zh": "竣工验收文件",
            "due_on": due.isoformat(),
        }

    def _at_once(self, acts: Sequence[Callable[[], Any]]) -> list[Answer]:
        waiting = [self.desk.crowd.submit(act) for act in acts]
        return [found for one in waiting if (found := one.result()) is not None]

    def _all_the_same(self, door: str, title: str, found: list[Answer]) -> None:
        made = {a.json().get("id") or a.place for a in found if a.status < 400}
        if len({place.rstrip("/").rpartition("/")[2] for place in made}) > 1:
            self.desk.contradict(f"one key, several drafts by {door}: {title} {sorted(made)}")

    def _one_wins(self, what: str, case: str, found: list[Answer]) -> None:
        winners = sum(answer.status == 200 and b"doc_sha" not in answer.body for answer in found)
        if winners > 1:
            self.desk.contradict(f"{what}: {winners} won on {case}")


def picture(rng: random.Random) -> bytes:
    """A PNG that no other is like, of some 60 KB."""
    noise = zlib.adler32(rng.randbytes(8))
    image = Image.effect_noise((240, 240), 40 + noise % 60)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
