"""Tables of the commitments system."""

from commitments.models.authority import AuthorityCheck, Incentive
from commitments.models.clocks import ClockRequest, MilestoneReport
from commitments.models.commitment import Commitment, CoResponsibility, Milestone
from commitments.models.desk import FilingTemplate, SavedView
from commitments.models.lawful_change import ChangeStep, Compensation, LawfulChange, VoidFinding
from commitments.models.performance import CommitmentPeriod, Evidence, PerformanceReport
from commitments.models.story import CommitmentEvent, FieldMark, Remark
from commitments.models.verification import Verification

__all__ = [
    "AuthorityCheck",
    "ChangeStep",
    "ClockRequest",
    "CoResponsibility",
    "Commitment",
    "CommitmentEvent",
    "CommitmentPeriod",
    "Compensation",
    "Evidence",
    "FieldMark",
    "FilingTemplate",
    "Incentive",
    "LawfulChange",
    "Milestone",
    "MilestoneReport",
    "PerformanceReport",
    "Remark",
    "SavedView",
    "Verification",
    "VoidFinding",
]
