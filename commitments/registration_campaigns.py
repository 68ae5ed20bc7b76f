"""What rectification campaigns tell the platform below."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments import open_data
from commitments import selectors_campaigns as selectors
from commitments import work_campaigns as work
from commitments.models import Campaign
from commitments.services import campaigns
from credit_portal.audit import verbs
from credit_portal.common.invariants import register as invariant
from credit_portal.publishing.registry import Kind, Published, register_kind
from credit_portal.workflow.registry import register_deadline_kind, register_work

SENTENCES: dict[str, tuple[str, str]] = {
    "commitments.campaign_planned": ("拟定专项整治", "planned a campaign"),
    "commitments.campaign_started": ("启动专项整治，冻结底数", "began a campaign, froze its cases"),
    "commitments.campaign_dropped": ("撤销未启动的专项整治", "gave a planned campaign up"),
    "commitments.campaign_reported": ("报送专项整治周报", "reported on a week of a campaign"),
    "commitments.campaign_ended": ("专项整治转入验收", "ended the work of a campaign"),
    "commitments.campaign_closed": ("专项整治结束", "closed a campaign"),
    "commitments.campaign_finished": ("专项整治回头看完成", "finished a campaign"),
    "commitments.campaign_case_planned": ("填写整治方案", "planned a case of a campaign"),
    "commitments.campaign_case_claimed": ("申报整治事项办结", "said that a case is settled"),
    "commitments.campaign_case_found": ("认可整治事项办结", "found a case settled"),
    "commitments.campaign_case_settled": ("验收整治事项", "accepted a case as settled"),
    "commitments.campaign_case_sent_back": ("退回整治事项", "sent a case back as not settled"),
    "commitments.campaign_evidence_seen": ("查看整治佐证材料", "opened evidence of a case"),
    "commitments.campaign_case_stands": ("回头看：未反弹", "look-back: still settled"),
    "commitments.campaign_case_reopened": ("回头看：重新办理", "look-back: reopened a case"),
}
BASELINE_LOST = """
select c.id from commitments_campaign c
 where c.state not in ('planned', 'dropped') and (
    not exists (select 1 from commitments_campaigncase one where one.campaign_id = c.id)
    or exists (select 1 from commitments_campaigncase one
                left join commitments_campaignwork w on w.case_id = one.id
                where one.campaign_id = c.id and w.case_id is null))
"""


def register() -> None:
    """Sentences, the public kind, deadlines, work, one invariant."""
    verbs.register(SENTENCES)
    register_kind(
        Kind(
            code=campaigns.KIND,
            letter="K",
            name_zh="专项整治",
            name_en="Rectification campaign",
            summarise=summarise,
            basis="P02",
            columns=open_data.CAMPAIGN,
        ),
        on_published=remember,
    )
    register_deadline_kind(
        campaigns.WEEK,
        label=_("Weekly report of a campaign"),
        remind_before=(),
        on_overdue=campaigns.week_passed,
        name_cases=campaigns.name_weeks,
    )
    register_deadline_kind(
        campaigns.LOOK_BACK,
        label=_("Look-back at a campaign"),
        remind_before=(selectors.LOOK_BACK_AHEAD,),
        on_remind=campaigns.look_back_due,
        on_overdue=campaigns.look_back_due,
        name_cases=campaigns.name_campaigns,
    )
    register_work(work.items)
    invariant("commitments.campaign_baseline", "What began has its frozen cases.", BASELINE_LOST)


def summarise(found: dict[str, Any]) -> dict[str, Any]:
    """Columns of the displayed row (it runs again at every rebuild)."""
    return {
        "title_zh": found["title_zh"],
        "title_en": found["title_en"],
        "division_code": found["division"] or "",
        "row": {
            "state": found["state"],
            "figures": found["figures"],
            "ends_on": found["ends_on"],
            "is_demo": found["is_demo"],
        },
    }


def remember(published: Any) -> None:
    """Keep the public references given at first publication."""
    found: list[Published] = list(published)
    for one in found:
        Campaign.objects.filter(pk=one.source_id).update(ref=one.ref, rec=one.rec)
