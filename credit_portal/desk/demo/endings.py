"""Promises that are lawfully changed or withdrawn, incentives that districts outbid each other
with, and one that was unlawful from the beginning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from credit_portal.desk.demo import cast, wording
from credit_portal.desk.demo.filing import Promise
from credit_portal.desk.demo.steps import Of, Story
from credit_portal.desk.demo.texts import Body

#: From this size on the plan has them; smaller ones show the main road only.
SIZE = 60
#: What becomes of some promises that still have time, by their number.
FATES = {2: "change", 5: "laid", 9: "withdraw", 14: "change_paid", 20: "change"}
#: Districts and what they offer to newly settled makers of equipment, in per cent of investment.
OFFERS: tuple[tuple[str, str, bool], ...] = (
    ("jia", "8", True), ("yi", "12", True), ("bing", "20", False), ("ding", "15", True),
)  # fmt: skip
ISSUER = "示例市人民政府"


def end(promise: Promise, fate: str) -> None:
    """File a case of change or withdrawal; the body above decides, unless it still waits."""
    story, body = promise.story, promise.body
    kind = "withdraw" if fate == "withdraw" else "change"
    begun = story.days.after(story.today, 12)
    filer = cast.filer(body)
    case = story.add(
        "end", "begin_change", filer, begun, commitment_id=promise.case, kind=kind
    )  # fmt: skip
    story.add(
        "lay", "lay_change", filer, story.days.after(begun, 2), change_id=case,
        fields=_case(promise, fate, begun), text=_text(promise),
        procedure=_procedure(story, begun), paper=_paper(body, "关于调整承诺事项的决定"),
    )  # fmt: skip
    if fate == "laid":
        return
    decider = cast.approver(body.parent) if body.parent else cast.REVIEWERS[0]
    story.add("decide", "approve_change", decider, story.days.after(begun, 6), change_id=case)
    if fate == "change_paid":
        day = story.days.after(begun, 20)
        story.add("pay", "report_paid", filer, day, commitment_id=promise.case, paid_on=day)


def _procedure(story: Story, begun: dt.date) -> list[tuple[str, dt.date]]:
    return [
        ("legality_review", story.days.after(begun, -8)),
        ("draft_published", story.days.after(begun, -7)),
        ("hearing", story.days.after(begun, -5)),
        ("collective_decision", story.days.after(begun, -3)),
    ]


def _case(promise: Promise, fate: str, begun: dt.date) -> dict[str, Any]:
    """Ground, document, reasons and compensation."""
    days = promise.story.days
    fields: dict[str, Any] = {
        "document_title": "关于调整承诺事项的决定",
        "document_number": f"示政发〔{begun.year}〕{promise.rng.randint(10, 60)}号",
        "document_issuer": ISSUER,
        "document_on": days.after(begun, -2),
        "authority_zh": f"{ISSUER}依照法定权限和程序决定",
        "authority_en": "Sample City Government, within its powers and by legal procedure",
        "ground": "national_policy",
        "reasons_zh": "国家有关标准作了修订，原定指标须与新标准一致。",
        "reasons_en": "A national standard was revised; the target must follow it.",
        "compensation": "none",
        "compensation_zh": "调整未减损任何人的既得利益，无需补偿。",
        "compensation_en": "Nobody loses what he had; nothing is owed.",
    }
    if fate == "change_paid":
        fields |= {
            "ground": "public_interest",
            "reasons_zh": "工程范围内发现文物，须先行保护，建设内容相应调整。",
            "reasons_en": "Relics were found on the site and must be protected first.",
            "compensation": "agreed",
            "compensation_zh": "对已签约的两家施工企业补偿停工损失。",
            "compensation_en": "Two contractors are compensated for the standstill.",
            "compensation_amount": "186000.00",
            "compensation_due_on": days.after(begun, 40),
        }
    return fields


def _text(promise: Promise) -> dict[str, Any]:
    """The new text: another title, a matter that says what changed, a later day."""
    fields = promise.fields
    text: dict[str, Any] = {
        "title_zh": f"{fields['title_zh']}（调整后）",
        "title_en": f"{fields['title_en']} (as adjusted)",
        "matter_zh": f"{fields['matter_zh']}按修订后的国家标准实施，相应增加验收环节。",
        "matter_en": f"{fields['matter_en']} Done by the revised national standard.",
    }
    if fields.get("due_on"):
        text["due_on"] = promise.story.days.on_or_after(fields["due_on"] + dt.timedelta(60))
    return text


def _paper(body: Body, title: str) -> Mapping[str, Any]:
    lines = [body.name[0], title, "（演示材料，内容均为虚构）"]
    return {"kind": "pdf", "title": title, "lines": lines, "rows": [], "public": True}


# -- incentives -----------------------------------------------------------------------------------
def offer(story: Story, body: Body, percent: str, registered: dt.date, *, whole: bool) -> None:
    """A district promises a subsidy; `whole` says whether its authority was checked."""
    offers = [
        {"kind": "cash", "industry": "equipment", "firm": "newly_settled", "measure": "percent",
         "value": percent, "terms_zh": "按设备投资额，兑现期三年",
         "terms_en": "of investment in equipment, paid over three years"},
        {"kind": "rent_land", "industry": "any", "firm": "high_tech", "measure": "percent",
         "value": str(int(percent) * 4), "terms_zh": "标准厂房租金减免，首两年",
         "terms_en": "rent relief for standard premises, first two years"},
    ]  # fmt: skip
    checked = _checked(story, registered) if whole else {"competent_body": "示例区投资促进局"}
    words = wording.fields(
        title=(
            f"对新落户装备制造企业按设备投资额给予最高{percent}%补贴",
            f"Up to {percent} per cent of equipment investment for newly settled makers",
        ),
        matter=(
            f"对在{body.name[0]}新落户的装备制造企业，按设备投资额给予最高{percent}%的补贴，"
            "首批申报企业全部兑现。",
            f"Newly settled equipment makers in {body.name[1]} receive up to {percent} per cent"
            " of their equipment investment; the first round is paid in full.",
        ),
    )
    _file(story, body, registered, words, {"fields": checked, "incentives": offers})


def unlawful(story: Story, body: Body, registered: dt.date) -> None:
    """A relief of tax without basis in law; the credit office finds the promise void."""
    offers = [
        {"kind": "tax", "industry": "logistics", "firm": "headquarters", "measure": "percent",
         "value": "50", "terms_zh": "地方留成部分", "terms_en": "of the local share"}
    ]  # fmt: skip
    words = wording.fields(
        title=("对总部企业三年内减半征收税款", "Half of their taxes for headquarters, three years"),
        matter=(
            "对新落户的商贸物流总部企业，三年内按地方留成部分减半征收税款。",
            "Newly settled trade headquarters pay half of the local share of taxes for three"
            " years.",
        ),
    )
    known = {"competent_body": "示例区投资促进局"}
    _file(story, body, registered, words, {"fields": known, "incentives": offers})
    found = story.days.after(story.today, 30)
    case = Of(f"{story.name}:draft")
    story.add(
        "void", "propose_void", cast.OFFICERS[0], found, commitment_id=case,
        findings=("减免税款没有法律依据，且违反公平竞争规定，承诺自始无效。",
                  "The relief has no basis in law and distorts competition; it was void."),
        fields={
            "ground": "tax_unlawful", "document_title": "公平竞争审查意见书",
            "document_number": f"示市监审〔{found.year}〕7号",
            "document_issuer": "示例市市场监督管理局",
            "document_on": story.days.after(found, -3), "compensation": "none",
            "compensation_zh": "尚无企业申报，无信赖利益损失。",
            "compensation_en": "No firm has applied; nobody relied on it.",
        },
        paper=_paper(body, "公平竞争审查意见书"),
    )  # fmt: skip
    day = story.days.after(found, 3)
    story.add("confirm", "confirm", cast.REVIEWERS[0], day, commitment_id=case)


def _checked(story: Story, registered: dt.date) -> dict[str, Any]:
    return {
        "legality_organ": "示例市司法局", "legality_on": story.days.after(registered, -9),
        "legality_result": "lawful", "competition_organ": "示例市市场监督管理局",
        "competition_on": story.days.after(registered, -8),
        "competition_result": "no_restriction", "budget_line": "产业发展专项资金",
        "budget_amount": "30000000.00", "budget_year": registered.year,
        "competent_body": "示例区投资促进局",
    }  # fmt: skip


def _file(
    story: Story,
    body: Body,
    registered: dt.date,
    words: dict[str, Any],
    recorded: dict[str, Any],
) -> None:
    """Draft, record what is known of the authority, hand in, approve."""
    filer, begun = cast.filer(body), story.days.after(registered, -3)
    fields = {
        "category": "policy", "sector": "investment_promotion", "shape": "one_off",
        "due_on": story.days.on_or_after(registered + dt.timedelta(400)),
        **words,
        **wording.fields(
            measure=("兑现企业数占符合条件企业数的比例", "Firms paid among firms that qualify"),
            beneficiaries=("符合条件的企业", "Firms that qualify"),
            legal_basis=("《优化营商环境条例》第三十一条",
                         "Regulation on Improving the Business Environment, art. 31"),
            authority=("本级人民政府招商引资职权", "Powers of the district government"),
            evidence_required=("拨付凭证", "Payment records"),
        ),
    }  # fmt: skip
    case = story.add(
        "draft", "draft", filer, begun, post_id=Of(cast.post_key(body, "head")), fields=fields,
        milestones=[],
    )  # fmt: skip
    story.add("authority", "record_authority", filer, begun, commitment_id=case,
              **recorded)  # fmt: skip
    story.add("submit", "submit", filer, begun, commitment_id=case)
    story.add("approve", "approve", cast.approver(body), registered, commitment_id=case)
