"""Tables of complaints and reports."""

from complaints.models.case import (
    AccusedPost,
    Case,
    CaseEvent,
    CaseLink,
    CaseNote,
    Recusal,
)
from complaints.models.desk import Call, CannedText, DeskDraft, OperatorStatus, ShiftNote
from complaints.models.exchange import PlatformNonce, WorkOrder, WorkOrderResult
from complaints.models.handling import Assignment, CallBack, Motion, Reply, SupervisionLetter
from complaints.models.identity import Contact, Identity, SealedOriginal, UnsealRequest
from complaints.models.proof import IntakeDay, IntakeProof, SpentWork
from complaints.models.public import PublicAnswer

__all__ = [
    "AccusedPost",
    "Assignment",
    "Call",
    "CallBack",
    "CannedText",
    "Case",
    "CaseEvent",
    "CaseLink",
    "CaseNote",
    "Contact",
    "DeskDraft",
    "Identity",
    "IntakeDay",
    "IntakeProof",
    "Motion",
    "OperatorStatus",
    "PlatformNonce",
    "PublicAnswer",
    "Recusal",
    "Reply",
    "SealedOriginal",
    "ShiftNote",
    "SpentWork",
    "SupervisionLetter",
    "UnsealRequest",
    "WorkOrder",
    "WorkOrderResult",
]
