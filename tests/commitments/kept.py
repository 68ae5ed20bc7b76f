"""Acts of "was it kept for you?" that several tests perform."""

from datetime import date
from typing import Any

from commitments import services
from commitments.models import Contradiction, Verification
from credit_portal.common import acts
from credit_portal.common.actors import ANYBODY

FACTS = "我们三次去服务中心，门一直锁着，没有人办理。"
SUMMARY = "服务中心多次未开门。"


def contradict(row: Any, **more: Any) -> Any:
    """Somebody says that it was not kept; the answer with its receipt."""
    given = {"facts": FACTS, "happened_on": date(2026, 3, 1), **more}
    return acts.run(
        services.contradict, actor=ANYBODY, commitment_id=row.pk, answer=lambda _made: {}, **given
    ).value


def check(said: Contradiction, officer: Any, **more: Any) -> Contradiction:
    """A credit officer finds the facts plausible."""
    given = {"reason": "现场查看属实。", "summary": SUMMARY, **more}
    return acts.run(
        services.confirm_contradiction, actor=officer, contradiction_id=said.pk, **given
    ).value


def confirmed(row: Any, officer: Any, count: int = 3, **more: Any) -> list[Contradiction]:
    """So many contradictions, each found plausible."""
    return [check(contradict(row).contradiction, officer, **more) for _one in range(count)]


def reopen(row: Any, reviewer: Any, period: Any = None) -> Verification:
    """A second person reopens the verification."""
    given = {"period_id": period.pk} if period is not None else {}
    return acts.run(services.reopen, actor=reviewer, commitment_id=row.pk, **given).value
