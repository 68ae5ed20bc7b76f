"""What the credit office does with an old account: check, forward, decide, erase who filed."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import codes_old_accounts as codes
from commitments import policies_old_accounts as policies
from commitments import selectors_old_accounts as selectors
from commitments.models import OldAccount, OldClaimant
from commitments.services import old_steps as steps
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of, nearest_holders_of
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, NotAllowed, NotFound
from credit_portal.files import services as files
from credit_portal.workflow import services as workflow
from credit_portal.workflow.selectors import told

ANSWER_RULE = "OLD-ANSWER"


def _second(row: OldAccount, verb: str, first: User) -> list[User]:
    """Those of the office who may do the second half."""
    found = holders_of(verb, row.organisation)
    return [
        one for one in found if policies.may(one, verb, row) and policies.may_second(one, first)
    ]


def of_body(row: OldAccount) -> list[User]:
    """Those who draft and those who issue the body's answers."""
    body = row.organisation
    return [*nearest_holders_of(policies.ANSWER, body), *nearest_holders_of(policies.ISSUE, body)]


@transaction.atomic
def return_to_complete(
    *, actor: User, account_id: UUID, reason: str, expected_version: int | None = None
) -> OldAccount:
    """Ask the claimant to complete it; he reads why under his receipt. Raises Conflict, Invalid."""
    row = steps.locked(actor, account_id, policies.CHECK, expected_version)
    actor = steps.capacity(actor, policies.CHECK, row)
    steps.move(row, "return_", actor)
    workflow.satisfy(steps.CHECK, row)
    steps.note(row, "returned", actor, steps.say(row, codes.NoteKind.REASON, reason))
    return row


@transaction.atomic
def refuse(
    *, actor: User, account_id: UUID, reason: str, expected_version: int | None = None
) -> OldAccount:
    """Not taken up, with the reason: not about a public body, for instance, or not completed in
    time. Raises Conflict ("being_completed") while the claimant may still complete it."""
    row = steps.locked(actor, account_id, policies.CHECK, expected_version)
    if row.state == codes.AccountState.INCOMPLETE and not selectors.may_end_incomplete(row):
        raise Conflict(
            "being_completed", _("The claimant has thirty days to complete what was returned.")
        )
    actor = steps.capacity(actor, policies.CHECK, row)
    row.ended_on = clock.today()
    steps.move(row, "refuse", actor, "ended_on")
    workflow.satisfy(steps.CHECK, row)
    steps.note(row, "refused", actor, steps.say(row, codes.NoteKind.REASON, reason))
    return row


@transaction.atomic
def check(*, actor: User, account_id: UUID, expected_version: int | None = None) -> OldAccount:
    """Find it complete and about a public body; a second person forwards it."""
    row = steps.locked(actor, account_id, policies.CHECK, expected_version)
    actor = steps.capacity(actor, policies.CHECK, row)
    row.checker = actor
    steps.move(row, "check", actor, "checker")
    steps.note(row, "checked", actor)
    told = _second(row, policies.CONFIRM, actor)
    steps.tell("old_account_to_confirm", row, told, "checked")
    return row


@transaction.atomic
def uncheck(
    *, actor: User, account_id: UUID, reason: str, expected_version: int | None = None
) -> OldAccount:
    """The second person sends it back to be checked again, with the reason."""
    row = steps.locked(actor, account_id, policies.CONFIRM, expected_version)
    steps.require_second(actor, row, "checker")
    actor = steps.capacity(actor, policies.CONFIRM, row)
    row.checker = None
    steps.move(row, "uncheck", actor, "checker")
    steps.note(row, "unchecked", actor, steps.say(row, codes.NoteKind.REASON, reason))
    return row


@transaction.atomic
def forward(*, actor: User, account_id: UUID, expected_version: int | None = None) -> OldAccount:
    """Forward it to the body, whose time to answer begins; both who checked stand for the sheet.

    Raises NotAllowed ("four_eyes", "own_body"), Conflict, Stale.
    """
    row = steps.locked(actor, account_id, policies.CONFIRM, expected_version)
    steps.require_second(actor, row, "checker")
    actor = steps.capacity(actor, policies.CONFIRM, row)
    row.forwarder, row.forwarded_on = actor, clock.today()
    steps.move(row, "forward", actor, "forwarder", "forwarded_on")
    workflow.satisfy(steps.CHECK, row)
    start_answer(row)
    steps.note(row, "forwarded", actor)
    steps.publish(row.organisation, proposer=row.checker, approver=actor)
    return row


