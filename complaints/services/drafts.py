"""Drafts of the desk: what is being typed during a call, kept every few seconds, sealed.

They hold names and numbers of callers who gave them, so they are sealed under the keyring, are
their writer's alone, and go when the case is filed, else after a week.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from complaints import policies, vault_client
from complaints.models import Call, DeskDraft
from credit_portal.accounts.models import User
from credit_portal.common import clock, crypto
from credit_portal.common.errors import Invalid, NotFound, Stale

PURPOSE = "contact"
KEPT = timedelta(days=7)
LARGEST = 64 * 1024  # bytes
#: The number of the call, which the caller agreed to leave; it never leaves the server.
NUMBER = "call_number"


@transaction.atomic
def save(
    *, actor: User, draft_id: UUID, expected_version: int, content: Mapping[str, str],
    call_id: UUID | None = None,
) -> DeskDraft:  # fmt: skip
    """Keep what stands in the form; version 0 begins a draft.

    Raises Stale when another window kept something newer, NotFound for a draft of somebody else,
    Invalid ("draft_too_long").
    """
    policies.require(actor, policies.TAKE)
    row = _locked(actor, draft_id)
    kept = _opened(row).get(NUMBER, "") if row is not None else ""
    if (row.version if row is not None else 0) != expected_version:
        raise Stale("stale", _("Another window kept something newer. Reload and try again."))
    return _keep(actor, row, draft_id, {**content, NUMBER: kept}, call_id)


@transaction.atomic
def keep_number(*, actor: User, draft_id: UUID, call_id: UUID) -> DeskDraft:
    """The caller agrees to be called back at the number he calls from: it goes from the vault into
    the sealed draft. Raises NotAllowed ("vault_not_live", "vault_no_number"), VaultAway."""
    policies.require(actor, policies.TAKE)
    row = _locked(actor, draft_id)
    number = vault_client.call_number(call_id, actor.pk).reveal()
    content = _opened(row) if row is not None else {}
    return _keep(actor, row, draft_id, {**content, NUMBER: number}, call_id)


@transaction.atomic
def drop_number(*, actor: User, draft_id: UUID) -> DeskDraft | None:
    """The caller does not want to be called back after all; None where nothing was kept."""
    row = _locked(actor, draft_id)
    if row is None:
        return None
    return _keep(actor, row, draft_id, {**_opened(row), NUMBER: ""}, row.call_id)


@transaction.atomic
def drop(*, actor: User, draft_id: UUID) -> None:
    """Throw a draft away; one that is gone already stays gone."""
    row = _locked(actor, draft_id)
    if row is not None:
        row.delete()


def content_of(row: DeskDraft) -> dict[str, str]:
    """What was typed, without the number of the call."""
    return {name: text for name, text in _opened(row).items() if name != NUMBER}


def has_number(row: DeskDraft) -> bool:
    """Whether the number of the call was left."""
    return bool(_opened(row).get(NUMBER))


def number_in(actor: User, draft_id: UUID) -> str:
    """The number that the caller agreed to leave; "" when he did not."""
    row = _locked(actor, draft_id)
    return _opened(row).get(NUMBER, "") if row is not None else ""


def latest_of(user: User) -> DeskDraft | None:
    """The draft that somebody kept last, None when he has none; one that cannot be opened any
    more is none."""
    row = _of(user).order_by("-on", "-version").first()
    if row is None:
        return None
    try:
        _opened(row)
    except crypto.CannotUnseal:
        return None
    return row


def _of(user: User) -> QuerySet[DeskDraft]:
    return DeskDraft.objects.filter(operator=user).select_related("call")


def _keep(
    actor: User, row: DeskDraft | None, draft_id: UUID, content: Mapping[str, Any],
    call_id: UUID | None,
) -> DeskDraft:  # fmt: skip
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    if len(plain) > LARGEST:
        raise Invalid("draft_too_long", _("This is more than a draft can hold."))
    fresh = row is None
    if row is None:
        DeskDraft.objects.filter(on__lt=clock.today() - KEPT).delete()
        row = DeskDraft(pk=draft_id, operator=actor, version=0)
    row.version += 1
    row.on = clock.today()
    calls = Call.objects.filter(operator=actor)
    row.call = calls.filter(pk=call_id).first() if call_id is not None else None
    row.sealed = crypto.seal(PURPOSE, plain, _place(row))
    row.save(force_insert=fresh)
    return row


def _locked(actor: User, draft_id: UUID) -> DeskDraft | None:
    row = DeskDraft.objects.select_for_update(of=("self",)).filter(pk=draft_id).first()
    if row is not None and row.operator_id != actor.pk:
        raise NotFound("not_found", _("There is no such draft."))
    return row


def _opened(row: DeskDraft) -> dict[str, str]:
    found: dict[str, str] = json.loads(crypto.unseal(PURPOSE, bytes(row.sealed), _place(row)))
    return found


def _place(row: DeskDraft) -> str:
    return f"complaints_deskdraft|sealed|{row.pk}|{row.version}"
