"""What the vault tells the platform below: its sentences in the trail, its place in /readyz."""

from __future__ import annotations

from complaints import vault_client
from credit_portal.audit import verbs
from credit_portal.common import health

SENTENCES: dict[str, tuple[str, str]] = {
    "complaints.identity_opened": ("开启举报人身份", "opened a reporter's identity"),
    "complaints.identity_refused": (
        "请求开启举报人身份，被拒绝", "was refused to open a reporter's identity",
    ),
    "complaints.original_opened": ("开启原始文件", "opened an original file"),
    "complaints.original_refused": (
        "请求开启原始文件，被拒绝", "was refused to open an original file",
    ),
    "complaints.contact_opened": ("开启回访电话号码", "opened a number to call back"),
    "complaints.contact_refused": (
        "请求开启回访电话号码，被拒绝", "was refused to open a number to call back",
    ),
}  # fmt: skip


def register() -> None:
    """Register both; called when the app is ready."""
    verbs.register(SENTENCES)
    health.register("vault", vault_client.health, at_worst="degraded")
