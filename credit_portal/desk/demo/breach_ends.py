"""What follows a determined record: objections, credit repair, consequences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from credit_portal.desk.demo import cast
from credit_portal.desk.demo.steps import Of, Story

if TYPE_CHECKING:
    from credit_portal.desk.demo.breaches import Record

FIRM = "示例工程技术有限公司"
ACCEPTED = "经核对申请材料，符合受理条件。"
FINDING = "已核对付款凭证和结清证明，义务履行完毕。"
CITY = "city"


class _Ends:
    """Steps after the determination, counted in working days before yesterday."""

    def __init__(self, case: Record) -> None:
        self.case, self.story, self.row = case, case.story, case.row
        self.other = cast.OFFICERS[1 - case.row.get("officer", 0)]

    def day(self, ago: int) -> dt.date:
        """So many working days before the end."""
        story = self.story
        return story.days.after(story.days.on_or_before(story.end), -ago)

    def add(self, what: str, actor: str, ago: int, **arguments: Any) -> Of:
        """A step by the name of its deed."""
        key = what.rpartition("_")[2]
        return self.story.add(f"then:{key}", what, actor, self.day(ago), **arguments)


# -- objections ------------------------------------------------------------------------------------
def _object(ends: _Ends, ago: int, *, desk: bool, ground: str = "facts") -> Of:
    words = ends.row["words"]
    given = {"record_id": ends.case.record, "ground": ground, "words": words}
    if desk:
        return ends.add("objection_desk", cast.filer(ends.case.body), ago, **given)
    return ends.add("objection_file", "", ago, name=FIRM, **given)


def _objection_received(ends: _Ends) -> None:
    _object(ends, 0, desk=False)


def _objection_accepted(ends: _Ends) -> None:
    objection = _object(ends, 2, desk=False)
    ends.add("objection_accept", ends.other, 1, objection_id=objection)


def _objection_transferred(ends: _Ends) -> None:
    objection = _object(ends, 3, desk=True)
    ends.add(
        "objection_transfer", ends.other, 2, objection_id=objection, organ=ends.row["organ"],
        letter_number=ends.case.words("letter", year=ends.day(2).year),
        reason="请核实执行标的是否已部分抵偿。",
    )  # fmt: skip


def _verified(ends: _Ends, objection: Of, ago: int, *, officer: str = "") -> None:
    ends.add("objection_verify", officer or ends.other, ago, objection_id=objection,
             reason="已调阅合同、对账单和付款凭证，逐项核对。")  # fmt: skip


def _objection_verified(ends: _Ends) -> None:
    _verified(ends, _object(ends, 4, desk=True, ground="performed"), 3)


def _objection_proposed(ends: _Ends) -> None:
    objection = _object(ends, 6, desk=True)
    _verified(ends, objection, 4)
    ends.add("objection_propose", ends.other, 3, objection_id=objection, result="rejected",
             reason=ends.row["decision"], changes={})  # fmt: skip


def _decided(ends: _Ends, objection: Of, result: str, **more: Any) -> None:
    """Handled by whoever proposed the record, decided by somebody new."""
    _verified(ends, objection, 13, officer=ends.case.officer)
    ends.add("objection_propose", ends.case.officer, 13, objection_id=objection, result=result,
             reason=ends.row["decision"], **{"changes": {}, **more})  # fmt: skip
    ends.add("objection_decide", cast.REVIEWERS[1], 11, objection_id=objection)


def _objection_corrected(ends: _Ends) -> None:
    changes = {"amount": ends.row["changed"]}
    _decided(ends, _object(ends, 15, desk=True), "corrected", changes=changes)


def _objection_revoked(ends: _Ends) -> None:
    _decided(ends, _object(ends, 15, desk=True, ground="revoked"), "cancelled")


def _objection_appealed(ends: _Ends) -> None:
    objection = _object(ends, 15, desk=True)
    _decided(ends, objection, "rejected")
    ends.add("objection_appeal", cast.filer(ends.case.body), 4, objection_id=objection,
             words=ends.row["appeal"])  # fmt: skip


# -- repair ----------------------------------------------------------------------------------------
def _apply(ends: _Ends, ago: int) -> Of:
    return ends.add(
        "repair_file", cast.filer(ends.case.body), ago, record_id=ends.case.record,
        done=ends.row["done"], correction=ends.row.get("correction", ""),
    )  # fmt: skip


def _repair_filed(ends: _Ends) -> None:
    _apply(ends, 0)


def _repair_incomplete(ends: _Ends) -> None:
    repair = _apply(ends, 4)
    ends.add("repair_ask", cast.OFFICERS[0], 2, repair_id=repair, asked=ends.row["asked"])


def _accepted(ends: _Ends, ago: int) -> Of:
    repair = _apply(ends, ago)
    ends.add("repair_accept", cast.OFFICERS[0], ago - 2, repair_id=repair)
    return repair


def _repair_accepted(ends: _Ends) -> None:
    _accepted(ends, 6)


def _repair_proposed(ends: _Ends) -> None:
    ends.add("repair_propose", cast.OFFICERS[0], 3, repair_id=_accepted(ends, 6), outcome="grant",
             finding=FINDING)  # fmt: skip


def _repair_granted(ends: _Ends) -> None:
    repair = _accepted(ends, 15)
    ends.add("repair_propose", cast.OFFICERS[0], 13, repair_id=repair, outcome="grant",
             finding=FINDING)  # fmt: skip
    ends.add("repair_decide", cast.REVIEWERS[1], 11, repair_id=repair)


def _repair_refused(ends: _Ends) -> None:
    repair = _apply(ends, 13)
    ends.add("repair_refuse", cast.OFFICERS[0], 11, repair_id=repair, reasons=ends.row["why"])


def _corrected_by_body(ends: _Ends) -> None:
    ends.case.report(ends.case.day(3, ends.case.decided))


# -- consequences ----------------------------------------------------------------------------------
def _order(
    ends: _Ends, kind: str, owner: str, words: str, *, day: dt.date | None = None, **more: Any
) -> Of:
    return ends.story.add(
        f"then:{kind}", "consequence_order", ends.case.officer, day or ends.day(4),
        record_id=ends.case.record, kind=kind, words=words, owner_id=Of(f"body:{owner}"), **more,
    )  # fmt: skip


def _confirm(ends: _Ends, kind: str, row: Of, day: dt.date) -> None:
    ends.story.add(f"then:{kind}:confirm", "consequence_confirm", ends.case.reviewer, day,
                   consequence_id=row)  # fmt: skip


def _consequences(ends: _Ends) -> None:
    """The body owes an explanation, running; another waits to be confirmed."""
    row = _order(ends, "explanation", ends.case.body, "向市信用办书面说明未付款原因和清偿计划。")
    _confirm(ends, "explanation", row, ends.day(3))
    _order(ends, "talk", CITY, "由分管副市长约谈。")


def _disqualified(ends: _Ends) -> None:
    """No honours for a year, in force; criticism reported as carried out, to be accepted; tips."""
    soon = ends.case.day(2, ends.case.decided)
    row = _order(ends, "honours", CITY, "取消评优评先资格。", day=soon, months=12)
    _confirm(ends, "honours", row, soon)
    _report(ends, "honours", row, ends.case.day(3, soon), "已书面通知各评选组织单位。")
    ends.story.add(
        "then:honours:accept", "consequence_accept", cast.REVIEWERS[1], ends.case.day(5, soon),
        consequence_id=row, finding="通知文件齐全。",
    )  # fmt: skip
    row = _order(ends, "criticism", CITY, "在全市范围内通报批评。")
    _confirm(ends, "criticism", row, ends.day(3))
    _report(ends, "criticism", row, ends.day(1), "通报文件已印发。")
    words = ("判决书编号与法院公布的不一致。", "涉及金额好像多写了一个零。")
    for number, text in enumerate(words):
        tip = ends.story.add(f"then:tip:{number}", "tip_file", "", ends.day(4 - 3 * number),
                             record_id=ends.case.record, words=text)  # fmt: skip
        if number == 0:
            ends.story.add(
                "then:tip:answer", "tip_answer", cast.OFFICERS[0], ends.day(3), tip_id=tip,
                words="经核对，编号与判决书原件一致，公示无误。",
            )  # fmt: skip


def _report(ends: _Ends, kind: str, row: Of, day: dt.date, text: str) -> None:
    ends.story.add(f"then:{kind}:report", "consequence_report", cast.filer(CITY), day,
                   consequence_id=row, text=text, done_on=day)  # fmt: skip


ENDS: dict[str, Callable[[_Ends], None]] = {
    "objection_received": _objection_received, "objection_accepted": _objection_accepted,
    "objection_transferred": _objection_transferred, "objection_verified": _objection_verified,
    "objection_proposed": _objection_proposed, "objection_corrected": _objection_corrected,
    "objection_revoked": _objection_revoked, "objection_appealed": _objection_appealed,
    "repair_filed": _repair_filed, "repair_incomplete": _repair_incomplete,
    "repair_accepted": _repair_accepted, "repair_proposed": _repair_proposed,
    "repair_granted": _repair_granted, "repair_refused": _repair_refused,
    "corrected_by_body": _corrected_by_body, "consequences": _consequences,
    "disqualified": _disqualified, "hidden": lambda ends: None,
}  # fmt: skip


def go_on(case: Record) -> None:
    """Play what follows, if something does."""
    if "then" in case.row:
        ENDS[case.row["then"]](_Ends(case))


def office(story: Story) -> None:
    """What the credit office does beside the cases: a list of a court, letters, batches, a
    question about honours."""
    ends = [story.days.after(story.days.on_or_before(story.end), -ago) for ago in range(8)]
    one, other, second = (*cast.OFFICERS, cast.REVIEWERS[0])
    story.add("list", "lead_list", one, ends[6], names=["education", "jia"])
    first = story.add("batch", "report_prepare", one, ends[6])
    story.add("release", "report_release", second, ends[4], batch_id=first)
    story.add("answer", "report_answer", one, ends[4], batch_id=first,
              record_id=Of("breach:duties:order"))  # fmt: skip
    letter = story.add("order", "letter_about", other, ends[4], kind="order",
                       record_id=Of("breach:rectifying:order"))  # fmt: skip
    story.add("issue", "letter_issue", second, ends[4], letter_id=letter)
    inquiry = story.add("inquiry", "letter_about", other, ends[4], kind="letter",
                        record_id=Of("breach:moved:order"))  # fmt: skip
    story.add("issue2", "letter_issue", second, ends[3], letter_id=inquiry)
    story.add("paper", "letter_answer", one, ends[1], letter_id=inquiry,
              received_on=ends[1], paper_date=ends[2], organ="示例市中级人民法院",
              number=f"示例法函〔{ends[1].year}〕12号",
              gist="裁定抵偿的资产尚未过户，执行标的未变。")  # fmt: skip
    story.add("draft", "letter_about", one, ends[1], kind="notice",
              record_id=Of("breach:noticed:order"))  # fmt: skip
    asked = story.add(
        "ask", "honours_ask", "user:query_officer", ends[1],
        aim="honour", honour="示例市营商环境先进集体",
        document_number=f"示例评〔{ends[1].year}〕6号", keys=["transport", "housing", "education"],
    )  # fmt: skip
    story.add("told", "honours_answer", "user:query_officer", ends[1], query_id=asked)
    story.add("batch2", "report_prepare", one, ends[1])
