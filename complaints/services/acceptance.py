"""Accepting a case, or refusing it with a ground and where else to turn."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import policies, rules
from complaints.codes import CaseState, Channel, RefusalGround, Regime
from complaints.models import Case
from complaints.services import clocks, endings, merged, parts, steps
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.directory.models import Organisation


@transaction.atomic
def accept(*, actor: User, case_id: UUID, expected_version: int | None = None) -> Case:
    """Accept a case and tell the reporter: that is the first response."""
    row = steps.locked(actor, case_id, expected_version)
    actor = steps.capacity(actor, policies.TAKE, row)
    row.acceptor, row.accepted_on = actor, clock.today()
    steps.move(row, "accept", actor, "acceptor", "accepted_on")
    clocks.responded(row)
    steps.note(row, "accepted", actor)
    return row


@transaction.atomic
def refuse(
    *, actor: User, case_id: UUID, ground: str, reason: str, expected_version: int | None = None
) -> Case:
    """Refuse a case: the ground, the reason in words and the remedy are told to the reporter, who
    may ask for a review. Raises Invalid ("ground_unknown", "maybe_another", "words_missing"),
    Conflict ("merged_elsewhere")."""
    row = steps.locked(actor, case_id, expected_version)
    actor = steps.capacity(actor, policies.SUPERVISE, row)
    parts.require_own(row)
    if ground not in RefusalGround.values:
        raise Invalid("ground_unknown", _("Choose a ground from the list."), field="ground")
    if ground == RefusalGround.SAME_AGAIN and row.channel == Channel.WEB:
        raise Invalid(
            "maybe_another",
            _("Whoever reports on the web may be somebody else, who must not learn that another"
              " report exists. Merge the two cases instead."),
            field="ground",
        )  # fmt: skip
    row.refuser, row.refusal = actor, ground
    row.refusal_zh = steps.words(reason, "reason", 2000)
    row.ended_on = clock.today()
    steps.move(row, "refuse", actor, "refuser", "refusal", "refusal_zh", "ended_on")
    clocks.responded(row)
    endings.answered(row)
    steps.note(row, "refused", actor, ground=ground)
    merged.set_free(row, actor)
    return row


def remedy_of(row: Case) -> str:
    """Where a reporter who was refused can turn; "" where the case is accepted now."""
    refused = row.refusal and row.accepted_on is None
    return str(rules.REMEDIES[RefusalGround(row.refusal)]) if refused else ""


@transaction.atomic
def set_regime(
    *, actor: User, case_id: UUID, regime: str, expected_version: int | None = None
) -> Case:
    """Another law applies: its clocks run from the day the case was received, not anew.

    Raises Conflict ("dispatched_already") once a body handles it, Invalid ("regime_unknown").
    """
    row, actor = _before_dispatch(actor, case_id, expected_version)
    if regime not in Regime.values:
        raise Invalid("regime_unknown", _("Choose from the list."), field="regime")
    before, row.regime, row.version = row.regime, regime, row.version + 1
    row.save(update_fields=["regime", "version"])
    clocks.restart(row)
    steps.note(row, "regime_set", actor, before=before, regime=regime)
    return row


@transaction.atomic
def name_body(
    *, actor: User, case_id: UUID, organisation_id: UUID, expected_version: int | None = None
) -> Case:
    """Say which body a case is about that named none, or another one by mistake; a post that was
    named goes with its body. Raises as `set_regime`, Invalid ("body_unknown")."""
    row, actor = _before_dispatch(actor, case_id, expected_version)
    found = Organisation.objects.filter(pk=organisation_id, active=True).first()
    if found is None:
        raise Invalid("body_unknown", _("Choose a body from the list."), field="organisation")
    if row.accused_post is not None and row.accused_post.organisation_id != found.pk:
        row.accused_post = None
    row.accused, row.version = found, row.version + 1
    row.save(update_fields=["accused", "accused_post", "version"])
    steps.note(row, "body_named", actor, body=str(found.pk))
    return row


def _before_dispatch(actor: User, case_id: UUID, expected: int | None) -> tuple[Case, User]:
    """The case, locked, while no body has it, and the actor in his capacity. Raises NotAllowed,
    Conflict ("dispatched_already")."""
    row = steps.locked(actor, case_id, expected)
    actor = steps.capacity(actor, policies.TAKE, row)
    parts.require_own(row)
    if row.state not in {CaseState.RECEIVED, CaseState.ACCEPTED}:
        raise Conflict(
            "dispatched_already", _("A body handles it already; take it back from there first.")
        )
    return row, actor
