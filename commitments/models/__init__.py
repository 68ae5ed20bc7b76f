"""Tables of the commitments system."""

from commitments.models.clocks import ClockRequest, MilestoneReport
from commitments.models.commitment import Commitment, CoResponsibility, Milestone
from commitments.models.desk import FilingTemplate, SavedView
from commitments.models.performance import CommitmentPeriod, Evidence, PerformanceReport
from commitments.models.story import CommitmentEvent, FieldMark, Remark
from commitments.models.verification import Verification

__all__ = [
    "ClockRequest",
    "CoResponsibility",
    "Commitment",
    "CommitmentEvent",
    "CommitmentPeriod",
    "Evidence",
    "FieldMark",
    "FilingTemplate",
    "Milestone",
    "MilestoneReport",
    "PerformanceReport",
    "Remark",
    "SavedView",
    "Verification",
]
