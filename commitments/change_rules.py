"""Rules of lawful change: grounds with their legal basis and procedure, forbidden excuses. Pure.

优化营商环境条例 art. 31: a lawful policy promise is performed; it is changed only for the national
or public interest, within legal powers and by legal procedure, and losses are compensated. A change
of division, government, institution, function or responsible person is no ground (E1 to E4 are in
no list). 行政许可法 art. 8: what was lawfully granted is changed or withdrawn when the law or the
objective situation has changed and the public interest requires it, and losses are compensated.
保障中小企业款项支付条例 art. 14 and its neighbours: E5 to E8 are no ground to withhold payment.
Which steps each ground requires beyond the law's words is the portal's own rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

REVIEWED = ("legality_review", "collective_decision")
HEARD = (*REVIEWED, "hearing", "draft_published")
_ART_31 = (
    "《优化营商环境条例》第三十一条",
    "Regulation on Improving the Business Environment, art. 31",
)
_ART_8 = ("《行政许可法》第八条第二款", "Administrative Licensing Law, art. 8(2)")


@dataclass(frozen=True)
class Ground:
    """A lawful ground: basis in both languages, steps it requires, whether it costs."""

    basis_zh: str
    basis_en: str
    steps: tuple[str, ...]
    must_compensate: bool = False


GROUNDS: dict[str, Ground] = {
    "law_changed": Ground(*_ART_8, REVIEWED),
    "national_policy": Ground(*_ART_31, REVIEWED),
    "objective_change": Ground(*_ART_8, HEARD),
    "force_majeure": Ground(
        "《民法典》第一百八十条", "Civil Code, art. 180", ("collective_decision",)
    ),
    "public_interest": Ground(*_ART_31, HEARD, must_compensate=True),
    "beneficiary_agreed": Ground(
        "《民法典》第五百四十三条", "Civil Code, art. 543", ("legality_review", "consent")
    ),
    "factual_error": Ground(
        "《优化营商环境条例》第三十一条（更正不得减损承诺）",
        "Regulation on Improving the Business Environment, art. 31 (a correction takes nothing"
        " from the promise)",
        ("legality_review",),
    ),
}
"""The closed list; nothing of E1 to E4 is in it."""


@dataclass(frozen=True)
class Excuse:
    """A reason that the law forbids: its code, what it is called, the article, how it sounds."""

    code: str
    name_zh: str
    name_en: str
    article_zh: str
    article_en: str
    pattern: re.Pattern[str]


def _excuse(code: str, zh: str, en: str, pattern: str) -> Excuse:
    if code <= "E4":
        article = _ART_31
    else:
        article = (
            "《保障中小企业款项支付条例》第十四条",
            "Regulation on Payments to Small and Medium-sized Enterprises, art. 14",
        )
    return Excuse(code, zh, en, *article, re.compile(pattern, re.IGNORECASE))


EXCUSES: tuple[Excuse, ...] = (
    _excuse("E1", "行政区划调整", "change of administrative division",
            r"区划(?:调整|变更|变动)|撤[县市]设[区市]|撤乡并镇|并入.{0,8}(?:区|县|镇)"
            r"|boundar(?:y|ies) (?:was |were )?(?:change|adjust)"
            r"|change of (?:administrative )?division"
            r"|redistrict"),
    _excuse("E2", "政府换届", "change of government",
            r"换届|届(?:别)?(?:更替|交替)|(?:新|上|本)一?届(?:政府|班子)|change of government"
            r"|new (?:government|administration|term of office)"
            r"|previous (?:government|administration)"),
    _excuse("E3", "机构或职能调整", "change of institution or function",
            r"机构(?:改革|调整|撤并|合并|整合)|职能(?:调整|划转|划出|转移|变更)|职责(?:调整|划转)"
            r"|三定(?:方案|规定)|institutional reform|re-?organi[sz]ation|restructuring"
            r"|(?:transfer|change|adjustment) of (?:duties|functions?)"),
    _excuse("E4", "相关责任人更替", "change of the responsible person",
            r"(?:领导|负责人|责任人|班子|局长|主任|书记|区长|市长|经办人)(?:班子)?(?:的)?"
            r"(?:调整|变动|变更|更替|更换|调离|调任|离任|退休|换人)"
            r"|人事(?:变动|调整)|前任|(?:原|上)任(?:领导|负责人)|新(?:任|来)(?:的)?领导|历史遗留"
            r"|personnel change|change of (?:leader|leadership|director|mayor|person)"
            r"|new (?:leader|leadership|director|mayor)|predecessor|left office"),
    _excuse("E5", "法定代表人变更", "change of the legal representative",
            r"法定代表人(?:的)?(?:变更|更换|调整)|change of (?:the )?legal representative"),
    _excuse("E6", "内部付款流程", "internal payment procedure",
            r"内部(?:付款|审批|财务)?(?:流程|程序)"
            r"|internal (?:payment|approval) (?:process|procedure)"),
    _excuse("E7", "等待竣工验收备案或决算审计", "waiting for acceptance filing or final audit",
            r"(?:等待|待|未完成).{0,6}(?:竣工验收|决算审计|备案)|竣工验收备案|决算审计"
            r"|awaiting (?:the )?(?:completion acceptance|final audit)|final accounts? audit"),
    _excuse("E8", "以审计结果为结算依据", "audit results as the basis of settlement",
            r"以.{0,4}审计(?:结果|结论)|审计结(?:果|论)作?为"
            r"|audit (?:result|finding)s? as (?:the )?basis"),
)  # fmt: skip


def resembles(texts: Iterable[str]) -> list[tuple[Excuse, str]]:
    """Forbidden excuses that the texts resemble, each with the words that sound like it.

    For the reviewer only: a machine refuses nothing, for a word can stand in another sense.
    """
    joined = "\n".join(texts)
    found = ((excuse, excuse.pattern.search(joined)) for excuse in EXCUSES)
    return [(excuse, match[0]) for excuse, match in found if match]


def missing_steps(ground: str, done: Iterable[str]) -> list[str]:
    """Steps that the ground requires and that have not been taken, in their order."""
    taken = set(done)
    return [step for step in GROUNDS[ground].steps if step not in taken]


def compensation_problem(
    ground: str, kind: str, text: str, *, has_due_day: bool
) -> tuple[str, str] | None:
    """What is wrong with the compensation, as (field, code); None when it can stand.

    Public interest costs (条例 art. 31); none needs a reason, agreed needs a last day, what is
    paid has none.
    """
    must = ground in GROUNDS and GROUNDS[ground].must_compensate
    if not kind:
        return "compensation", "compensation_missing"
    if must and kind == "none":
        return "compensation", "compensation_needed"
    if not text.strip():
        return "compensation_zh", "compensation_text_missing"
    if (kind == "agreed") != has_due_day:
        return "compensation_due_on", "compensation_due_wrong"
    return None


# -- authority to promise --------------------------------------------------------------------------
CHECKS = ("legality", "competition", "budget", "competent_body")


def needs_authority(category: str, sector: str, has_incentives: bool) -> bool:
    """Whether the authority to promise must be on record: policy promises, investment promotion
    and whatever offers an incentive (公平竞争审查条例)."""
    return category == "policy" or sector == "investment_promotion" or has_incentives


def missing_checks(recorded: Mapping[str, bool]) -> list[str]:
    """Parts of the authority check that were not recorded, in their order."""
    return [name for name in CHECKS if not recorded.get(name)]
