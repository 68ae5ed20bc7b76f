"""Acts on campaigns that several tests perform."""

from __future__ import annotations

from datetime import date
from typing import Any

from commitments.models import Campaign, CampaignWork
from commitments.services import campaign_cases, campaigns
from credit_portal.common import acts
from tests.commitments import old_scenes as old
from tests.commitments import scenes

PLAN: dict[str, Any] = {
    "title_zh": "新官不理旧账专项整治",
    "paper_number": "示例办发〔2026〕3号",
    "paper_organ": "示例市人民政府办公室",
    "paper_date": date(2026, 2, 20),
    "starts_on": date(2026, 3, 2),
    "ends_on": date(2026, 4, 30),
    "ills": ["agreement_not_performed", "promise_not_honoured"],
}


def planned(verifier: Any, scope: Any, **more: Any) -> Campaign:
    """Planned by an officer of the credit office."""
    given = {**PLAN, **more}
    return acts.run(campaigns.plan, actor=verifier, scope_id=scope.pk, **given).value


def act(service: Any, actor: Any, row: Campaign, **given: Any) -> Any:
    """One act on a campaign."""
    return acts.run(service, actor=actor, campaign_id=row.pk, **given).value


def started(verifier: Any, reviewer: Any, scope: Any, body: Any) -> Campaign:
    """Running over one old account of a body."""
    old.forwarded(body, verifier, reviewer)
    return act(campaigns.start, reviewer, planned(verifier, scope))


def work_of(row: Campaign) -> CampaignWork:
    """The work on its first case."""
    return CampaignWork.objects.select_related("case__organisation").get(
        case__campaign=row, case__number=1
    )


def on_case(service: Any, actor: Any, row: Campaign, **given: Any) -> CampaignWork:
    """One act on the first case."""
    return acts.run(service, actor=actor, case_id=work_of(row).pk, **given).value


def claimed(row: Campaign, officer: Any) -> CampaignWork:
    """The body says that it is settled."""
    given = {"claim": "尾款已全部付清。", "upload": scenes.picture("付款凭证.png")}
    return on_case(campaign_cases.claim_settled, officer, row, **given)


def settled(row: Campaign, officer: Any, verifier: Any, reviewer: Any) -> CampaignWork:
    """And two others accept."""
    claimed(row, officer)
    on_case(campaign_cases.propose_accepted, verifier, row)
    return on_case(campaign_cases.accept_settled, reviewer, row)
