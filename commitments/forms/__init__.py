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
from commitments.forms.change import (
    AuthorityForm,
    ChangeForm,
    IncentiveSet,
    PaidForm,
    VoidForm,
    incentives_of,
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
    "AuthorityForm",
    "BatchForm",
    "ChangeForm",
    "ConfirmForm",
    "DraftForm",
    "EvidenceForm",
    "IncentiveSet",
    "MilestoneForm",
    "MilestoneSet",
    "OpenForm",
    "OutcomeForm",
    "PaidForm",
    "ReasonForm",
    "ReportForm",
    "ReturnForm",
    "VoidForm",
    "incentives_of",
    "milestone_initial",
    "milestones_of",
]
