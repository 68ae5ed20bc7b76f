"""A dozen old accounts as they stand today, in every state that a visitor may want to see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from credit_portal.desk.demo import cast
from credit_portal.desk.demo.steps import Of, Story

#: What stands today, body, ill, kind of document, its title, its year, yuan, who files.
ACCOUNTS: tuple[tuple[str, str, str, str, str, int, str, str], ...] = (
    ("accepted", "housing", "agreement_not_performed", "contract",
     "老旧小区供热管网改造工程合同", 2012, "1860000", "示例管网工程有限公司"),
    ("silent", "housing", "promise_not_honoured", "letter",
     "关于兑现人才安置房的承诺函", 2016, "", "示例某"),
    ("contested", "housing", "agreement_not_performed", "contract",
     "公租房装修工程承包合同", 2014, "642000", "示例装饰有限公司"),
    ("with_body", "housing", "ignored_by_successor", "minutes",
     "关于解决安置补偿遗留问题的会议纪要", 2010, "3200000", "示例置业有限公司"),
    ("filed", "housing", "policy_discontinued", "policy",
     "既有建筑节能改造补贴办法", 2017, "180000", "示例节能科技有限公司"),
    ("checked", "housing", "agreement_not_performed", "contract",
     "物业服务费用补贴协议", 2018, "96000", "示例物业有限公司"),
    ("accepted", "education", "agreement_not_performed", "contract",
     "校舍加固工程施工合同", 2015, "2780000", "示例建设集团有限公司"),
    ("closed", "education", "promise_not_honoured", "letter",
     "关于班车补助的复函", 2019, "38000", "示例客运有限公司"),
    ("upheld", "education", "ignored_by_successor", "contract",
     "教学设备采购合同", 2013, "455000", "示例教学设备有限公司"),
    ("with_body", "education", "policy_discontinued", "policy",
     "民办幼儿园奖补实施细则", 2018, "120000", "示例某"),
    ("incomplete", "education", "agreement_not_performed", "other",
     "食堂承包口头约定记录", 2011, "", "示例餐饮有限公司"),
    ("proposed", "housing", "agreement_not_performed", "judgment",
     "建设工程施工合同纠纷仲裁裁决书", 2016, "5120000", "示例第二建筑有限公司"),
)  # fmt: skip
FORWARDED = ("accepted", "silent", "contested", "with_body", "closed", "upheld", "proposed")
DECIDED = ("contested", "closed", "upheld", "proposed")


def play(number: int, story: Story) -> None:
    """Let one account happen up to today."""
    what, body, ill, paper, title, year, amount, name = ACCOUNTS[number]
    ago = {"accepted": 120, "silent": 60, "closed": 90, "upheld": 40, "contested": 20,
           "proposed": 24, "with_body": 12, "incomplete": 9}.get(what, 3)  # fmt: skip
    days = _Days(story, ago)
    firm = not name.endswith("某")
    facts = {"ill": ill, "paper": paper, "paper_title": title, "paper_year": year,
             "amount": amount}  # fmt: skip
    words = f"{year}年的{title}，约定的事项至今没有履行，多次询问，都说是前任的事。"
    case = story.add(
        "file", "old_file", "", days.next(0), body_id=Of(f"body:{body}"), facts=facts,
        words=words, name=name, number=number + 1 if firm else 0,
    )  # fmt: skip
    if what == "incomplete":
        reason = "请补充能证明约定内容的材料。"
        story.add("return", "old_return", cast.OFFICERS[0], days.next(2), account_id=case,
                  reason=reason)  # fmt: skip
    if what in ("checked", *FORWARDED):
        story.add("check", "old_check", cast.OFFICERS[0], days.next(1), account_id=case)
    if what in FORWARDED:
        story.add("forward", "old_forward", cast.REVIEWERS[0], days.next(1), account_id=case)
    if what in DECIDED:
        _contest(what, body, case, story, days)
    if what == "accepted":
        _accept(number, case, story, days)


class _Days:
    """Days of a story, each so many working days after the one before."""

    def __init__(self, story: Story, ago: int) -> None:
        self.story = story
        self.day = story.days.on_or_before(story.end - dt.timedelta(ago - 1))

    def next(self, count: int) -> dt.date:
        """So many working days later."""
        self.day = self.story.days.after(self.day, count)
        return self.day


def _contest(what: str, body: str, case: Of, story: Story, days: _Days) -> None:
    reason = "本单位认为该事项已由原承办单位办结，现附证明材料。"
    story.add("contest", "old_contest", cast.filer(body), days.next(3), account_id=case,
              reason=reason)  # fmt: skip
    story.add("issue", "old_issue", cast.approver(body), days.next(1), account_id=case)
    if what == "contested":
        return
    upheld = what != "closed"
    reason = "材料显示约定事项尚未履行。" if upheld else "材料显示补助已于次年发放完毕。"
    story.add("propose", "old_propose", cast.OFFICERS[1], days.next(3), account_id=case,
              upheld=upheld, reason=reason)  # fmt: skip
    if what != "proposed":
        story.add("confirm", "old_confirm", cast.REVIEWERS[1], days.next(2), account_id=case)


def _accept(number: int, case: Of, story: Story, days: _Days) -> None:
    _what, body, _ill, _paper, title, year, _amount, _name = ACCOUNTS[number]
    texts: dict[str, Any] = {
        "title_zh": f"付清{year}年{title}欠款",
        "matter_zh": f"按照{title}的约定付清余款，分两期支付。",
        "measure_zh": "余款付清的付款凭证",
    }
    due = story.end + dt.timedelta(150)
    story.add("accept", "old_accept", cast.filer(body), days.next(6), account_id=case,
              due_on=due, texts=texts)  # fmt: skip
    story.add("register", "old_register", cast.approver(body), days.next(2), account_id=case)


def numbers() -> Iterator[int]:
    """One for each account."""
    yield from range(len(ACCOUNTS))


def campaign(story: Story) -> None:
    """A campaign that has run for some days, one body having reported on its first week."""
    day = story.days.on_or_before(story.end - dt.timedelta(9))
    row = story.add(
        "plan", "campaign_plan", cast.OFFICERS[0], day, scope_id=Of("body:city"),
        title="示例市“新官不理旧账”专项整治", starts_on=day, ends_on=day + dt.timedelta(90),
    )  # fmt: skip
    day = story.days.after(day, 1)
    story.add("start", "campaign_start", cast.REVIEWERS[0], day, campaign_id=row)
    story.add("report", "campaign_report", cast.filer("housing"), story.days.after(day, 2),
              campaign_id=row, text="已逐件核对底数，两件正在筹措资金。")  # fmt: skip
    _work(story, row, day)


def _work(story: Story, row: Of, day: dt.date) -> None:
    """Two of its cases have a plan; one is claimed to be settled, one was accepted as settled."""
    after, filer = story.days.after, cast.filer("housing")
    silent, owned = Of("old:1:file"), Of("old:3:file")
    for what, case, plan in (
        ("plan-silent", silent, "核对承诺对象名册，按批次交付安置房。"),
        ("plan-owned", owned, "从年度预算调剂资金，分两期付清。"),
    ):
        story.add(what, "campaign_case_plan", filer, after(day, 2), campaign_id=row,
                  account_id=case, plan=plan, planned_on=story.end + dt.timedelta(45))  # fmt: skip
    for what, case in (("claim-owned", owned), ("claim-silent", silent)):
        story.add(what, "campaign_case_claim", filer, after(day, 3), campaign_id=row,
                  account_id=case, text="已按计划办结，凭证附后。")  # fmt: skip
    for what, deed, actor in (
        ("found", "campaign_case_found", cast.OFFICERS[1]),
        ("accept", "campaign_case_accept", cast.REVIEWERS[1]),
    ):
        story.add(what, deed, actor, after(day, 4), campaign_id=row, account_id=owned)
