"""Tables of the commitments system."""

from commitments.models.authority import AuthorityCheck, Incentive
from commitments.models.commitment import Commitment, CoResponsibility, Milestone
from commitments.models.lawful_change import ChangeStep, Compensation, LawfulChange, VoidFinding
from commitments.models.performance import CommitmentPeriod, Evidence, PerformanceReport
from commitments.models.story import CommitmentEvent, FieldMark, Remark
from commitments.models.verification import Verification

__all__ = [
    "AuthorityCheck",
    "ChangeStep",
    "CoResponsibility",
    "Commitment",
    "CommitmentEvent",
    "CommitmentPeriod",
    "Compensation",
    "Evidence",
    "FieldMark",
    "Incentive",
    "LawfulChange",
    "Milestone",
    "PerformanceReport",
    "Remark",
    "Verification",
    "VoidFinding",
]
