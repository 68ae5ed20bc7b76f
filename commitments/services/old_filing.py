"""What a firm or a citizen does: file an account, complete it, add facts, withdraw.

Nobody is signed in. The receipt's digest names the account; name and contact are sealed at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import codes_old_accounts as codes
from commitments import policies, rules_old_accounts
from commitments import policies_old_accounts as old_policies
from commitments import selectors_old_accounts as selectors
from commitments.models import OldAccount, OldAccountEvent, OldClaimant
from commitments.services import old_steps as steps
from credit_portal.accounts.selectors import holders_of
from credit_portal.common import clock, crypto
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.directory import uscc
from credit_portal.directory.models import Organisation
from credit_portal.workflow import receipts
from credit_portal.workflow import services as workflow

CHECK_RULE = "OLD-CHECK"
MOST_ADDITIONS = 20
FACTS = ("ill", "paper", "paper_number", "paper_title", "paper_year", "paper_date", "amount",
         "amount_public")  # fmt: skip


@transaction.atomic
def file_claim(
    *,
    actor: Actor,
    receipt_digest: bytes,
    body_id: UUID,
    claimed_by: str,
    facts: Mapping[str, Any],
    words: str,
    name: str,
    contact: str,
    code: str = "",
    upload: Any = None,
    is_demo: bool = False,
) -> OldAccount:
    """File an account against a body, by a firm or a citizen.

    ``facts`` as in ``FACTS``, amounts in yuan; ``words`` say what was promised. Raises Invalid
    with the field, NotFound for a body that is gone, Conflict for a receipt used before.
    """
    body = open_body(body_id)
    if OldAccount.objects.filter(receipt_digest=receipt_digest).exists():
        raise Conflict("receipt_used", _("This form was already sent. Open a new one."))
    if claimed_by not in (codes.ClaimedBy.FIRM, codes.ClaimedBy.CITIZEN):
        raise Invalid("claimant_kind", _("Say whether a firm or a person files."), field="by")
    row = new_account(body, claimed_by, facts, is_demo=is_demo)
    row.receipt_digest = receipt_digest
    row.amount_public = row.amount_public and claimed_by == codes.ClaimedBy.FIRM
    row.save(force_insert=True)
    _keep_claimant(row, name, code, contact)
    said = steps.say(row, codes.NoteKind.CLAIM, words, steps.store(upload, actor))
    steps.note(row, "filed", actor, said)
    _ask_for_check(row)
    return row


def open_body(body_id: UUID) -> Organisation:
    """A public body of this government's tree that exists today. Raises NotFound, NotAllowed."""
    body = Organisation.objects.select_related("parent").filter(pk=body_id, active=True).first()
    if body is None:
        raise NotFound("organisation_unknown", _("There is no such body."), field="body")
    policies.require_own_tree(body)
    return body


def new_account(
    body: Organisation, claimed_by: str, facts: Mapping[str, Any], *, is_demo: bool = False
) -> OldAccount:
    """An unsaved account with checked facts. Raises Invalid with the field."""
    now = clock.now()
    row = OldAccount(
        organisation=body,
        claimed_by=claimed_by,
        filed_on=clock.today(),
        is_demo=is_demo,
        created_at=now,
        updated_at=now,
        **{name: facts[name] for name in FACTS if name in facts},
    )
    _check_facts(row, clock.today())
    return row


def _check_facts(row: OldAccount, today: dt.date) -> None:
    if row.ill not in codes.Ill.values:
        raise Invalid("ill_unknown", _("Choose one of the four."), field="ill")
    if row.paper not in codes.Paper.values:
        raise Invalid("paper_unknown", _("Choose the kind of document."), field="paper")
    if row.paper_date is not None:
        row.paper_year = row.paper_date.year
    year, latest = row.paper_year, row.paper_date or today
    if not isinstance(year, int) or not rules_old_accounts.OLDEST <= year <= today.year:
        raise Invalid("paper_year", _("A year from 1949 to this year."), field="paper_year")
    if latest > today:
        raise Invalid("paper_future", _("The document lies in the future."), field="paper_date")
    if row.amount is not None and not Decimal("0.01") <= row.amount < Decimal(10) ** 14:
        raise Invalid("amount", _("The amount must be more than nought."), field="amount")
    if not row.paper_title.strip():
        raise Invalid("required", _("Say what the document is called."), field="paper_title")


def _keep_claimant(row: OldAccount, name: str, code: str, contact: str) -> None:
    """Seal who filed it. A firm gives its code, which is checked."""
    if not name.strip():
        raise Invalid("required", _("Say who files."), field="name")
    if not contact.strip():
        raise Invalid("required", _("Say how you can be reached."), field="contact")
    is_firm = row.claimed_by == codes.ClaimedBy.FIRM
    code = uscc.validate(code, field="code") if is_firm else ""
    OldClaimant.objects.create(
        account=row,
        name_sealed=_seal(row, "name", name),
        code_sealed=_seal(row, "code", code) if code else None,
        contact_sealed=_seal(row, "contact", contact),
    )


def _seal(row: OldAccount, column: str, text: str) -> bytes:
    return crypto.seal(selectors.PURPOSE, text.strip().encode(), selectors.place(row, column))


def _ask_for_check(row: OldAccount) -> None:
    """Start the credit office's clock and tell its officers."""
    today = clock.today()
    workflow.start_deadline(
        kind=steps.CHECK, case=row, organisation=row.organisation, start_on=today, rule=CHECK_RULE
    )
    officers = holders_of(old_policies.CHECK, row.organisation)
    told = [one for one in officers if old_policies.may(one, old_policies.CHECK, row)]
    steps.tell("old_account_filed", row, told, "filed")


def _of_receipt(receipt_digest: bytes) -> OldAccount:
    found = receipts.case(selectors.by_receipt(receipt_digest))
    return lock(OldAccount.objects.select_related("organisation"), found.pk)


@transaction.atomic
def add_facts(*, actor: Actor, receipt_digest: bytes, words: str, upload: Any = None) -> OldAccount:
    """The claimant adds facts; what had been returned to him goes back to the credit office.

    Raises NotFound, Conflict once it has ended or when too much was added, Invalid.
    """
    row = _of_receipt(receipt_digest)
    if row.is_final:
        raise Conflict("account_ended", _("This has ended; nothing can be added any more."))
    added = OldAccountEvent.objects.filter(account=row, name="facts_added").count()
    if added >= MOST_ADDITIONS:
        raise Conflict("too_many_additions", _("You have added facts twenty times already."))
    said = steps.say(row, codes.NoteKind.FACTS, words, steps.store(upload, actor))
    if row.state == codes.AccountState.INCOMPLETE:
        steps.move(row, "complete", actor)
        steps.note(row, "completed", actor, said)
        _ask_for_check(row)
    else:
        steps.note(row, "facts_added", actor, said)
    return row


@transaction.atomic
def withdraw(*, actor: Actor, receipt_digest: bytes) -> OldAccount:
    """The claimant takes his account back; who he is is erased at once.

    Raises NotFound, Conflict when it is registered or has ended.
    """
    row = _of_receipt(receipt_digest)
    row.ended_on = clock.today()
    steps.move(row, "withdraw", actor, "ended_on")
    for kind in (steps.CHECK, steps.ANSWER, steps.DECIDE):
        workflow.cancel(kind, row)
    OldClaimant.objects.filter(pk=row.pk).delete()
    steps.note(row, "withdrawn", actor)
    steps.publish(row.organisation)
    return row
