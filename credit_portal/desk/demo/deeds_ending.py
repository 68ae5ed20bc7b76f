"""What steps of the plan do to a promise that ends otherwise than by its performance, and to the
authority to promise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from commitments import change_preview
from commitments import services as commitments
from commitments.models import Commitment, LawfulChange, Verification
from commitments.services.change import Step
from credit_portal.accounts.models import User
from credit_portal.publishing.services import document_sha

Id = UUID | str
Paper = Mapping[str, Any]


def _attachment(paper: Paper) -> commitments.Attachment:
    # Imported late: drawing and tables are needed by the loader only, not by the web process.
    from credit_portal.desk.demo import papers  # noqa: PLC0415

    upload = papers.make(paper["kind"], paper["title"], paper["lines"], paper["rows"])
    return commitments.Attachment(upload, paper["title"], paper["public"])


def begin_change(*, actor: User, commitment_id: Id, kind: str) -> LawfulChange:
    """Begin a lawful change or withdrawal."""
    return commitments.begin_change(
        actor=actor, commitment_id=UUID(str(commitment_id)), kind=kind
    )  # fmt: skip


def lay_change(
    *,
    actor: User,
    change_id: Id,
    fields: Mapping[str, Any],
    text: Mapping[str, Any],
    procedure: Sequence[tuple[str, dt.date]],
    paper: Paper,
) -> LawfulChange:
    """Fill the case in, write the new text, and lay both before the superior body."""
    case = LawfulChange.objects.get(pk=change_id)
    if case.successor_id:
        commitments.edit_draft(
            actor=actor, commitment_id=case.successor_id, expected_version=None, fields=text
        )
    commitments.edit_change(
        actor=actor,
        change_id=case.pk,
        fields=fields,
        procedure=[Step(step, day) for step, day in procedure],
        document=_attachment(paper),
    )
    return commitments.submit_change(actor=actor, change_id=case.pk)


def approve_change(*, actor: User, change_id: Id) -> LawfulChange:
    """Look at both texts and approve what is seen."""
    case = LawfulChange.objects.select_related(
        "commitment__organisation__parent", "successor"
    ).get(pk=change_id)  # fmt: skip
    seen = document_sha(change_preview.preview(case, actor))
    return commitments.approve_change(actor=actor, change_id=case.pk, doc_sha=seen)


def report_paid(*, actor: User, commitment_id: Id, paid_on: dt.date) -> Commitment:
    """Report that the agreed compensation was paid."""
    return commitments.report_paid(
        actor=actor, commitment_id=UUID(str(commitment_id)), paid_on=paid_on
    )


def record_authority(
    *,
    actor: User,
    commitment_id: Id,
    fields: Mapping[str, Any],
    incentives: Sequence[Mapping[str, Any]],
) -> Commitment:
    """Record the authority to promise and what is offered."""
    return commitments.record_authority(
        actor=actor, commitment_id=UUID(str(commitment_id)), fields=fields, incentives=incentives
    )


def propose_void(
    *,
    actor: User,
    commitment_id: Id,
    findings: Sequence[str],
    fields: Mapping[str, Any],
    paper: Paper,
) -> Verification:
    """Find that a promise was unlawful from the beginning."""
    return commitments.propose_void(
        actor=actor,
        commitment_id=UUID(str(commitment_id)),
        findings_zh=findings[0],
        findings_en=findings[1],
        fields=fields,
        document=_attachment(paper),
    )


DEEDS = (
    begin_change,
    lay_change,
    approve_change,
    report_paid,
    record_authority,
    propose_void,
)
