"""Acts on consequences that several tests perform."""

from __future__ import annotations

from datetime import date
from typing import Any

from credit_portal.common import acts
from integrity_files import services
from integrity_files.models import Consequence, Record
from tests.integrity_files import record_scenes


def ordered(officer: Any, row: Record, owner: Any, kind: str = "honours", **more: Any) -> Any:
    """Ordered by one."""
    given = {"what": "取消评优评先资格。", "basis": "国发〔2016〕76号", **more}
    return acts.run(
        services.order_consequence, actor=officer, record_id=row.pk, kind=kind,
        owner_id=owner.pk, **given,
    ).value  # fmt: skip


def act(service: Any, actor: Any, row: Consequence, **given: Any) -> Consequence:
    """One act, read anew."""
    acts.run(service, actor=actor, consequence_id=row.pk, **given)
    return Consequence.objects.get(pk=row.pk)


def confirmed(officer: Any, reviewer: Any, row: Record, owner: Any, **more: Any) -> Consequence:
    """Confirmed by a second person."""
    found = ordered(officer, row, owner, **more)
    return act(services.confirm_consequence, reviewer, found)


def reported(filer: Any, row: Consequence) -> Consequence:
    """Carried out with proof."""
    return act(
        services.report_consequence, filer, row, text="已说明。", done_on=date(2026, 3, 2),
        upload=record_scenes.paper(140, "说明.png"),
    )  # fmt: skip
