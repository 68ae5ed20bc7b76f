"""What a caller does through an operator: the rights that others have by receipt.

Whoever telephoned, or came by a 12345 order, has no receipt. An operator does it for him, by the
rules of `reporter` and, as there, without a moment; the step names the operator who heard it. What
takes a right away or uses it up is done for nobody of whom the operator is not sure.
"""

from __future__ import annotations

from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import policies
from complaints.codes import Channel
from complaints.models import Case
from complaints.services import consent, pins, reporter, steps
from credit_portal.accounts.models import User
from credit_portal.common.errors import Conflict, Invalid


class Sure(TypedDict, total=False):
    """How the operator is sure of the caller: by his PIN, else by his own word; and the version of
    the case that the page showed."""

    pin: str
    is_known: bool
    expected_version: int | None


def has_no_receipt(row: Case) -> bool:
    """Whether the reporter can act through the hotline only."""
    return row.channel != Channel.WEB


@transaction.atomic
def add(*, actor: User, case_id: UUID, words: str, expected_version: int | None = None) -> Case:
    """The caller adds facts (`reporter.add`). Raises Conflict ("has_receipt")."""
    row, actor = _begin(actor, case_id, expected_version)
    reporter.add(row, words, actor=actor)
    return row


@transaction.atomic
def report_retaliation(
    *, actor: User, case_id: UUID, words: str, expected_version: int | None = None
) -> Case:
    """The caller is made to suffer for it (`reporter.warn`). Raises Conflict ("has_receipt")."""
    row, actor = _begin(actor, case_id, expected_version)
    reporter.warn(row, words, actor=actor)
    return row


@transaction.atomic
def ask_review(*, actor: User, case_id: UUID, words: str, **sure: Unpack[Sure]) -> Case:
    """The caller asks for a review (`reporter.contest`), `sure` and raising as `withdraw`."""
    row, said = _begin_sure(actor, case_id, **sure)
    return reporter.contest(row, words, **said)


@transaction.atomic
def withdraw(*, actor: User, case_id: UUID, **sure: Unpack[Sure]) -> Case:
    """The caller withdraws it (`reporter.end`); `sure` is as much of Sure as
    there is. Raises Conflict ("has_receipt"),
    Invalid ("pin_wrong", "caller_unknown")."""
    row, said = _begin_sure(actor, case_id, **sure)
    return reporter.end(row, **said)


@transaction.atomic
def unpublish(*, actor: User, case_id: UUID, **sure: Unpack[Sure]) -> Case:
    """The caller does not want the answer published any more (`consent.take_back`), `sure` and
    raising as `withdraw`."""
    row, said = _begin_sure(actor, case_id, **sure)
    return consent.take_back(row, **said)


@transaction.atomic
def keep_secret(*, actor: User, case_id: UUID, **sure: Unpack[Sure]) -> Case:
    """The caller wishes to be kept secret from now on (`consent.keep_secret`), `sure` and
    raising as `withdraw`."""
    row, said = _begin_sure(actor, case_id, **sure)
    return consent.keep_secret(row, **said)


def _begin(actor: User, case_id: UUID, expected: int | None) -> tuple[Case, User]:
    row = steps.locked(actor, case_id, expected)
    actor = steps.capacity(actor, policies.TAKE, row)
    if not has_no_receipt(row):
        raise Conflict("has_receipt", _("It was filed on the web: this is done by its receipt."))
    return row, actor


def _begin_sure(actor: User, case_id: UUID, **sure: Unpack[Sure]) -> tuple[Case, dict[str, Any]]:
    """The locked case, and what the step says: who heard it, and how he is sure of the caller."""
    row, actor = _begin(actor, case_id, sure.get("expected_version"))
    known = _known(row, sure.get("pin", ""), sure.get("is_known", False))
    return row, {"actor": actor, "known": known}


def _known(row: Case, pin: str, is_known: bool) -> str:
    """How the operator is sure that it is he: by the PIN, else as he says himself ("asked")."""
    given = pin.strip()
    if given:
        if not pins.fits(row, given):
            raise Invalid("pin_wrong", _("This is not the PIN of the case."), field="pin")
        return "pin"
    if not is_known:
        raise Invalid(
            "caller_unknown",
            _("Ask for the PIN, or make sure in another way that it is he who reported."),
            field="pin",
        )
    return "asked"
