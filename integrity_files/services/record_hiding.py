"""Emergency hiding: one person hides at once, a second confirms within the time of REC-HIDE or
it is shown again (security.md S15). The hiding is a `withdraw` leaf with the basis X01. Nobody
hides a record twice; a confirmed hiding has a clock to what ends it, unless a court ordered it."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import fresh
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.errors import Conflict, Invalid, NotAllowed
from credit_portal.publishing.models import Act, Removal
from credit_portal.workdays import selectors as workdays
from credit_portal.workflow import services as workflow
from integrity_files import policies as base
from integrity_files import policies_records as policies
from integrity_files import selectors_records as selectors
from integrity_files.codes_records import HideReason, HidingState
from integrity_files.models import Record, RecordHiding
from integrity_files.services import record_publication as publication
from integrity_files.services import record_steps as steps

BASIS = "X01"
REASONS = {
    HideReason.COURT: Removal.Reason.COURT,
    HideReason.PERSONAL: Removal.Reason.PERSONAL_DATA,
}
SHOWN_AGAIN = (HidingState.ENDED, HidingState.LAPSED)
BATCH = 100
logger = logging.getLogger(__name__)


@transaction.atomic
def hide_record(
    *, actor: User, record_id: UUID, reason: str, words: str, expected_version: int | None = None
) -> Record:
    """Hide it from the public at once; a second person has the time of REC-HIDE to confirm.

    Raises Conflict ("not_displayed"), NotAllowed ("hidden_before"), Invalid ("reason_unknown",
    "words_missing").
    """
    row = steps.locked(actor, record_id, policies.HIDE, expected_version)
    actor = steps.capacity(actor, policies.HIDE, row)
    if reason not in HideReason.values:
        raise Invalid("reason_unknown", _("Choose a reason from the list."), field="reason")
    if not selectors.is_published(row) or not publication.is_due(row):
        raise Conflict("not_displayed", _("This is not on display."))
    if not may_hide(actor, row):
        raise NotAllowed(
            "hidden_before",
            _("You, or somebody you stand in for, hid this before and it was shown again. Only"
              " somebody else can hide it now."),
        )  # fmt: skip
    now, rule = clock.now(), workdays.rule_on(steps.HIDE_RULE, clock.today())
    RecordHiding.objects.create(
        record=row, reason=reason, words_zh=steps.words(words, "words", 2000), hider=actor,
        hidden_at=now, until=now + timedelta(hours=24 * rule.count),
    )  # fmt: skip
    publication.remove(row, act=Act.WITHDRAW, proposer=actor, approver=None, basis=BASIS,
                       reason=REASONS[HideReason(reason)])  # fmt: skip
    steps.save(row)
    steps.note(row, "hidden", actor, why=reason)
    told = [one for one in steps.office(row, policies.HIDE) if one.pk != actor.pk]
    steps.tell("record_hidden", row, told, "hidden")
    return row


def may_hide(actor: Any, row: Record) -> bool:
    """Whether nobody of his side hid it before and it was shown again: otherwise one person alone
    could keep it hidden day after day."""
    before = [one for one in row.hidings.all() if one.state in SHOWN_AGAIN]
    return all(base.may_second(actor, one.hider, clock.day_of(one.hidden_at)) for one in before)


def _answered(
    actor: User, record_id: UUID, verb: str, expected: int | None
) -> tuple[Record, RecordHiding, User]:
    row = steps.locked(actor, record_id, verb, expected)
    found = row.hidings.select_for_update().filter(state=HidingState.OPEN).first()
    if found is None:
        raise Conflict("no_hiding", _("No hiding waits to be confirmed."))
    if found.until <= clock.now():
        raise Conflict("hiding_lapsed", _("The time to confirm has passed; it is shown again."))
    base.require_second(actor, found.hider, clock.day_of(found.hidden_at))
    actor = steps.capacity(actor, verb, row)
    found.second, found.ended_at = actor, clock.now()
    return row, found, actor


@transaction.atomic
def confirm_hiding(
    *, actor: User, record_id: UUID, why: str, expected_version: int | None = None
) -> Record:
    """A reviewer keeps it hidden, with the reasons. Unless a court ordered it, the time of
    REC-HIDDEN runs: to correct or revoke the record, or to end the hiding.

    Raises NotAllowed ("four_eyes"), ReauthenticationNeeded, Conflict ("no_hiding",
    "hiding_lapsed"), Invalid ("words_missing").
    """
    row, found, acting = _answered(actor, record_id, policies.DECIDE, expected_version)
    fresh.require(actor, policies.DECIDE)
    actor = acting
    found.state, found.answer_zh = HidingState.CONFIRMED, steps.words(why, "why", 2000)
    found.save()
    if found.reason != HideReason.COURT:
        workflow.start_deadline(
            kind=steps.HIDDEN, case=row, organisation=row.organisation, start_on=clock.today(),
            rule=steps.HIDDEN_RULE,
        )  # fmt: skip
    steps.save(row)
    steps.note(row, "hiding_confirmed", actor)
    return row


@transaction.atomic
def end_hiding(
    *, actor: User, record_id: UUID, why: str, expected_version: int | None = None
) -> Record:
    """Show it again, with the reasons. Raises as `confirm_hiding`."""
    row, found, actor = _answered(actor, record_id, policies.HIDE, expected_version)
    found.state, found.answer_zh = HidingState.ENDED, steps.words(why, "why", 2000)
    found.save()
    _end(row, found, actor, "hiding_ended", proposer=found.hider, approver=actor)
    return row


def end_confirmed(row: Record, found: RecordHiding, proposer: User, actor: User) -> None:
    """A confirmed hiding ends: the order of the court did, or it was confirmed by mistake.
    Called by `record_motions`, once two people decided it."""
    found.state = HidingState.ENDED
    found.save()
    name = "court_hiding_ended" if found.reason == HideReason.COURT else "hiding_ended"
    _end(row, found, actor, name, proposer=proposer, approver=actor)


def _end(row: Record, found: RecordHiding, actor: Actor, name: str, **shown: Any) -> None:
    """Show it again where a day of display is left, and say what became of it."""
    due = publication.is_due(row)
    if due:
        publication.show(row, act=Act.RESTORE, **shown)
    workflow.satisfy(steps.HIDDEN, row)
    steps.save(row)
    steps.note(row, name if due else "hiding_over", actor)
    if due:
        steps.tell("record_shown_again", row, [found.hider], name)


@transaction.atomic
def lapse_hidings(limit: int = BATCH) -> int:
    """Show again what nobody confirmed in time; answers how many hidings ended so.

    Chosen by stored condition, so that it is safe twice and safe late: an end of display that
    came meanwhile leaves nothing to be shown. Each stands for itself: what cannot be shown again is
    logged and tried anew, and keeps no other one hidden.
    """
    due = RecordHiding.objects.filter(state=HidingState.OPEN, until__lte=clock.now())
    keys = list(due.order_by("record_id").values_list("record_id", flat=True)[:limit])
    rows = Record.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    return sum(_lapse_alone(row) for row in rows.select_related("organisation", "lead"))


def _lapse_alone(row: Record) -> int:
    try:
        with transaction.atomic():
            return _lapse(row)
    except Exception:  # whatever one provokes must keep no other hidden
        logger.exception("a hiding could not be ended", extra={"record": str(row.pk)})
        return 0


def _lapse(row: Record) -> int:
    found = row.hidings.select_for_update().filter(state=HidingState.OPEN).first()
    if found is None:
        return 0
    found.state, found.ended_at = HidingState.LAPSED, clock.now()
    found.save()
    _end(row, found, SYSTEM, "hiding_lapsed", proposer=SYSTEM, approver=None, basis=BASIS,
         automatic=True)  # fmt: skip
    return 1
