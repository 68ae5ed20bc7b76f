"""Acts on applications for repair that several tests perform."""

from __future__ import annotations

from typing import Any

from credit_portal.common import acts
from integrity_files import services
from integrity_files.models import Record, Repair
from tests.integrity_files import record_scenes

DONE = "已于四月十日付清全部工程款。"


def act(service: Any, actor: Any, row: Repair, **given: Any) -> Repair:
    """One act on an application, read anew."""
    acts.run(service, actor=actor, repair_id=row.pk, **given)
    return Repair.objects.get(pk=row.pk)


def file(officer: Any, record: Record, shade: int = 120, **more: Any) -> Repair:
    """Filed with evidence and the signed commitment; the receipt is on the row."""
    given: dict[str, Any] = {
        "done": DONE, "pledged": True, "upload": record_scenes.paper(shade, "付款凭证.png"), **more,
    }  # fmt: skip
    done = acts.run(services.file_repair, actor=officer, record_id=record.pk, **given)
    found: Repair = done.value
    return found


def accepted(officer: Any, handler: Any, record: Record, **more: Any) -> Repair:
    """Filed and accepted."""
    return act(services.accept_repair, handler, file(officer, record, **more))


def proposed(officer: Any, handler: Any, record: Record, outcome: str = "grant") -> Repair:
    """A result is proposed."""
    row = accepted(officer, handler, record)
    return act(
        services.propose_repair, handler, row, outcome=outcome, finding="已核实付款凭证。"
    )  # fmt: skip


def decided(
    officer: Any, handler: Any, decider: Any, record: Record, outcome: str = "grant"
) -> Repair:
    """Decided by a second person who had no part in the record."""
    row = proposed(officer, handler, record, outcome)
    return act(services.decide_repair, decider, row)
