"""How asking for an identity, recusals and links read in the audit trail and the story."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "complaints.unseal_asked": ("申请查看反映人身份", "asked to see who reported"),
    "complaints.unseal_confirmed": (
        "批准查看反映人身份", "confirmed that it may be seen who reported",
    ),
    "complaints.unseal_refused": (
        "不批准查看反映人身份", "did not confirm that it may be seen who reported",
    ),
    "complaints.unseal_ended": (
        "终止查看反映人身份的申请", "ended a request to see who reported",
    ),
    "complaints.unsealed": ("反映人身份经批准被查看", "it was seen who reported"),
    "complaints.original_seen": (
        "反映人提交的原始文件经批准被查看", "a file was seen as the reporter handed it in",
    ),
    "complaints.identity_erased": (
        "保存期满，删除反映人身份", "erased who reported, its time being over",
    ),
    "complaints.recused": ("回避", "withdrew from the case"),
    "complaints.recused_by_head": ("决定有关人员回避", "had somebody withdraw from the case"),
    "complaints.taken_over": ("接办", "took over the handling"),
    "complaints.merged": ("并入同一事项的案件", "merged it into the case of the same matter"),
    "complaints.merge_undone": ("撤销并案", "undid the merge"),
    "complaints.related": ("关联案件", "related it to another case"),
    "complaints.unrelated": ("取消关联", "undid the relation to another case"),
}  # fmt: skip
