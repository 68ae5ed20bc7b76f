"""Forms of the commitments pages. They only parse; the services decide."""

from commitments.forms.acts import (
    ApproveForm,
    BatchForm,
    ConfirmForm,
    EvidenceForm,
    OpenForm,
    OutcomeForm,
    ReasonForm,
    ReportForm,
    ReturnForm,
)
from commitments.forms.filing import (
    DraftForm,
    MilestoneForm,
    MilestoneSet,
    milestone_initial,
    milestones_of,
)

__all__ = [
    "ApproveForm",
    "BatchForm",
    "ConfirmForm",
    "DraftForm",
    "EvidenceForm",
    "MilestoneForm",
    "MilestoneSet",
    "OpenForm",
    "OutcomeForm",
    "ReasonForm",
    "ReportForm",
    "ReturnForm",
    "milestone_initial",
    "milestones_of",
]
