"""What follows a determined record: ordered by one person, confirmed by a second."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.capacity import in_capacity
from credit_portal.accounts.models import User
from credit_portal.accounts.outside import is_outside, stands_outside
from credit_portal.common import clock
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.directory.models import Organisation, Post
from credit_portal.workflow import services as workflow
from integrity_files import policies as base
from integrity_files import policies_consequences as policies
from integrity_files import rules_consequences as rules
from integrity_files import selectors_records as records
from integrity_files.codes_consequences import (
    BY_THE_BODY,
    OPEN,
    OTHER_RULE,
    RULES,
    TERMED,
    WITH_DISPLAY,
    ConsequenceKind,
    ConsequenceState,
)
from integrity_files.codes_records import RecordState
from integrity_files.models import Consequence, Record
from integrity_files.selectors_responsible import require_other
from integrity_files.services import consequence_steps as steps
from integrity_files.services.record_steps import words

LONGEST_TERM = 60


@transaction.atomic
def order_consequence(
    *, actor: User, record_id: UUID, kind: str, what: str, basis: str, owner_id: UUID,
    post_id: UUID | None = None, months: int | None = None,
) -> Consequence:  # fmt: skip
    """Order one consequence of the closed list of a determined record; a second person confirms.

    `months`: the term that the basis sets, for honours, funds and spending only. Raises NotFound,
    NotAllowed, Conflict ("not_determined", "consequence_twice"), Invalid ("kind_unknown",
    "owner_unfit", "post_foreign", "term_unfit", "term_missing", "words_missing").
    """
    record = lock(records.visible_to(actor), record_id)
    policies.require(actor, policies.ORDER, record.organisation)
    require_other(actor, record)
    if record.state != RecordState.DECIDED or record.repaired_on is not None:
        raise Conflict("not_determined", _("Only a determined record has consequences."))
    if kind not in ConsequenceKind.values:
        raise Invalid("kind_unknown", _("Choose a consequence from the list."), field="kind")
    waits = [ConsequenceState.ORDERED, *OPEN]
    if Consequence.objects.filter(record=record, kind=kind, state__in=waits).exists():
        raise Conflict("consequence_twice", _("This was ordered already and is still open."))
    owner = _owner(record, kind, owner_id)
    now = clock.now()
    row = Consequence(
        record=record, kind=kind, words_zh=words(what, "what", 3000),
        basis_zh=words(basis, "basis", 500), owner=owner, post=_post(owner, post_id),
        months=_months(record, kind, months), orderer=actor, ordered_on=clock.today(),
        created_at=now, updated_at=now,
    )  # fmt: skip
    actor = in_capacity(actor, policies.ORDER, record.organisation)
    row.save(force_insert=True)
    steps.note(row, "ordered", actor)
    steps.tell("consequence_ordered", row, steps.office(row, policies.CONFIRM), "ordered")
    return row


def _owner(record: Record, kind: str, owner_id: Any) -> Organisation:
    """Explanation and rectification are the body's own; the rest is carried out by a body that does
    not stand inside of it, lest a body criticise or bar itself (design.md 2.6)."""
    owner = Organisation.objects.filter(pk=owner_id, active=True).first()
    fits = owner is not None and (
        owner.pk == record.organisation_id
        if kind in BY_THE_BODY
        else stands_outside(owner, record.organisation)
    )
    if owner is None or not fits:
        raise Invalid(
            "owner_unfit",
            _("The body itself explains and rectifies; everything else a body outside of it does."),
            field="owner_id",
        )
    return owner


def _post(owner: Organisation, post_id: Any) -> Post | None:
    if not post_id:
        return None
    found = Post.objects.filter(pk=post_id, organisation=owner).first()
    if found is None:
        raise Invalid("post_foreign", _("Choose a post of the body."), field="post_id")
    return found


def _months(record: Record, kind: str, months: int | None) -> int | None:
    over = record.last_day is not None and record.last_day < clock.today()
    if over and months is None and kind in WITH_DISPLAY:
        raise Invalid(
            "term_missing",
            _("The display of the record is over, so that the limit needs a term of its own."),
            field="months",
        )
    if months is not None and (kind not in TERMED or not 1 <= months <= LONGEST_TERM):
        raise Invalid(
            "term_unfit",
            _("Only honours, funds and spending have a term, of 1 to 60 months."),
            field="months",
        )
    return months


@transaction.atomic
def confirm_consequence(
    *, actor: User, consequence_id: UUID, expected_version: int | None = None
) -> Consequence:
    """Confirm it: its clock starts, a term runs from today, the owner is told.

    Raises NotAllowed ("four_eyes", "own_body"), ReauthenticationNeeded, Conflict
    ("orderer_moved": it can only be struck then, and ordered anew by somebody else).
    """
    row = steps.locked(actor, consequence_id, policies.CONFIRM, expected_version)
    base.require_second(actor, row.orderer, row.ordered_on)
    if row.orderer is not None and not is_outside(row.orderer, row.record.organisation):
        raise Conflict(
            "orderer_moved",
            _("Whoever ordered this works for the body itself by now. Do not confirm it, so that"
              " somebody else orders it."),
        )  # fmt: skip
    actor = steps.capacity(actor, policies.CONFIRM, row)
    today = clock.today()
    row.confirmer, row.confirmed_on = actor, today
    if row.kind in TERMED:
        determined_on = row.record.decided_on or today
        row.first_day = today
        row.last_day = rules.term_until(row.kind, today, determined_on, row.months)
    steps.move(row, "confirm", actor, "confirmer", "confirmed_on", "first_day", "last_day")
    deadline = workflow.start_deadline(
        kind=steps.DUTY, case=row, organisation=row.owner, start_on=today,
        rule=RULES.get(ConsequenceKind(row.kind), OTHER_RULE),
    )  # fmt: skip
    steps.note(row, "confirmed", actor)
    steps.tell("consequence_due", row, steps.owners(row), "confirmed",
               due_on=deadline.due_on.isoformat())  # fmt: skip
    return row


@transaction.atomic
def strike_consequence(
    *, actor: User, consequence_id: UUID, reason: str, expected_version: int | None = None
) -> Consequence:
    """Do not confirm it, with the reasons; it may be ordered anew. Raises NotAllowed, Conflict."""
    row = steps.locked(actor, consequence_id, policies.CONFIRM, expected_version)
    base.require_second(actor, row.orderer, row.ordered_on)
    actor = steps.capacity(actor, policies.CONFIRM, row)
    row.confirmer, row.confirmed_on = actor, clock.today()
    row.strike_zh = words(reason, "reason", 2000)
    steps.move(row, "strike", actor, "confirmer", "confirmed_on", "strike_zh")
    steps.note(row, "struck", actor)
    if row.orderer is not None:
        steps.tell("consequence_struck", row, [row.orderer], "struck")
    return row
