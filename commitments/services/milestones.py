"""The body reports that a milestone was reached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import codes, policies, policies_personal, selectors
from commitments.models import Commitment, Milestone, MilestoneReport
from commitments.services import drafts, steps
from commitments.services.milestone_clocks import MILESTONE, OPEN_FOR_STEPS, step_data
from commitments.services.performance import Attachment, attach
from commitments.services.status import publish_status
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.workflow import services as workflow


@transaction.atomic
def report_milestone(
    *, actor: User, commitment_id: UUID, milestone_id: UUID, done_on: dt.date,
    text_zh: str = "", text_en: str = "", evidence: Sequence[Attachment] = (),
) -> MilestoneReport:  # fmt: skip
    """The body says on which day a milestone was reached; the bare fact is published at once.

    Needs words or a file. It is no outcome: nobody has to confirm it. Raises Conflict
    ("not_open", "already_reported"), Invalid, NotAllowed.
    """
    row = steps.locked(actor, commitment_id)
    policies_personal.require_report(actor, row)
    actor = policies.capacity(actor, policies.FILE, row.organisation)
    step = lock(Milestone.objects.filter(commitment=row), selectors.key(milestone_id))
    _check(row, step, done_on, bool(text_zh.strip() or text_en.strip() or evidence))
    made = attach(row, actor, list(evidence)[:1])
    report = MilestoneReport(
        milestone=step, done_on=done_on, text_zh=text_zh.strip(), text_en=text_en.strip(),
        evidence=made[0] if made else None, filed_by=actor, filed_by_title=actor.title[:200],
        filed_at=clock.now(), filed_on=clock.today(),
    )  # fmt: skip
    drafts.check_fields(report, "text_zh", "text_en")
    report.save(force_insert=True)
    workflow.satisfy(MILESTONE, step, at=dt.datetime.combine(done_on, dt.time(), clock.TZ))
    steps.note(row, "milestone_reached", actor, **step_data(step), on=done_on.isoformat())
    steps.trail("report_milestone", actor, row, milestone=str(step.pk), done_on=str(done_on))
    row.version += 1
    row.updated_at = clock.now()
    row.save(update_fields=["version", "updated_at"])
    publish_status([row.pk])
    return report


def _check(row: Commitment, step: Milestone, done_on: dt.date, shown: bool) -> None:
    if row.state != codes.State.REGISTERED or row.outcome not in OPEN_FOR_STEPS:
        raise Conflict("not_open", _("The promise is not being performed any more."))
    if step.reached is not None:
        raise Conflict("already_reported", _("This milestone was reported already."))
    if done_on > clock.today():
        raise Invalid("done_on_future", _("This day lies in the future."), field="done_on")
    if not shown:
        raise Invalid("text_missing", _("Say what was done."), field="text_zh")
