"""The acts on commitments and verifications that the API knows."""

from __future__ import annotations

from commitments import selectors, services
from commitments.api import serializers
from commitments.services import steps
from credit_portal.workflow.case_api import Empty, Step, Subject, checked, perform

__all__ = ["COMMITMENT", "FILING", "VERIFICATION", "VERIFYING", "Step", "Subject", "checked",
           "perform"]  # fmt: skip

COMMITMENT = Subject("commitment_id", selectors.case, steps.locked, serializers.CommitmentOut)
VERIFICATION = Subject(
    "verification_id",
    selectors.verification,
    steps.locked_verification,
    serializers.VerificationOut,
)
FILING = {
    "submit": Step(services.submit, Empty, "Hand it in for approval", True),
    "take_back": Step(services.take_back, Empty, "Take it back before approval"),
    "discard": Step(services.discard_draft, Empty, "Give a draft up"),
    "copy": Step(services.copy_as_draft, Empty, "Begin a new draft with its text"),
    "approve": Step(services.approve, serializers.Approve, "Approve exactly what was previewed"),
    "return": Step(
        services.return_for_changes, serializers.Return, "Return it with a reason", True
    ),
    "report": Step(services.file_report, serializers.Report, "Report performance"),
    "open_verification": Step(
        services.open_verification, serializers.Open, "Open a verification of the outcome"
    ),
    "ask_extension": Step(services.ask_extension, serializers.AskLonger, "Ask for a longer period"),
    "ask_stop": Step(services.ask_stop, serializers.AskStop, "Ask to stop the clock"),
    "withdraw_due_change": Step(
        services.withdraw_due_change, Empty, "Take a request on the due date back"
    ),
    "grant_due_change": Step(
        services.approve_due_change, serializers.Approve, "Grant exactly what was previewed"
    ),
    "refuse_due_change": Step(
        services.refuse_due_change, serializers.Reason, "Refuse a request on the due date"
    ),
    "resume_clock": Step(services.resume_clock, Empty, "Let the clock run again"),
    "report_milestone": Step(
        services.report_milestone, serializers.MilestoneReached, "Report a milestone"
    ),
}
VERIFYING = {
    "propose": Step(services.propose_outcome, serializers.Propose, "Propose an outcome", True),
    "confirm": Step(services.confirm_outcome, serializers.Approve, "Confirm what was previewed"),
    "return": Step(services.return_outcome, serializers.Reason, "Return a proposed outcome", True),
    "dismiss": Step(services.dismiss_verification, serializers.Reason, "Close without outcome"),
}
