"""The log as tables: every entry, and what was removed or corrected."""

from collections.abc import Iterator
from typing import Any

import orjson

from credit_portal.ledger import selectors as ledger
from credit_portal.ledger.models import LedgerEntry
from credit_portal.ledger.note import encode
from credit_portal.publishing import documents, removals
from credit_portal.publishing.models import Act
from credit_portal.publishing.open_data.columns import Column
from credit_portal.publishing.open_data.dataset import Collected

PUBLIC = "public_read"
BATCH = 1000
LEDGER = (
    Column("index", "integer", "在账本中的位置，自0起", "Place in the log, from 0"),
    Column("act", "string", "事项；anchor、key、codes为系统条目",
           "What happened; anchor, key and codes are entries of the system", codes="act"),
    Column("agency", "string", "发布单位代码", "Code of the publishing body"),
    Column("at", "dateTime", "时间（协调世界时）", "When (UTC)"),
    Column("basis", "string", "依据代码，对应“依据代码”数据集",
           "Code of the legal ground, as in the data set of grounds"),
    Column("until", "date", "公示截止日", "Last day of display"),
    Column("cm", "string", "对公开文本的加盐承诺值（Base64）",
           "Salted commitment to the public document (base64)"),
    Column("rec", "string", "记录在账本中的随机编号", "Random key of the record in the log"),
    Column("seq", "integer", "该记录的第几条，自1起", "Which entry of the record, from 1"),
    Column("prev", "string", "该记录上一条的叶哈希（Base64）",
           "Leaf hash of the record's entry before (base64)"),
    Column("leaf_hash", "string", "叶哈希（Base64，RFC 6962）",
           "Leaf hash (base64, RFC 6962)"),
)  # fmt: skip
_REMOVED = (
    Column("ref", "string", "记录编号", "Reference of the record"),
    Column("kind", "string", "记录种类", "Kind of record", codes="kind"),
    Column("act", "string", "事项", "What happened", codes="act"),
    Column("basis", "string", "依据代码，对应“依据代码”数据集",
           "Code of the legal ground, as in the data set of grounds", "basis_id"),
    Column("basis_zh", "string", "依据（中文）", "Legal ground, in Chinese", "basis__name_zh"),
    Column("basis_en", "string", "依据（英文）", "Legal ground, in English", "basis__name_en"),
    Column("agency", "string", "发布单位代码；涉及自然人的为市级发布机构",
           "Code of the publishing body; about a natural person, of the municipal office"),
    Column("at", "dateTime", "时间（北京时间）；涉及自然人的只记到日",
           "When (Beijing time); to the day about a natural person"),
    Column("leaf_index", "integer", "在账本中的位置，自0起；空表示届满但尚未写入",
           "Place in the log, from 0; empty when it ended by date and the entry is still to come"),
    Column("seq", "integer", "该记录的第几条，自1起", "Which entry of the record, from 1"),
    Column("rec", "string", "记录在账本中的随机编号", "Random key of the record in the log"),
    Column("on_display_again", "boolean", "此后是否恢复公示",
           "Whether the record was restored since", "again"),
)  # fmt: skip


def _notice(one: dict[str, Any]) -> str | None:
    found = removals.notice_of(one)[0]
    return None if found is None else documents.canonical(found)


REMOVALS = (
    *_REMOVED,
    Column("reason", "string", "原因", "Kind of reason", "removal__reason", codes="reason"),
    Column("notice", "string", "撤下通知，即账本承诺的文本（JSON，RFC 8785）",
           "The notice that the entry commits to (JSON, RFC 8785)",
           value=_notice),
    Column("salt", "string", "打开承诺值所需的盐（Base64）",
           "Salt that opens the commitment (base64)",
           value=lambda one: removals.notice_of(one)[1]),
)  # fmt: skip


def _removals() -> Iterator[dict[str, Any]]:
    asked = removals.Asked(acts=tuple(a for a in removals.ENDING if a != Act.CORRECT))
    yield from removals.not_noted(asked)
    yield from removals.entries(asked).iterator(BATCH)


def _corrections() -> Iterator[dict[str, Any]]:
    yield from removals.entries(removals.Asked(acts=(Act.CORRECT.value,))).iterator(BATCH)


def _ledger() -> Iterator[dict[str, Any]]:
    """Entries under the newest signed head, as at the doors of the log."""
    signed = LedgerEntry.objects.using(PUBLIC).filter(idx__lt=ledger.signed_size(using=PUBLIC))
    rows = signed.order_by("idx").values_list("idx", "entry", "leaf_hash")
    for index, entry, leaf_hash in rows.iterator(BATCH):
        yield {
            **orjson.loads(entry),
            "index": index,
            "leaf_hash": encode(bytes(leaf_hash)),
        }


DATASETS = (
    Collected(
        "removals", "撤下记录", "Removals",
        "撤回、信用修复和公示届满的逐条情况：何时、何单位、何依据。不含记录内容，不含姓名。",
        "Every withdrawal, repair and end of display: when, by which body, on which ground. "
        "Nothing of what the record said, and no name.",
        REMOVALS, _removals,
    ),
    Collected(
        "corrections", "更正记录", "Corrections",
        "对有误文本的逐次更正：何时、何单位、何依据。原文可能已依法删除，此处不载。",
        "Every correction of a wrong text: when, by which body, on which ground. The old text may "
        "have been erased by law and does not stand here.",
        _REMOVED, _corrections,
    ),
    Collected(
        "ledger", "公开账本条目", "Entries of the public ledger",
        "只增不改的公开账本的全部已签名条目，可据以复核任何一次公开、更正和撤下。",
        "Every signed entry of the log that can only grow: what any publication, correction or "
        "removal can be checked against.",
        LEDGER, _ledger,
    ),
)  # fmt: skip
