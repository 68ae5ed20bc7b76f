"""The second person returns a sheet with marks, or approves exactly what he saw: one decision."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import disclosures_sheets, machine, policies, policies_sheets, rules_sheets
from commitments.models import Sheet, SheetRemark
from commitments.services import approval, sheet_steps, steps
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.notices.references import ref
from credit_portal.notices.services import acted_by
from credit_portal.publishing import livelihood
from credit_portal.publishing import services as publishing


@transaction.atomic
def return_sheet(
    *,
    actor: User,
    sheet_id: UUID | str,
    reason: str,
    marks: Mapping[str, str] | None = None,
    expected_version: int | None = None,
) -> Sheet:
    """Send a sheet back with a reason and marks {field: note}. Raises Invalid, Stale, Conflict,
    NotAllowed (also to its authors)."""
    sheet = sheet_steps.locked(actor, sheet_id)
    policies_sheets.require_approve(actor, sheet)
    actor = policies.capacity(actor, policies.APPROVE, sheet.organisation)
    sheet_steps.check_version(sheet, expected_version)
    sheet_steps.move(sheet, "return_", actor)
    for row in sheet_steps.locked_entries(sheet):
        steps.move(machine.COMMITMENT, row, "return_", actor)
        steps.note(row, "returned", actor)
    wanted = {code: note.strip()[:300] for code, note in (marks or {}).items()}
    remark = SheetRemark.objects.create(
        sheet=sheet,
        text=steps.check_reason(reason),
        marks={code: wanted[code] for code in rules_sheets.FIELDS if code in wanted},
        made_by=actor,
        made_at=clock.now(),
    )
    sheet_steps.trail("return", actor, sheet, reason=reason, fields=sorted(remark.marks))
    sheet_steps.tell(
        "commitment_returned",
        sheet,
        [sheet.filer],
        f"commitments.sheet_returned:{sheet.pk}:{sheet.version}",
        **acted_by(actor),
        reason_ref=ref(remark),
    )
    return sheet


@transaction.atomic
def approve_sheet(
    *, actor: User, sheet_id: UUID | str, digest: str, expected_version: int | None = None
) -> Sheet:
    """Approve the whole sheet whose preview has this digest: every commitment of it is registered
    with its deadlines and decided to be published, and so is the sheet; all or nothing.

    Raises Conflict ("content_changed", "due_passed"), Stale, NotAllowed ("four_eyes"), Invalid.
    """
    # 1. lock everything in order, may he, is it what he saw
    sheet = sheet_steps.locked(actor, sheet_id)
    rows = sheet_steps.locked_entries(sheet)
    policies_sheets.require_approve(actor, sheet)
    actor = policies.capacity(actor, policies.APPROVE, sheet.organisation)
    sheet_steps.check_version(sheet, expected_version)
    _require_approvable(sheet, len(rows))
    seen = disclosures_sheets.preview(sheet, actor)
    if seen.digest != digest:
        raise Conflict(
            "content_changed",
            _("What would be published is no longer what you saw. Look at the preview again."),
        )
    # 2. the sheet, then its commitments, each a decision and a record of its own
    sheet.approver, sheet.approved_on = actor, clock.today()
    sheet_steps.move(sheet, "approve", actor, "approver", "approved_on")
    approval.register_all(rows, seen.facts, actor, seen.shas)
    # 3. that it was filed is public too
    publishing.decide(
        kind=disclosures_sheets.KIND,
        source=sheet,
        document=seen.document,
        act="publish",
        proposer=sheet.filer,
        approver=actor,
        organisation=sheet.organisation,
    )
    sheet_steps.trail("approve", actor, sheet, entries=len(rows), digest=digest)
    sheet_steps.tell(
        "commitment_registered", sheet, [sheet.filer], f"commitments.sheet_approved:{sheet.pk}"
    )
    return sheet


def _require_approvable(sheet: Sheet, count: int) -> None:
    sheet_steps.require_live(sheet.organisation)
    most = livelihood.numbers_on().entries
    if count > most:
        raise Invalid("sheet_too_long", _("A sheet holds at most %(n)s commitments.") % {"n": most})
