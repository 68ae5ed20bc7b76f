"""A promise that was unlawful from the beginning: proposed by the credit office, confirmed by a
second person through the verification it becomes. It is no breach of the promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import codes, codes_change, policies
from commitments.models import Commitment, Verification, VoidFinding
from commitments.services import drafts, steps, verification
from commitments.services.change import PROBLEMS
from commitments.services.ending import require_no_review
from commitments.services.performance import Attachment, attach, new_verification
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid

TERMS = (
    "ground", "document_title", "document_number", "document_issuer", "document_on",
    "compensation", "compensation_zh", "compensation_en", "compensation_amount",
    "compensation_due_on",
)  # fmt: skip


@transaction.atomic
def propose_void(
    *,
    actor: User,
    commitment_id: UUID,
    findings_zh: str,
    findings_en: str = "",
    fields: Mapping[str, Any],
    document: Attachment,
) -> Verification:
    """Propose that a registered promise was void from the beginning, with legal ground, document
    and compensation (``TERMS``). A second person confirms it as any outcome.

    A verification that is open is taken for it. Raises Conflict ("not_registered",
    "already_determined", "being_confirmed", "being_reviewed"), Invalid, NotAllowed (own
    body and so on).
    """
    row = steps.locked(actor, commitment_id)
    policies.require_verify(actor, row)
    actor = policies.capacity(actor, policies.VERIFY, row.organisation)
    _require_voidable(row)
    if not (findings_zh.strip() or findings_en.strip()):
        raise Invalid("findings_missing", _("Say what was found."), field="findings_zh")
    task = _task(row)
    found = _finding(task, row, fields)
    found.document = attach(row, actor, [document], verification=task)[0]
    task.outcome, task.kept_on = codes.Outcome.VOID, None
    task.findings_zh, task.findings_en = findings_zh.strip(), findings_en.strip()
    found.save()
    verification.hand_over(task, actor)
    return task


def _require_voidable(row: Commitment) -> None:
    if row.state != codes.State.REGISTERED:
        raise Conflict("not_registered", _("This commitment is not registered yet."))
    if row.outcome in codes.ENDED:
        raise Conflict("already_determined", _("The outcome has been determined."))
    if not row.is_standing and row.outcome != codes.Outcome.OPEN:
        raise Conflict("already_determined", _("The outcome has been determined."))


def _task(row: Commitment) -> Verification:
    """The live verification of the whole promise, else a new one; a proposal is not replaced."""
    require_no_review(row)
    live = (
        Verification.objects.select_for_update(of=("self",))
        .filter(commitment=row, state__in=codes.LIVE_VERIFICATION)
        .order_by("pk")
    )
    tasks = list(live)
    if any(task.state == codes.VerificationState.PROPOSED for task in tasks):
        raise Conflict(
            "being_confirmed",
            _("An outcome has been proposed and waits for confirmation; it is decided first."),
        )
    whole = next((task for task in tasks if task.period_id is None), None)
    task = whole or new_verification(row, None, codes.OpenedBecause.MANUAL)
    task.commitment = row
    return task


def _finding(task: Verification, row: Commitment, fields: Mapping[str, Any]) -> VoidFinding:
    """The legal side, checked; whoever made the promise is marked for a lead."""
    VoidFinding.objects.filter(verification=task).delete()
    found = VoidFinding(
        verification=task,
        lead_post=row.post,
        lead_on=row.registered_on or clock.today(),
        **{name: fields.get(name) for name in TERMS if fields.get(name) is not None},
    )
    drafts.check_fields(found, *TERMS)
    for name in ("ground", "document_title", "document_number", "document_issuer", "document_on"):
        if not getattr(found, name):
            raise Invalid("required", _("This is needed."), field=name)
    problem = None
    if found.compensation not in codes_change.CompensationKind.values:
        problem = ("compensation", "compensation_missing")
    elif not found.compensation_zh.strip():
        problem = ("compensation_zh", "compensation_text_missing")
    elif (found.compensation == "agreed") != (found.compensation_due_on is not None):
        problem = ("compensation_due_on", "compensation_due_wrong")
    if problem is not None:
        raise Invalid(problem[1], PROBLEMS[problem[1]], field=problem[0])
    return found
