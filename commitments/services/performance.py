"""Reports of performance. Their fact is published at once, their content with the outcome."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import codes, policies, policies_personal, selectors
from commitments.models import (
    Commitment,
    CommitmentPeriod,
    Evidence,
    LawfulChange,
    PerformanceReport,
    Verification,
)
from commitments.services import drafts, steps
from commitments.services.approval import PERIOD_REPORT
from commitments.services.status import publish_status
from credit_portal.accounts.models import User
from credit_portal.accounts.outside import barred_path
from credit_portal.accounts.selectors import holders_of
from credit_portal.common import clock
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.files import services as files
from credit_portal.workflow import services as workflow

MAX_FILES = 20


@dataclass(frozen=True)
class Attachment:
    """A file to be added as evidence; the public sees it only when ``is_public``."""

    upload: Any
    title: str = ""
    is_public: bool = False


@transaction.atomic
def file_report(
    *,
    actor: User,
    commitment_id: UUID,
    claim: str,
    text_zh: str = "",
    text_en: str = "",
    done_on: dt.date | None = None,
    period_id: UUID | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    evidence: Sequence[Attachment] = (),
) -> PerformanceReport:
    """Report on a registered commitment: progress, fulfilment, or the figures of a period.

    Anything but progress opens a verification (or joins the open one) and publishes the bare
    fact. ``done_on`` goes with "fulfilled" only; figures go with a period that has ended.
    Raises Invalid, Conflict ("already_determined", "being_confirmed"), NotAllowed.
    """
    row = steps.locked(actor, commitment_id)
    policies_personal.require_report(actor, row)
    actor = policies.capacity(actor, policies.FILE, row.organisation)
    period = period_of(row, period_id)
    require_undetermined(row, period)
    if claim != codes.Claim.PROGRESS:
        steps.require_running(row)
    report = _unsaved(row, actor, claim=claim, text_zh=text_zh.strip(), text_en=text_en.strip(),
                      done_on=done_on, period=period, numerator=numerator,
                      denominator=denominator)  # fmt: skip
    check_report(report, clock.today())
    report.save(force_insert=True)
    attach(row, actor, evidence, report=report)
    _announce(row, report, actor)
    return report


def _unsaved(row: Commitment, actor: User, *, claim: str, **given: Any) -> PerformanceReport:
    return PerformanceReport(
        commitment=row,
        claim=claim,
        figure=row.figure if claim == codes.Claim.FIGURES else "",
        filed_by=actor,
        filed_by_title=actor.title[:200],
        filed_at=clock.now(),
        filed_on=clock.today(),
        **given,
    )


def _announce(row: Commitment, report: PerformanceReport, actor: User) -> None:
    """Note the report; open or join the verification, publish the fact, tell the verifiers."""
    period = report.period
    span = period_data(period)
    if report.claim == codes.Claim.PROGRESS:
        steps.note(row, "progress_reported", actor, report=str(report.pk))
        steps.trail("report", actor, row, report=str(report.pk), claim=report.claim)
        return
    verification = _verification_for(row, report)
    steps.note(row, "reported", actor, report=str(report.pk), **span)
    steps.trail(
        "report",
        actor,
        row,
        report=str(report.pk),
        claim=report.claim,
        verification=str(verification.pk),
    )
    if period is not None:
        workflow.satisfy(PERIOD_REPORT, period)
    publish_status([row.pk])
    verifiers = [
        user
        for user in holders_of(policies.VERIFY, row.organisation)
        if policies.may_verify(user, row, period)
    ]
    steps.tell(
        "report_filed",
        row,
        verifiers,
        f"commitments.to_verify:{verification.pk}:{report.pk}",
        url=steps.verification_url(verification),
    )


def _verification_for(row: Commitment, report: PerformanceReport) -> Verification:
    """The open verification of this promise or period, with the report joined to it."""
    live = (
        Verification.objects.select_for_update()
        .filter(commitment=row, period=report.period, state__in=codes.LIVE_VERIFICATION)
        .first()
    )
    if live is None:
        return new_verification(row, report.period, codes.OpenedBecause.REPORT, report)
    if live.state == codes.VerificationState.PROPOSED:
        raise Conflict(
            "being_confirmed",
            _("An outcome has been proposed and waits for confirmation; report afterwards."),
        )
    live.report = report
    live.version += 1
    live.save(update_fields=["report", "version"])
    return live


def new_verification(
    row: Commitment,
    period: CommitmentPeriod | None,
    because: str,
    report: PerformanceReport | None = None,
) -> Verification:
    """Open the verification of a promise or of one period; the caller holds the lock."""
    return Verification.objects.create(
        commitment=row,
        period=period,
        report=report,
        opened_on=clock.today(),
        opened_because=because,
        due_on=row.due_on if period is None else period.ends_on,
        body=row.organisation,
        barred_path=barred_path(row.organisation),
    )


def period_data(period: CommitmentPeriod | None) -> dict[str, Any]:
    """How a step of the story names a measuring period."""
    if period is None:
        return {}
    return {"from": period.starts_on.isoformat(), "until": period.ends_on.isoformat()}


def require_undetermined(row: Commitment, period: CommitmentPeriod | None) -> None:
    """Raise Conflict when the filing is not registered or the outcome stands already, Invalid
    when a standing promise names no period or one that has not ended."""
    if row.state != codes.State.REGISTERED:
        raise Conflict("not_registered", _("This commitment is not registered yet."))
    if row.outcome in codes.ENDED:
        raise Conflict("already_determined", _("The outcome has been determined."))
    if not row.is_standing:
        if row.outcome != codes.Outcome.OPEN:
            raise Conflict("already_determined", _("The outcome has been determined."))
        return
    if period is None:
        return
    if period.outcome != codes.PeriodOutcome.OPEN:
        raise Conflict("already_determined", _("The outcome has been determined."))
    if period.ends_on >= clock.today():
        raise Invalid(
            "period_not_over", _("The measuring period has not ended yet."), field="period"
        )


def period_of(row: Commitment, period_id: UUID | None) -> CommitmentPeriod | None:
    """A period of this commitment, locked; None without id. Raises NotFound."""
    if period_id is None:
        return None
    return lock(CommitmentPeriod.objects.filter(commitment=row), selectors.key(period_id))


def check_report(report: PerformanceReport, today: dt.date) -> None:
    """Raise Invalid for a report that contradicts itself; names the field."""
    figures = report.claim == codes.Claim.FIGURES
    if report.claim not in codes.Claim.values:
        raise Invalid("claim_unknown", _("Choose what you report."), field="claim")
    if report.commitment.is_standing and not figures and report.claim != codes.Claim.PROGRESS:
        raise Invalid(
            "figures_wanted", _("A standing commitment is reported by figures."), field="claim"
        )
    if figures != (report.period is not None):
        raise Invalid("period_wanted", _("Choose the measuring period."), field="period")
    if not figures and not (report.text_zh or report.text_en):
        raise Invalid("text_missing", _("Say what was done."), field="text_zh")
    if (report.claim == codes.Claim.FULFILLED) != (report.done_on is not None):
        raise Invalid(
            "done_on_wanted", _("State the day of fulfilment (only then)."), field="done_on"
        )
    if report.done_on is not None and report.done_on > today:
        raise Invalid("done_on_future", _("This day lies in the future."), field="done_on")
    _check_figures(report, figures)


def _check_figures(report: PerformanceReport, figures: bool) -> None:
    top, bottom = report.numerator, report.denominator
    if not figures:
        if top is not None or bottom is not None:
            raise Invalid(
                "figures_unwanted", _("Figures belong to a measuring period."), field="numerator"
            )
        return
    if top is None or bottom is None:
        missing = "numerator" if top is None else "denominator"
        raise Invalid("figures_missing", _("Give both figures."), field=missing)
    drafts.check_fields(report, "numerator", "denominator")
    if top < 0 or bottom < 0:
        raise Invalid("figures_negative", _("Figures are not negative."), field="numerator")
    if report.figure == codes.Figure.SHARE and top > bottom:
        raise Invalid(
            "numerator_larger",
            _("The numerator cannot be larger than the denominator."),
            field="numerator",
        )
    if bottom == 0 and top != 0:
        raise Invalid(
            "numerator_of_none", _("Without cases the numerator is nought."), field="numerator"
        )


def attach(
    row: Commitment,
    actor: User,
    attachments: Sequence[Attachment],
    *,
    report: PerformanceReport | None = None,
    verification: Verification | None = None,
    change: LawfulChange | None = None,
) -> list[Evidence]:
    """Store files as evidence of a filing, a report, a verification or a lawful change. Raises
    Invalid."""
    if len(attachments) > MAX_FILES:
        raise Invalid("files_many", _("At most 20 files at once."), field="evidence")
    made = []
    for one in attachments:
        stored = files.store(upload=one.upload, owner=actor, purpose="commitments.evidence")
        title = one.title.strip() or stored.name
        made.append(
            Evidence.objects.create(
                commitment=row,
                report=report,
                verification=verification,
                change=change,
                file=stored,
                title=title[:200],
                is_public=one.is_public,
                added_by=actor,
                added_at=clock.now(),
            )
        )
    return made


@transaction.atomic
def add_evidence(
    *, actor: User, commitment_id: UUID, upload: Any, title: str = "", is_public: bool = False
) -> Evidence:
    """Add a file to a draft or a returned filing (its authority, its basis). Raises Conflict."""
    row = steps.locked(actor, commitment_id)
    policies.require(actor, policies.FILE, row.organisation)
    drafts.require_editable(row)
    made = attach(row, actor, [Attachment(upload, title, is_public)])[0]
    drafts.touch(row, actor)
    row.save(update_fields=["authors", "version", "updated_at"])
    steps.trail("add_evidence", actor, row, evidence=str(made.pk), public=int(is_public))
    return made


@transaction.atomic
def remove_evidence(*, actor: User, commitment_id: UUID, evidence_id: UUID) -> None:
    """Take a file off a draft or a returned filing. Raises NotFound, Conflict."""
    row = steps.locked(actor, commitment_id)
    policies.require(actor, policies.FILE, row.organisation)
    drafts.require_editable(row)
    removable = Evidence.objects.filter(commitment=row, report=None, verification=None, change=None)
    found = lock(removable, selectors.key(evidence_id))
    found.delete()
    drafts.touch(row, actor)
    row.save(update_fields=["authors", "version", "updated_at"])
    steps.trail("remove_evidence", actor, row, evidence=str(evidence_id))
