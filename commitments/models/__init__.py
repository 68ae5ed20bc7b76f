"""Tables of the commitments system."""

from commitments.models.commitment import Commitment, CoResponsibility, Milestone
from commitments.models.contradiction import Contradiction, ContradictionText, ReviewRule
from commitments.models.performance import CommitmentPeriod, Evidence, PerformanceReport
from commitments.models.personal import PersonalCommitment
from commitments.models.story import CommitmentEvent, FieldMark, Remark
from commitments.models.verification import Verification

__all__ = [
    "CoResponsibility",
    "Commitment",
    "CommitmentEvent",
    "CommitmentPeriod",
    "Contradiction",
    "ContradictionText",
    "Evidence",
    "FieldMark",
    "Milestone",
    "PerformanceReport",
    "PersonalCommitment",
    "Remark",
    "ReviewRule",
    "Verification",
]
