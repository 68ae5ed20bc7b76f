"""How the exchange with the 12345 platform, leads and public answers read in the audit trail."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "complaints.order_changed": ("12345平台补充工单内容", "the 12345 platform added to its order"),
    "complaints.orders_imported": ("导入12345工单", "imported work orders"),
    "complaints.result_retried": ("重新发送工单结果", "sent a result of a work order again"),
    "complaints.results_exported": ("导出工单结果", "took a result of a work order into a file"),
    "complaints.results_handed_over": (
        "登记工单结果已交换",
        "noted that a result of a work order has left by file",
    ),
    "complaints.lead_opened": ("转为失信线索", "turned it into a lead of broken trust"),
    "complaints.answer_proposed": ("拟公开答复", "proposed to publish an answer"),
    "complaints.answer_published": ("批准公开答复", "published an answer"),
    "complaints.answer_refused": ("不公开答复", "did not publish an answer"),
    "complaints.answer_to_withdraw": ("拟撤回公开答复", "proposed to withdraw a published answer"),
    "complaints.answer_kept": ("保留公开答复", "let a published answer stand"),
    "complaints.answer_withdrawn": ("撤回公开答复", "withdrew a published answer"),
}
