"""Every write of the commitments system, one function per legal act."""

from commitments.services.approval import approve, approve_batch, return_for_changes
from commitments.services.checking import (
    comment_contradiction,
    confirm_contradiction,
    erase_contradiction,
    mark_duplicate,
    read_contact,
    read_contradiction,
    refuse_contradiction,
)
from commitments.services.contradictions import (
    contradict,
    say_kept,
    withdraw_contradiction,
)
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
from commitments.services.personal import bear_by_post, bear_personally, countersign
from commitments.services.reading import read_evidence
from commitments.services.review import reopen
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
    "bear_by_post",
    "bear_personally",
    "comment_contradiction",
    "confirm_contradiction",
    "confirm_outcome",
    "contradict",
    "copy_as_draft",
    "countersign",
    "create_draft",
    "discard_draft",
    "dismiss_verification",
    "edit_draft",
    "erase_contradiction",
    "file_report",
    "mark_duplicate",
    "open_verification",
    "propose_outcome",
    "read_contact",
    "read_contradiction",
    "read_evidence",
    "refuse_contradiction",
    "remove_evidence",
    "reopen",
    "return_for_changes",
    "return_outcome",
    "say_kept",
    "submit",
    "take_back",
    "withdraw_contradiction",
]
