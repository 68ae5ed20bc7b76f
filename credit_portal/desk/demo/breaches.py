"""Breaches of trust: leads, records in every state, and what grows out of promises found broken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from credit_portal.desk.demo import breach_ends, cast, texts
from credit_portal.desk.demo.steps import Of, Step, Story, moment

Row = Mapping[str, Any]
#: Order 36 is for determinations from this day on, order 58 for those before.
ORDER_36 = dt.date(2026, 4, 1)
BASIS = "《优化营商环境条例》第三十一条；发改财金〔2023〕1103号"
FOUND = "经查阅合同、账册并询问经办人员，情况属实。"
HEARD = "陈述申辩意见已经记录；所述情况不影响违约事实的认定。"
UNHEARD = "在规定期限内未提出陈述申辩。"
WEIGHED = {
    "minor": "逾期时间较短，已经改正，未造成损失。",
    "general": "数额较大，经责令仍未改正。",
    "serious": "有履行能力而拒不履行，数额特别巨大，影响恶劣。",
}
#: Days of work after the lead was opened.
TRUE, STATED, WEIGHING, DECIDING = 2, 4, 5, 7
PROCESSED, ACCEPTING = 8, 10
NO_STATEMENT = 9
#: Promises found broken: this many in ten are blamed on what is never a ground.
EXCUSED, SETTLED = 6, 8
#: A body with many records, in larger sets only.
CROWDED, CROWD_FROM, ONE_IN = "market", 400, 40


class Record:
    """One case as it comes on, step by step; what lies beyond today is left out."""

    def __init__(self, story: Story, row: Row, body: str, *, number: int, prefix: str = "") -> None:
        self.story, self.row, self.body, self.number = story, row, body, number
        self.prefix = prefix
        self.officer = cast.OFFICERS[row.get("officer", 0)]
        self.reviewer = cast.REVIEWERS[row.get("reviewer", 0)]
        self.case = Of(f"{story.name}:{prefix}open")
        self.record = Of(f"{story.name}:{prefix}order")

    def day(self, count: int, since: dt.date | None = None) -> dt.date:
        """So many working days after a day, the opening if none is given."""
        return self.story.days.after(since or self.opened, count)

    def words(self, name: str, **more: Any) -> str:
        """A text of the case, its year and number filled in."""
        known = {"year": self.opened.year, "number": self.number, **more}
        return str(self.row[name]).format(**known)

    def add(self, what: str, deed: str, actor: str, day: dt.date, **arguments: Any) -> None:
        """A step of the case."""
        self.story.add(self.prefix + what, deed, actor, day, **arguments)

    # -- the lead ----------------------------------------------------------------------------------
    def open(self, ago: int) -> None:
        """Opened by hand or from a document, so many working days before yesterday."""
        self.opened = self.day(-ago, self.story.days.on_or_before(self.story.end))
        facts = {
            "title_zh": self.words("title"), "facts_zh": self.words("facts"),
            "category": self.row["category"], "happened_on": self.day(-25),
        }  # fmt: skip
        if self.row.get("until") == "taken":
            facts |= {
                "paper": self.row["paper"], "paper_number": self.words("paper_number"),
                "paper_organ": self.row["paper_organ"], "paper_date": self.day(-6),
            }  # fmt: skip
        self.add("open", "lead_open", self.officer, self.opened,
                       body_id=Of(f"body:{self.body}"), facts=facts)  # fmt: skip

    def take(self) -> None:
        """Somebody verifies it."""
        self.add("take", "lead_take", self.officer, self.opened, lead_id=self.case)

    def untrue(self, *, confirmed: bool) -> None:
        """It was not true."""
        day = self.day(TRUE)
        self.add("doubt", "lead_doubt", self.officer, day, lead_id=self.case,
                       finding=self.row["finding"])  # fmt: skip
        if confirmed:
            self.add("close", "lead_untrue", self.reviewer, self.day(1, day),
                           lead_id=self.case)  # fmt: skip

    def true(self) -> None:
        """It was."""
        self.add("true", "lead_true", self.officer, self.day(TRUE), lead_id=self.case,
                       finding=self.row.get("finding", FOUND),
                       excuses=list(self.row.get("excuses", ())))  # fmt: skip

    # -- the record --------------------------------------------------------------------------------
    def order(self) -> None:
        """Rectification is ordered."""
        self.add("order", "record_order", self.officer, self.day(TRUE), lead_id=self.case,
                       order=self.row["order"])  # fmt: skip

    def report(self, day: dt.date, *, accepted: bool = True) -> None:
        """The body reports that it has put it right; somebody else accepts."""
        self.add("report", "record_report", cast.filer(self.body), day,
                       record_id=self.record, text=self.row["report"], done_on=day)  # fmt: skip
        if accepted:
            self.add("accept", "record_accept", cast.REVIEWERS[1], self.day(2, day),
                           record_id=self.record, finding="现场核查，整改属实。")  # fmt: skip

    def notice(self, day: dt.date) -> None:
        """The notice is served."""
        names = ("domain", "counterparty")
        told = {name: self.row.get(name, "") for name in names}
        told |= {f"{name}_zh": self.row.get(name, "") for name in ("agreement", "performed")}
        told |= {
            "title_zh": self.words("title"), "facts_zh": self.words("facts"),
            "reasons_zh": self.row["reasons"], "basis_zh": BASIS,
            "amount": self.row.get("amount", ""),
        }  # fmt: skip
        self.add("notice", "record_notice", self.officer, day, record_id=self.record,
                       notice=told)  # fmt: skip

    def statement(self, day: dt.date, *, filed: bool = True) -> None:
        """The body writes its statement, and hands it in."""
        deed = "record_state" if filed else "record_draft"
        self.add("state", deed, cast.filer(self.body), day, record_id=self.record,
                       text=self.row["statement"], short=self.row["short"])  # fmt: skip

    def hear(self, day: dt.date) -> None:
        """It is considered, or that none came."""
        words = HEARD if "statement" in self.row else UNHEARD
        self.add("hear", "record_hear", self.officer, day, record_id=self.record,
                       considered=words)  # fmt: skip

    def propose(self, day: dt.date) -> None:
        """The determination is proposed on a document with legal force."""
        if self.row.get("responsible"):
            self.add("name", "record_responsible", self.officer, day,
                           record_id=self.record, post_id=Of(f"post:{self.body}.head"),
                           role="对拒不履行负主要领导责任。", with_holder=False)  # fmt: skip
        self.add("propose", "record_propose", self.officer, day, record_id=self.record,
                       weighed=self._weighed(day))  # fmt: skip

    def _weighed(self, day: dt.date) -> dict[str, Any]:
        row, dated = self.row, self.day(-2, day)
        if row.get("set") == 58:
            dated = min(dated, self.day(-8 - self.number % 10, ORDER_36))
        known = {"year": dated.year, "number": self.number}
        numbered = row.get("paper_number", "（{year}）示例01民终{number}号")
        return {
            "item": row.get("item", "G02"), "severity": row["severity"],
            "weighing_zh": WEIGHED[row["severity"]], "paper": row.get("paper", "S1"),
            "paper_title": row.get("paper_title", "民事判决书"),
            "paper_organ": row.get("paper_organ", "示例市中级人民法院"),
            "paper_number": numbered.format(**known), "paper_date": dated,
            "override_longest": row.get("longest"), "override_shortest": row.get("shortest"),
            "override_needed": "needed" in row,
            "override_zh": row.get("needed") or row.get("law", ""),
        }  # fmt: skip

    def decide(self, day: dt.date) -> None:
        """A second person decides."""
        self.decided = day
        self.add("decide", "record_decide", self.reviewer, day, record_id=self.record)

    def drop(self, day: dt.date, *, confirmed: bool) -> None:
        """It is not pursued after the statement."""
        self.add("drop", "record_drop", self.officer, day, record_id=self.record,
                       reason=self.row["drop"])  # fmt: skip
        if confirmed:
            self.add("dropped", "record_dropped", self.reviewer, self.day(1, day),
                           record_id=self.record)  # fmt: skip


# -- cases of the table ----------------------------------------------------------------------------
def cases() -> Iterator[tuple[int, Row]]:
    """Leads and records of the table, numbered."""
    table = texts.read("breaches")
    yield from enumerate([*table["lead"], *table["record"]], start=101)


def play(number: int, row: Row, story: Story) -> None:
    """Let one case happen up to today."""
    case = Record(story, row, row["body"], number=number)
    case.open(row["ago"])
    until = row["until"]
    if until == "new":
        return
    case.take()
    if until in ("doubted", "untrue"):
        case.untrue(confirmed=until == "untrue")
    elif until != "taken":
        case.true()
        if until != "true":
            _order(case, until)


def _order(case: Record, until: str) -> None:
    case.order()
    if until in ("reported", "settled"):
        case.report(case.day(PROCESSED), accepted=until == "settled")
    elif until != "rectifying":
        case.notice(case.day(TRUE))
        if until != "noticed":
            _heard(case, until)


def _heard(case: Record, until: str) -> None:
    late = 0
    if "statement" in case.row:
        case.statement(case.day(STATED), filed=until != "drafted")
    else:
        late = NO_STATEMENT - WEIGHING
    if until in ("drafted", "stated"):
        return
    case.hear(case.day(WEIGHING + late))
    if until in ("dropping", "dropped"):
        case.drop(case.day(WEIGHING + late), confirmed=until == "dropped")
    elif until != "heard":
        case.propose(case.day(WEIGHING + late))
        if until == "decided":
            case.decide(case.day(DECIDING + late))
            breach_ends.go_on(case)


# -- promises that were found broken ---------------------------------------------------------------
BROKEN: Row = {
    "title": "公开承诺未履行", "facts": "公开承诺的事项到期未履行，经核实认定为未履行。",
    "category": "B19", "order": "三十日内履行承诺，或者向承诺对象说明情况并提出补救办法。",
    "report": "承诺事项已补办完成，验收材料附后。",
    "reasons": "未履行没有正当理由，也未依法变更承诺。", "domain": "other",
    "counterparty": "public", "performed": "未履行。", "item": "G04", "paper": "S7",
    "paper_title": "督查通报", "paper_organ": "示例市人民政府督查室",
    "paper_number": "示例督〔{year}〕{number}号", "statement": "工作衔接出现疏漏，正在补办。",
    "short": "工作衔接出现疏漏，正在补办。",
}  # fmt: skip


def follow(story: Story, body: str, case: Of, number: int) -> None:
    """What the credit office makes of a promise found broken or void, after its confirmation."""
    fate, rng = number % 10, story.rng
    severity = "general" if number % 3 else "minor"
    row = {**BROKEN, "officer": number % 2, "reviewer": number % len(cast.REVIEWERS),
           "severity": severity, "excuses": ["E4"] if fate < EXCUSED else []}  # fmt: skip
    record = Record(story, row, body, number=300 + number, prefix="lead:")
    record.opened = story.days.after(story.today, rng.randint(1, 3))
    record.add("open", "lead_of", record.officer, record.opened, commitment_id=case)
    record.true()
    record.order()
    if fate < EXCUSED:
        record.notice(record.day(TRUE))
        _heard(record, "decided")
    elif fate < SETTLED:
        record.report(record.day(PROCESSED))
    else:
        day = record.day(TRUE) + dt.timedelta(42)
        record.notice(day)
        record.statement(record.day(2, day))
        record.hear(record.day(3, day))
        record.propose(record.day(3, day))
        record.decide(record.day(5, day))


def crowd(size: int) -> int:
    """How many records one body has in a larger set, for lists that are long."""
    return max(0, size - CROWD_FROM) // ONE_IN


def one_of_many(number: int, count: int, story: Story) -> None:
    """One of the many records of that body."""
    row = {**BROKEN, "severity": "general" if number % 4 else "serious", "excuses": ["E4"],
           "title": "市场主体迁移登记承诺第{number}件未按期办结"}  # fmt: skip
    case = Record(story, row, CROWDED, number=1000 + number)
    case.open(20 + round(number / count * 350))
    case.take()
    case.true()
    _order(case, "decided")


def late_evening(story: Story) -> list[Step]:
    """One record is hidden in the evening of yesterday: it waits for a second person today."""
    at = moment(story.end, 22, 50)
    return [Step(at, "breach:hide", "record_hide", cast.OFFICERS[1], {
        "record_id": Of("breach:hidden:order"), "reason": "personal",
        "words": "附件照片中可见维修户主的身份证号码。",
    })]  # fmt: skip
