"""Complaints and reports in every state, as their table tells them.

Each row has a `road`: what happens after the case was received, one step after the other. A step is
a name of `ROAD`, with `+n` where it takes other than its usual number of working days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from credit_portal.desk.demo import cast, texts
from credit_portal.desk.demo.steps import Of, Step, Story, moment

Row = Mapping[str, Any]
OPERATORS = ("user:hotline_operator", "user:hotline_operator-2")
LEADER = "user:hotline_supervisor"
#: Names and numbers that nobody has.
IDENTITY = {"name": "{}示例", "mobile": "1390000{:04d}"}
NAMES = "赵钱孙李周吴郑王"
#: A set this small shows one case of each sort only.
SMALL = 60

#: By step: its deed, who does it, working days after the step before, what is taken from the row.
#: `lead`, `joint` and `head` are the handler and the approver of the bodies that have the case.
ROAD: dict[str, tuple[str, str, int, tuple[str, ...]]] = {
    "accept": ("complaint_accept", "operator", 0, ()),
    "refuse": ("complaint_refuse", "leader", 1, ("ground", "reason")),
    "dispatch": ("complaint_dispatch", "leader", 1, ("told",)),
    "sign": ("complaint_sign", "lead", 1, ()),
    "give_back": ("complaint_give_back", "lead", 1, ("reason",)),
    "take_back": ("complaint_take_back", "leader", 1, ("reason",)),
    "opinion": ("complaint_opinion", "joint", 2, ("opinion",)),
    "pass_on": ("complaint_pass_on", "operator", 0, ("text=passed",)),
    "note": ("complaint_note", "operator", 0, ("text=note",)),
    "draft": ("complaint_draft", "lead", 2, ("text=answer", "finding", "verified", "promised")),
    "propose": ("complaint_propose", "lead", 0, ()),
    "send_back": ("complaint_send_back", "head", 1, ("reason",)),
    "approve": ("complaint_approve", "head", 1, ()),
    "ask_time": ("complaint_ask_time", "lead", 1, ("kind", "ground", "reason")),
    "grant": ("complaint_grant", "leader", 1, ()),
    "resume": ("complaint_resume", "lead", 4, ()),
    "letter": ("complaint_letter", "leader", 1, ("text=letter",)),
    "answer_letter": ("complaint_letter_answer", "head", 2, ("text=letter_answer",)),
    "draft_here": ("complaint_draft", "operator", 0, ("text=answer",)),
    "answer_here": ("complaint_answer_at_once", "leader", 1, ()),
    "take_call": ("complaint_take_call", "operator", 1, ()),
    "reached": ("complaint_reached", "operator", 1, ("said",)),
    "add": ("complaint_add", "", 2, ("words",)),
    "withdraw": ("complaint_withdraw", "", 2, ()),
    "ask_review": ("complaint_ask_review", "", 2, ("words",)),
    "retaliation": ("complaint_retaliation", "", 1, ("words",)),
    "rate": ("complaint_rate", "", 1, ("said",)),
    "uphold": ("complaint_uphold", "reviewer", 4, ("reason=finding",)),
    "overturn": ("complaint_overturn", "reviewer", 4, ("reason=finding",)),
    "merge": ("complaint_merge", "leader", 1, ()),
    "relate": ("complaint_relate", "operator", 0, ()),
    "unseal": ("complaint_unseal", "leader", 1, ("reason=unseal",)),
}

CANNED = (
    ("call", "gw", "告知回访", "您反映的事项我们会跟进，办结后会有工作人员给您回电。"),
    ("call", "bm", "身份保密", "您可以不留姓名。留下的姓名和电话单独加密保存，承办单位看不到。"),
    ("reply", "yc", "致歉用语", "因我单位工作疏漏给您带来不便，我们诚恳致歉。"),
)  # fmt: skip
HAND_OVER = "青松街道电梯一事今天有两位反映人来电，请合并办理；供暖类来电增多，注意登记小区名称。"


class Complaint:
    """One case as it comes on; what lies beyond today is left out."""

    def __init__(self, story: Story, row: Row, number: int) -> None:
        self.story, self.row, self.number = story, row, number
        self.case = Of(f"{story.name}:open")
        self.operator = OPERATORS[number % len(OPERATORS)]
        self.lead = row.get("lead", row["body"])
        self.taken: dict[str, int] = {}

    def play(self) -> None:
        """From its receipt on along its road, and what came of it."""
        self._open()
        for step in self.row["road"].split():
            name, _plus, days = step.partition("+")
            self._step(name, int(days) if days else ROAD[name][2])
        if "lead_title" in self.row:
            self._becomes_lead()
        if "public" in self.row:
            self._published()

    def _open(self) -> None:
        story, row, number = self.story, self.row, self.number
        day = story.days.after(story.days.on_or_before(story.end), -row["ago"])
        facts = {
            "purpose": row.get("purpose", "complaint"), "category": row["category"],
            "title_zh": row["title"], "facts_zh": row["facts"],
            "is_anonymous": not row.get("named"), "is_secret": row.get("secret", True),
            "may_publish": row.get("publish", False), "is_business": row.get("business", False),
            "urgency": row.get("urgency", "normal"), "happened_on": day - dt.timedelta(20),
        }  # fmt: skip
        facts |= {name: row[name] for name in ("amount", "people") if name in row}
        named = {"name": IDENTITY["name"].format(NAMES[number % len(NAMES)]),
                 "mobile": IDENTITY["mobile"].format(number)}  # fmt: skip
        given: dict[str, Any] = {
            "body_id": Of(f"body:{row['body']}"), "facts": facts,
            "identity": named if row.get("named") else {},
        }  # fmt: skip
        if row["way"] == "order":
            given["number"] = f"SL{day:%Y%m%d}{number:06d}"
        actor = self.operator if row["way"] == "phone" else ""
        story.add("open", f"complaint_{row['way']}", actor, day, **given)

    def _step(self, name: str, days: int) -> None:
        deed, role, _usual, wanted = ROAD[name]
        given = {"case_id": self.case, **self._words(wanted), **self._keys(name)}
        if name == "give_back":
            actor, self.lead = self._actor(role), self.row["proper"]
        else:
            actor = self._actor(role)
        self.taken[name] = count = self.taken.get(name, 0) + 1
        what = name if count == 1 else f"{name}-{count}"
        self.story.add(what, deed, actor, self.story.days.after(self.story.today, days), **given)

    def _actor(self, role: str) -> str:
        known = {
            "operator": self.operator, "leader": LEADER, "reviewer": cast.REVIEWERS[2],
            "lead": cast.handler(self.lead), "head": cast.approver(self.lead),
            "joint": cast.handler(self.row.get("joint", self.lead)), "": "",
        }  # fmt: skip
        return known[role]

    def _words(self, wanted: tuple[str, ...]) -> dict[str, Any]:
        pairs = (one.partition("=") for one in wanted)
        found = {name: self.row.get(key or name) for name, _is, key in pairs}
        said = found.pop("said", None) or {}
        return {name: value for name, value in found.items() if value is not None} | dict(said)

    def _keys(self, name: str) -> dict[str, Any]:
        if name == "dispatch":
            joint = {"joint_id": Of(f"body:{self.row['joint']}")} if "joint" in self.row else {}
            return {"lead_id": Of(f"body:{self.lead}"), **joint}
        if name == "give_back":
            return {"proper_body_id": Of(f"body:{self.row['proper']}")}
        if name in ("merge", "relate"):
            other = Of(f"complaint:{self.row['other']}:open")
            return {"into_id" if name == "merge" else "other_id": other}
        return {}

    def _becomes_lead(self) -> None:
        """The hotline hands it to the credit office, which verifies it."""
        story, day = self.story, self.story.days.after(self.story.today, 1)
        lead = story.add("lead", "complaint_lead", LEADER, day, case_id=self.case,
                         title=self.row["lead_title"], facts=self.row["lead_facts"])  # fmt: skip
        story.add("lead_take", "lead_take", cast.OFFICERS[1], day, lead_id=lead)
        if self.row.get("lead_true"):
            story.add("lead_true", "lead_true", cast.OFFICERS[1], story.days.after(day, 2),
                      lead_id=lead, finding=self.row["lead_true"], excuses=[])  # fmt: skip

    def _published(self) -> None:
        """Its answer, written anew, is proposed by one and confirmed by another."""
        story, day = self.story, self.story.days.after(self.story.today, 1)
        made = story.add("public", "complaint_public", LEADER, day, case_id=self.case,
                         texts=dict(self.row["public"]))  # fmt: skip
        if self.row.get("confirmed", True):
            story.add("confirm_public", "complaint_confirm_answer", cast.REVIEWERS[0],
                      story.days.after(day, 1), answer_id=made)  # fmt: skip


def cases(size: int) -> Iterator[tuple[int, Row]]:
    """Rows of the table, numbered; of a small set those that stand for the others."""
    for number, row in enumerate(texts.read("complaints")["case"], start=1):
        if size >= SMALL or row.get("small"):
            yield number, row


def desk(story: Story) -> list[Step]:
    """Texts that operators insert, and what the last shift told the next one."""
    first = moment(story.days.on_or_after(story.today), 10)
    steps = [
        Step(first + dt.timedelta(minutes=number), f"complaint:text:{shortcut}", "complaint_text",
             LEADER, {"use": use, "shortcut": shortcut, "title_zh": title, "text_zh": text})
        for number, (use, shortcut, title, text) in enumerate(CANNED)
    ]  # fmt: skip
    last = moment(story.days.on_or_before(story.end), 17, 45)
    return [*steps, Step(last, "complaint:hand_over", "complaint_hand_over", OPERATORS[1],
                         {"text": HAND_OVER})]  # fmt: skip
