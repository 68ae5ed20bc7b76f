"""Acts on leads that several tests perform."""

from __future__ import annotations

from datetime import date
from typing import Any

from credit_portal.common import acts
from integrity_files import services
from integrity_files.models import Lead

FACTS: dict[str, Any] = {
    "title_zh": "拖欠示例路桥公司工程款",
    "facts_zh": "生效判决确定的款项至今未付。",
    "category": "B02",
    "happened_on": date(2026, 2, 10),
    "paper": "S1",
    "paper_number": "（2025）示例01民终123号",
    "paper_organ": "示例市中级人民法院",
    "paper_date": date(2025, 12, 20),
}
BY_HAND = {
    **FACTS, "paper": "", "paper_number": "", "paper_organ": "", "paper_date": None,
}  # fmt: skip


def opened(officer: Any, body: Any, facts: dict[str, Any] = FACTS, **more: Any) -> Lead:
    """A lead that an officer opened."""
    return acts.run(
        services.open_lead, actor=officer, organisation_id=body.pk, facts={**facts, **more}
    ).value


def act(service: Any, actor: Any, row: Lead, **given: Any) -> Lead:
    """One act on a lead."""
    return acts.run(service, actor=actor, lead_id=row.pk, **given).value


def taken(officer: Any, body: Any, **more: Any) -> Lead:
    """It is his to verify."""
    return act(services.take_lead, officer, opened(officer, body, **more))


def doubted(officer: Any, body: Any) -> Lead:
    """He found it untrue."""
    row = taken(officer, body)
    return act(services.propose_untrue, officer, row, finding="款项已于判决前付清，有付款凭证。")
