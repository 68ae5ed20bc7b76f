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
from commitments.services.checking import (
    comment_contradiction,
    confirm_contradiction,
    erase_contradiction,
    mark_duplicate,
    read_contact,
    read_contradiction,
    refuse_contradiction,
)
from commitments.services.clocks import (
    approve_due_change,
    ask_extension,
    ask_stop,
    refuse_due_change,
    resume_clock,
    withdraw_due_change,
)
from commitments.services.compensation import report_paid
from commitments.services.contradictions import (
    contradict,
    say_kept,
    withdraw_contradiction,
)
from commitments.services.desk import copy_last_year, make_template, retire_template
from commitments.services.drafts import (
    copy_as_draft,
    create_draft,
    discard_draft,
    edit_draft,
    submit,
    take_back,
)
from commitments.services.milestones import report_milestone
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
from commitments.services.void import propose_void

__all__ = [
    "Attachment",
    "add_evidence",
    "approve",
    "approve_batch",
    "approve_change",
    "approve_due_change",
    "ask_extension",
    "ask_stop",
    "bear_by_post",
    "bear_personally",
    "begin_change",
    "comment_contradiction",
    "confirm_contradiction",
    "confirm_outcome",
    "contradict",
    "copy_as_draft",
    "copy_last_year",
    "countersign",
    "create_draft",
    "discard_change",
    "discard_draft",
    "dismiss_verification",
    "edit_change",
    "edit_draft",
    "erase_contradiction",
    "file_report",
    "make_template",
    "mark_duplicate",
    "open_verification",
    "propose_outcome",
    "propose_void",
    "read_contact",
    "read_contradiction",
    "read_evidence",
    "record_authority",
    "refuse_change",
    "refuse_contradiction",
    "refuse_due_change",
    "remove_evidence",
    "reopen",
    "report_milestone",
    "report_paid",
    "resume_clock",
    "retire_template",
    "return_change",
    "return_for_changes",
    "return_outcome",
    "say_kept",
    "submit",
    "submit_change",
    "take_back",
    "take_back_change",
    "withdraw_contradiction",
    "withdraw_due_change",
]
