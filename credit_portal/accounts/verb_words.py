"""What roles may do, in words. A test holds that every verb asked of anybody has its sentence.

Apps above register verbs that this one does not know; their words may stand here all the same,
because they are only words, or be registered by the app (`describe`).
"""

from __future__ import annotations

from collections.abc import Mapping

from credit_portal.accounts import policies
from credit_portal.audit import verbs
from credit_portal.common.i18n import is_english

_words: dict[str, tuple[str, str]] = {
    "accounts.manage": (
        "开立和停用账号、发出邀请、提出或终止角色授权",
        "open and close accounts, invite people, propose and end role grants",
    ),
    "accounts.confirm": (
        "确认另一名安全管理员提出的授权",
        "confirm what another security administrator proposed",
    ),
    "audit.read": ("查阅、导出审计记录", "read and export the audit trail"),
    "commitments.file": (
        "填报承诺、报告履行情况并附证明材料",
        "file commitments and report on them with evidence",
    ),
    "commitments.approve": (
        "审核承诺，批准公开或退回修改（不得审核本人填报的）",
        "approve or return commitments, never one's own filing",
    ),
    "commitments.verify": (
        "核实履行情况并提出履行结果",
        "verify how commitments were kept and propose the outcome",
    ),
    "commitments.confirm": (
        "复核并确认履行结果（不得确认本人提出的）",
        "confirm outcomes, never one's own proposal",
    ),
    "commitments.decide_change": (
        "对下级单位承诺的依法变更、撤回作出决定",
        "decide on lawful change or withdrawal of promises of the bodies below",
    ),
    "commitments.move_due": (
        "批准下级单位承诺期限的延长和中止",
        "grant bodies below a longer period, or that a clock stands still",
    ),
    "commitments.take_over": (
        "从已公开清单导入承诺",
        "take commitments over from a published list",
    ),
    "directory.read": ("查看机构、岗位和任职", "see bodies, posts and who holds them"),
    "directory.persons": ("查看人员名录", "see the register of people"),
    "directory.identify": (
        "按规定用途核对人员身份（每次留痕）",
        "match a person by citizen number for a stated purpose; every time is on record",
    ),
    "directory.propose": (
        "提出机构、岗位、任职的变更，由他人确认",
        "propose changes of bodies, posts and appointments, which others confirm",
    ),
    "directory.succeed": (
        "提出机构承继方案，由他人确认",
        "propose who takes over from a body, which others confirm",
    ),
    "integrity_files.read_for_credit": (
        "为核实信用信息查阅诚信档案（每次查阅留痕）",
        "read integrity files to verify credit information; every look is on record",
    ),
    "integrity_files.read_for_discipline": (
        "为纪检监察查阅诚信档案（每次查阅留痕）",
        "read integrity files for discipline inspection; every look is on record",
    ),
    "integrity_files.read_for_personnel": (
        "为干部管理查阅诚信档案（每次查阅留痕）",
        "read integrity files for personnel work; every look is on record",
    ),
    "notices.operate": (
        "查看通知发送情况并重试失败的通知（看不到内容）",
        "see how messages are delivered and retry failed ones, without their content",
    ),
    "platform.reference": (
        "维护机构、岗位、日历等基础数据",
        "keep reference data such as bodies, posts and the calendar",
    ),
    "integrity_files.revise_catalogue": (
        "变更信用信息目录",
        "change the directory of credit information",
    ),
    "publishing.revise_livelihood": (
        "变更民生领域名称和比较数值",
        "change the names of livelihood fields and the numbers of the comparison",
    ),
    "workdays.revise_rule": ("修订时限规则", "revise time-limit rules"),
    "workflow.follow_deadlines": ("跟踪本单位期限", "follow the deadlines of the body"),
    "workflow.load_calendar": ("导入节假日安排", "load the official holiday notice"),
}


def describe(words: Mapping[str, tuple[str, str]]) -> None:
    """Say what verbs mean: {"commitments.file": ("填报承诺", "file commitments")}."""
    for verb, pair in words.items():
        if _words.setdefault(verb, pair) != pair:
            raise ValueError(f"{verb} is described twice")


def words_of(verb: str) -> str:
    """What the verb allows, in the active language; the sentence of the trail, or the bare verb,
    when nobody described it."""
    pair = _words.get(verb)
    if pair is None:
        return verbs.sentence(verb)
    return pair[1] if is_english() else pair[0]


def allowed_to(role: str) -> list[str]:
    """What a role may do, in words; those that need a fresh sign-in come with a mark."""
    return [words_of(verb) for verb in policies.verbs_of(role)]
