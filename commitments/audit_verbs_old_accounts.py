"""How acts on old accounts read in the audit trail."""

from __future__ import annotations

from credit_portal.audit import verbs

SENTENCES: dict[str, tuple[str, str]] = {
    "commitments.old_filed": ("企业或群众申报旧账", "a firm or person filed an old account"),
    "commitments.old_filed_by_body": ("单位自行登记旧账", "a body registered its own old account"),
    "commitments.old_completed": ("补正旧账申报", "the claimant completed an old account"),
    "commitments.old_facts_added": ("补充旧账材料", "the claimant added facts to an old account"),
    "commitments.old_withdrawn": ("撤回旧账申报", "the claimant withdrew an old account"),
    "commitments.old_returned": ("退回旧账申报补正", "returned an old account to be completed"),
    "commitments.old_refused": ("不予受理旧账申报", "did not take an old account up"),
    "commitments.old_checked": ("核对旧账申报", "checked an old account"),
    "commitments.old_unchecked": ("退回旧账重新核对", "sent an old account back to be checked"),
    "commitments.old_forwarded": ("旧账转送责任单位", "forwarded an old account to the body"),
    "commitments.old_accepting": ("认领旧账，拟定履行计划", "owned up to an old account"),
    "commitments.old_given_up": ("废弃旧账登记草稿", "gave up registering an old account"),
    "commitments.old_dropped": ("废弃自行登记的旧账", "dropped an old account of one's own"),
    "commitments.old_accepted": ("旧账登记为公开承诺", "an old account became a public commitment"),
    "commitments.old_contest_drafted": ("拟写旧账异议答复", "drafted a contest of an old account"),
    "commitments.old_contest_returned": (
        "退回旧账异议答复",
        "sent the draft contest of an old account back",
    ),
    "commitments.old_contested": ("签发旧账异议答复", "contested an old account"),
    "commitments.old_proposed": ("提出旧账裁定意见", "proposed a decision on an old account"),
    "commitments.old_decision_returned": (
        "退回旧账裁定意见",
        "returned a proposed decision on an old account",
    ),
    "commitments.old_upheld": ("裁定旧账成立", "upheld an old account"),
    "commitments.old_dismissed": ("裁定旧账不成立", "did not uphold an old account"),
    "commitments.old_inherited": ("旧账由承继单位承接", "an old account passed to another body"),
    "commitments.old_silent": ("旧账逾期未答复", "no answer to an old account in time"),
    "commitments.old_escalated": ("旧账未答复，通知上级单位", "silent still, superior body told"),
    "commitments.old_claimant_seen": ("查看旧账申报人", "looked at who filed an old account"),
    "commitments.old_file_seen": ("查看旧账材料", "opened a file of an old account"),
    "commitments.old_erased": ("删除旧账申报人信息", "erased who filed an old account"),
}


def register() -> None:
    """Register the sentences."""
    verbs.register(SENTENCES)
