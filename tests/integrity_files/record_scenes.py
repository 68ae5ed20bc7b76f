"""Acts on records that several tests perform."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from credit_portal.common import acts
from integrity_files import services
from integrity_files.models import Record
from tests.integrity_files import lead_scenes

NOTICE: dict[str, Any] = {
    "title_zh": "拖欠道路工程款",
    "domain": "procurement",
    "counterparty": "private",
    "agreement_zh": "道路养护合同",
    "amount": "1200000.50",
    "performed_zh": "已付三成，其余未付。",
    "facts_zh": "生效判决确定的工程款至今未付。",
    "reasons_zh": "以负责人更替为由拒不支付。",
    "basis_zh": "《优化营商环境条例》第三十一条；发改财金〔2023〕1103号",
}
WEIGHED: dict[str, Any] = {
    "item": "G02",
    "severity": "general",
    "weighing_zh": "数额较大，经责令仍未支付。",
    "paper": "S1",
    "paper_title": "民事判决书",
    "paper_number": "（2025）示例01民终123号",
    "paper_organ": "示例市中级人民法院",
    "paper_date": date(2026, 1, 20),
}


def paper(shade: int = 255, name: str = "判决书.png") -> SimpleUploadedFile:
    """A small picture; another shade is another file."""
    out = io.BytesIO()
    Image.new("L", (4, 4), shade).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def act(service: Any, actor: Any, row: Record, **given: Any) -> Record:
    """One act on a record, read anew."""
    acts.run(service, actor=actor, record_id=row.pk, **given)
    return Record.objects.get(pk=row.pk)


def true_lead(officer: Any, body: Any, excuses: tuple[str, ...] = ("E4",), **more: Any) -> Any:
    """A lead found true."""
    row = lead_scenes.taken(officer, body, **more)
    return lead_scenes.act(
        services.find_true, officer, row, finding="属实，至今未付。", excuses=list(excuses)
    )


def ordered(officer: Any, body: Any, excuses: tuple[str, ...] = ("E4",)) -> Record:
    """Rectification ordered; blamed on a change of persons unless said otherwise."""
    lead = true_lead(officer, body, excuses)
    done = acts.run(
        services.order_rectification, actor=officer, lead_id=lead.pk, order="三十日内付清工程款。"
    )
    found: Record = done.value
    return found


def noticed(officer: Any, body: Any) -> Record:
    """The notice is served at once, since it is always a breach."""
    return act(services.serve_notice, officer, ordered(officer, body), notice=NOTICE)


def stated(officer: Any, filer: Any, body: Any) -> Record:
    """The body made its statement."""
    row = noticed(officer, body)
    return act(
        services.file_statement, filer, row, text="资金已列入预算，分期支付。",
        short="资金已列入预算。",
    )  # fmt: skip


def heard(officer: Any, filer: Any, body: Any) -> Record:
    """The statement was considered."""
    row = stated(officer, filer, body)
    return act(services.consider_statement, officer, row, considered="预算安排不影响付款义务。")


def proposed(officer: Any, filer: Any, body: Any, **more: Any) -> Record:
    """The determination is proposed."""
    row = heard(officer, filer, body)
    return propose(row, officer, **more)


def propose(row: Record, officer: Any, shade: int = 10, **more: Any) -> Record:
    """Propose on what stands above."""
    return act(
        services.propose_determination, officer, row, weighed={**WEIGHED, **more},
        upload=paper(shade),
    )  # fmt: skip


def decided(officer: Any, reviewer: Any, filer: Any, body: Any, **more: Any) -> Record:
    """Determined by a second person."""
    row = proposed(officer, filer, body, **more)
    return act(services.decide_determination, reviewer, row)


def displayed(officer: Any, reviewer: Any, filer: Any, body: Any, **more: Any) -> Record:
    """Determined and published."""
    from credit_portal.publishing.services import publish_all

    row = decided(officer, reviewer, filer, body, **more)
    publish_all()
    return Record.objects.get(pk=row.pk)
