"""Tables of the commitments system."""

from commitments.models.authority import AuthorityCheck, Incentive
from commitments.models.campaigns import (
    Campaign,
    CampaignCase,
    CampaignDuty,
    CampaignReport,
    CampaignWork,
)
from commitments.models.clocks import ClockRequest, MilestoneReport
from commitments.models.commitment import Commitment, CoResponsibility, Milestone
from commitments.models.contradiction import Contradiction, ContradictionText, ReviewRule
from commitments.models.desk import FilingTemplate, SavedView
from commitments.models.inheritance import Inheritance
from commitments.models.lawful_change import ChangeStep, Compensation, LawfulChange, VoidFinding
from commitments.models.old_accounts import (
    OldAccount,
    OldAccountEvent,
    OldAccountNote,
    OldAccountSheet,
    OldClaimant,
)
from commitments.models.performance import CommitmentPeriod, Evidence, PerformanceReport
from commitments.models.personal import PersonalCommitment
from commitments.models.sheets import Sheet, SheetDuty, SheetGap, SheetRemark
from commitments.models.story import CommitmentEvent, FieldMark, Remark
from commitments.models.verification import Verification

__all__ = [
    "AuthorityCheck",
    "Campaign",
    "CampaignCase",
    "CampaignDuty",
    "CampaignReport",
    "CampaignWork",
    "ChangeStep",
    "ClockRequest",
    "CoResponsibility",
    "Commitment",
    "CommitmentEvent",
    "CommitmentPeriod",
    "Compensation",
    "Contradiction",
    "ContradictionText",
    "Evidence",
    "FieldMark",
    "FilingTemplate",
    "Incentive",
    "Inheritance",
    "LawfulChange",
    "Milestone",
    "MilestoneReport",
    "OldAccount",
    "OldAccountEvent",
    "OldAccountNote",
    "OldAccountSheet",
    "OldClaimant",
    "PerformanceReport",
    "PersonalCommitment",
    "Remark",
    "ReviewRule",
    "SavedView",
    "Sheet",
    "SheetDuty",
    "SheetGap",
    "SheetRemark",
    "Verification",
    "VoidFinding",
]
