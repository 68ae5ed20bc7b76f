"""Every write of the commitments system, one function per legal act."""

from commitments.services.approval import approve, approve_batch, return_for_changes
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

__all__ = [
    "Attachment",
    "add_evidence",
    "approve",
    "approve_batch",
    "confirm_outcome",
    "copy_as_draft",
    "create_draft",
    "discard_draft",
    "dismiss_verification",
    "edit_draft",
    "file_report",
    "open_verification",
    "propose_outcome",
    "read_evidence",
    "remove_evidence",
    "return_for_changes",
    "return_outcome",
    "submit",
    "take_back",
]
