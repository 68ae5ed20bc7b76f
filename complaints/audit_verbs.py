"""How acts on complaints read in the audit trail and the story."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "complaints.received": ("登记投诉举报", "received a complaint"),
    "complaints.accepted": ("受理", "accepted it"),
    "complaints.refused": ("不予受理并告知理由", "did not accept it and said why"),
    "complaints.regime_set": ("调整适用程序", "set the law that applies"),
    "complaints.corrected": ("更正登记信息", "corrected what was filed"),
    "complaints.body_named": ("确定被反映单位", "named the body concerned"),
    "complaints.post_named": (
        "登记被反映职务，相关人员回避",
        "named the post that is accused; its holders are kept out",
    ),
    "complaints.dispatched": ("派单", "dispatched it"),
    "complaints.signed": ("签收", "signed for it"),
    "complaints.given_back": ("退回派单", "returned it"),
    "complaints.part_given_back": ("退回协办", "returned its part"),
    "complaints.consent_withdrawn": (
        "反映人撤回公开同意",
        "the reporter does not want the answer published any more",
    ),
    "complaints.secrecy_wished": (
        "反映人要求保密",
        "the reporter wishes to be kept secret",
    ),
    "complaints.taken_back": ("收回派单", "took it back from the body"),
    "complaints.kept_from_accused": (
        "因要求保密，收回派给被举报单位的工单",
        "took it from the body that is accused: it is to be kept secret",
    ),
    "complaints.opinion_given": ("提出协办意见", "gave the opinion of a body that takes part"),
    "complaints.reply_drafted": ("拟写答复", "drafted a reply"),
    "complaints.reply_proposed": ("答复报批", "submitted a reply"),
    "complaints.reply_sent_back": ("退回答复修改", "sent a reply back"),
    "complaints.answered": ("批准并告知答复", "approved and gave the reply"),
    "complaints.answered_at_once": ("直接答复", "answered at once"),
    "complaints.answered_with_main": (
        "随主办件一并答复",
        "answered with the case it was merged into",
    ),
    "complaints.set_free": ("主办件终止，恢复单独办理", "goes on by itself: the main case ended"),
    "complaints.extension_asked": ("申请延期", "asked for more time"),
    "complaints.extension_granted": ("批准延期", "granted more time"),
    "complaints.extension_refused": ("不批准延期", "did not grant more time"),
    "complaints.pause_asked": ("申请中止计时", "asked to stop the clock"),
    "complaints.pause_granted": ("批准中止计时", "stopped the clock"),
    "complaints.pause_refused": ("不批准中止计时", "did not stop the clock"),
    "complaints.resumed": ("恢复计时", "let the clock run again"),
    "complaints.call_back_taken": ("领取回访", "took a call-back"),
    "complaints.call_back_not_reached": ("回访未接通", "did not reach the reporter"),
    "complaints.called_back": ("回访", "called back"),
    "complaints.decision_told": ("电话告知处理结果", "told the reporter what was decided"),
    "complaints.left_undone": (
        "反映人称承诺未落实，不再办理并说明理由", "did not go on with what was said not to be done",
    ),
    "complaints.call_back_over": ("回访期满无法回访", "could not be called back in time"),
    "complaints.rated": ("反映人评价", "rated by the reporter"),
    "complaints.reopened": ("重新办理", "opened it again"),
    "complaints.closed": ("办结", "closed it"),
    "complaints.letter_issued": ("发出督办函", "issued a supervision letter"),
    "complaints.letter_answered": ("回复督办函", "answered a supervision letter"),
    "complaints.added": ("反映人补充情况", "the reporter added facts"),
    "complaints.withdrawn": ("反映人撤回", "withdrawn by the reporter"),
    "complaints.review_asked": ("反映人申请复查（复核）", "a review was asked for"),
    "complaints.retaliation": ("反映人称遭打击报复", "the reporter reported retaliation"),
    "complaints.upheld": ("复查（复核）维持", "upheld on review"),
    "complaints.overdue": ("逾期", "overdue"),
    "complaints.escalated": ("逾期未办，通知上级", "still undone: the superior was told"),
    "complaints.overturned": ("复查（复核）撤销，重新受理", "overturned on review"),
}  # fmt: skip
STORY: dict[str, tuple[str, str]] = {
    name.removeprefix("complaints."): words for name, words in SENTENCES.items()
}