def start_answer(row: OldAccount) -> None:
    """The body's clock: to answer, or to register what was upheld."""
    deadline = workflow.start_deadline(
        kind=steps.ANSWER,
        case=row,
        organisation=row.organisation,
        start_on=clock.today(),
        rule=ANSWER_RULE,
    )
    steps.tell("old_account_to_answer", row, of_body(row), "answer", **told(deadline))


@transaction.atomic
def propose_decision(
    *, actor: User, account_id: UUID, upheld: bool, reason: str, expected_version: int | None = None
) -> OldAccount:
    """Propose what is decided on a contested account, with the reasons."""
    row = steps.locked(actor, account_id, policies.CHECK, expected_version)
    actor = steps.capacity(actor, policies.CHECK, row)
    row.proposer, row.upheld = actor, upheld
    steps.move(row, "propose", actor, "proposer", "upheld")
    said = steps.say(row, codes.NoteKind.DECISION, reason)
    steps.note(row, "proposed", actor, said, upheld=upheld)
    told = _second(row, policies.CONFIRM, actor)
    steps.tell("old_account_to_confirm", row, told, "proposed")
    return row


@transaction.atomic
def return_decision(
    *, actor: User, account_id: UUID, reason: str, expected_version: int | None = None
) -> OldAccount:
    """Send a proposed decision back, with the reason."""
    row = steps.locked(actor, account_id, policies.CONFIRM, expected_version)
    steps.require_second(actor, row, "proposer")
    actor = steps.capacity(actor, policies.CONFIRM, row)
    row.proposer, row.upheld = None, None
    steps.move(row, "return_decision", actor, "proposer", "upheld")
    said = steps.say(row, codes.NoteKind.REASON, reason)
    steps.note(row, "decision_returned", actor, said)
    return row


@transaction.atomic
def confirm_decision(
    *, actor: User, account_id: UUID, expected_version: int | None = None
) -> OldAccount:
    """Decide: upheld, and the body must register it within its time; or closed, with reasons."""
    row = steps.locked(actor, account_id, policies.CONFIRM, expected_version)
    steps.require_second(actor, row, "proposer")
    actor = steps.capacity(actor, policies.CONFIRM, row)
    row.decider = actor
    if not row.upheld:
        row.ended_on = clock.today()
    name = "uphold" if row.upheld else "dismiss"
    steps.move(row, name, actor, "decider", "ended_on")
    workflow.satisfy(steps.DECIDE, row)
    steps.note(row, "upheld" if row.upheld else "dismissed", actor)
    if row.upheld:
        start_answer(row)
    steps.tell("old_account_decided", row, of_body(row), "decided")
    steps.publish(row.organisation, proposer=row.proposer, approver=actor)
    return row


@transaction.atomic
def show_claimant(*, actor: User, account_id: UUID) -> selectors.Person:
    """Who filed an account, in clear; every look is on record. Raises NotFound, NotAllowed."""
    row = selectors.account(actor, account_id)
    if not policies.may_see_claimant(actor, row):
        raise NotAllowed("not_allowed", _("Your role does not include seeing who filed this."))
    found = selectors.person_of(row)
    if found is None:
        raise NotFound("claimant_erased", _("Who filed this has been erased."))
    steps.note(row, "claimant_seen", actor)
    return found


@transaction.atomic
def erase_claimant(
    *, actor: User, account_id: UUID, expected_version: int | None = None
) -> OldAccount:
    """Erase who filed an account that has ended, and all that was written on the way.

    Raises Conflict before it has ended.
    """
    row = steps.locked(actor, account_id, policies.CONFIRM, expected_version)
    if not row.is_final:
        raise Conflict("account_open", _("As long as it is open the claimant can be asked."))
    OldClaimant.objects.filter(pk=row.pk).delete()
    kept = list(row.notes.exclude(file=None).values_list("file_id", flat=True))
    row.notes.all().delete()
    files.erase(kept)
    steps.note(row, "erased", actor)
    return row
