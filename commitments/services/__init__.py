"""Every write of the commitments system, one function per legal act."""

from commitments.services.approval import approve, approve_batch, return_for_changes
from commitments.services.authority import record_authority
from commitments.services.change import (
    begin_change,
    discard_change,
    edit_change,
    submit_change,
    take_back_change,
)
from commitments.services.change_decision import approve_change, refuse_change, return_change
from commitments.services.compensation import report_paid
from commitments.services.drafts import (
    copy_as_draft,
    create_draft,
    discard_draft,
    edit_draft,
    submit,
    take_back,
)
from commitments.services.performance import (
    Attachment,
    add_evidence,
    file_report,
    remove_evidence,
)
from commitments.services.reading import read_evidence
from commitments.services.verification import (
    confirm_outcome,
    dismiss_verification,
    open_verification,
    propose_outcome,
    return_outcome,
)
from commitments.services.void import propose_void

__all__ = [
    "Attachment",
    "add_evidence",
    "approve",
    "approve_batch",
    "approve_change",
    "begin_change",
    "confirm_outcome",
    "copy_as_draft",
    "create_draft",
    "discard_change",
    "discard_draft",
    "dismiss_verification",
    "edit_change",
    "edit_draft",
    "file_report",
    "open_verification",
    "propose_outcome",
    "propose_void",
    "read_evidence",
    "record_authority",
    "refuse_change",
    "remove_evidence",
    "report_paid",
    "return_change",
    "return_for_changes",
    "return_outcome",
    "submit",
    "submit_change",
    "take_back",
    "take_back_change",
]
