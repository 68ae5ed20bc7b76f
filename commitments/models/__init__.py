"""Tables of the commitments system."""

from commitments.models.campaigns import (
    Campaign,
    CampaignCase,
    CampaignDuty,
    CampaignReport,
    CampaignWork,
)
from commitments.models.commitment import Commitment, CoResponsibility, Milestone
from commitments.models.old_accounts import (
    OldAccount,
    OldAccountEvent,
    OldAccountNote,
    OldAccountSheet,
    OldClaimant,
)
from commitments.models.performance import CommitmentPeriod, Evidence, PerformanceReport
from commitments.models.story import CommitmentEvent, FieldMark, Remark
from commitments.models.verification import Verification

__all__ = [
    "Campaign",
    "CampaignCase",
    "CampaignDuty",
    "CampaignReport",
    "CampaignWork",
    "CoResponsibility",
    "Commitment",
    "CommitmentEvent",
    "CommitmentPeriod",
    "Evidence",
    "FieldMark",
    "Milestone",
    "OldAccount",
    "OldAccountEvent",
    "OldAccountNote",
    "OldAccountSheet",
    "OldClaimant",
    "PerformanceReport",
    "Remark",
    "Verification",
]
