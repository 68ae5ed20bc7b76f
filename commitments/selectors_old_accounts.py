"""Every read of old accounts by staff, and the one of the claimant by his receipt."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from commitments import codes_old_accounts as codes
from commitments import policies_old_accounts as policies
from commitments.models import OldAccount, OldAccountEvent, OldAccountNote, OldClaimant
from commitments.rules_old_accounts import COMPLETE_WITHIN, mask
from commitments.selectors import NOT_THERE, key
from credit_portal.accounts.scope import within, within_any
from credit_portal.common import clock, crypto
from credit_portal.common.errors import NotFound

PURPOSE = "claimant"
#: The event that a first half of a step leaves, by the field that names who did it.
FIRST_HALVES = {"checker": "checked", "drafter": "contest_drafted", "proposer": "proposed"}


@dataclass(frozen=True)
class Person:
    """Who filed an account, in clear."""

    name: str
    code: str
    contact: str


def visible_to(user: Any) -> QuerySet[OldAccount]:
    """The credit office sees all of the bodies it serves; a body what it has to answer."""
    own = within_any(user, policies.BODY) & Q(state__in=codes.SEEN_BY_BODY)
    rows = OldAccount.objects.filter(own | within_any(user, policies.OFFICE))
    return rows.select_related("organisation__parent", "commitment").order_by("-filed_on", "id")


def account(user: Any, account_id: UUID | str) -> OldAccount:
    """One visible account with its story. Raises NotFound."""
    rows = visible_to(user).select_related(
        "checker", "forwarder", "drafter", "issuer", "proposer", "decider"
    )
    found = rows.prefetch_related(*_story()).filter(pk=key(account_id)).first()
    if found is None:
        raise NotFound("not_found", NOT_THERE)
    return found


def acted_on(row: OldAccount, who: str) -> dt.date | None:
    """The day on which `who` ("checker", "drafter", "proposer") did the first half of a step."""
    days = [event.on for event in row.events.all() if event.name == FIRST_HALVES[who]]
    return days[-1] if days else None


def completing_until(row: OldAccount) -> dt.date | None:
    """Until when the claimant may complete what was returned to him; None when nothing was."""
    days = [event.on for event in row.events.all() if event.name == "returned"]
    return days[-1] + dt.timedelta(COMPLETE_WITHIN) if days else None


def may_end_incomplete(row: OldAccount) -> bool:
    """Whether the time has passed in which the claimant may complete it."""
    until = completing_until(row)
    return until is None or until < clock.today()


def _story() -> list[Any]:
    return [
        Prefetch("events", OldAccountEvent.objects.order_by("id")),
        Prefetch("notes", OldAccountNote.objects.select_related("file")),
    ]


def by_receipt(digest: bytes) -> OldAccount | None:
    """The account under a receipt, with its story; None when there is none."""
    rows = OldAccount.objects.select_related("organisation", "commitment")
    return rows.prefetch_related(*_story()).filter(receipt_digest=digest).first()


def waiting(user: Any, verb: str, *states: str) -> QuerySet[OldAccount]:
    """Accounts in these states over whose body the user holds the verb, the oldest first."""
    rows = OldAccount.objects.filter(within(user, verb, "organisation"), state__in=states)
    return rows.select_related("organisation").order_by("filed_on", "id")


def person_of(row: OldAccount) -> Person | None:
    """Who filed it; None when that has been erased or the body filed it."""
    found = OldClaimant.objects.filter(pk=row.pk).first()
    if found is None:
        return None
    return Person(
        name=unseal(row, "name", found.name_sealed),
        code=unseal(row, "code", found.code_sealed) if found.code_sealed else "",
        contact=unseal(row, "contact", found.contact_sealed),
    )


def masked(row: OldAccount) -> Person | None:
    """Who filed it, as the pages show it: the first character and the last two."""
    found = person_of(row)
    if found is None:
        return None
    return Person(mask(found.name), mask(found.code) if found.code else "", mask(found.contact))


def place(row: OldAccount, column: str) -> str:
    """What a sealed value is bound to."""
    return f"commitments_oldclaimant|{column}|{row.pk}|1"


def unseal(row: OldAccount, column: str, blob: bytes | memoryview[int]) -> str:
    """The clear text of one sealed value."""
    return crypto.unseal(PURPOSE, bytes(blob), place(row, column)).decode()


def of_bodies(body_ids: Any) -> QuerySet[OldAccount]:
    """Accounts that a body has received, with what became of them, in a fixed order."""
    rows = OldAccount.objects.filter(organisation_id__in=body_ids, state__in=codes.SEEN_BY_BODY)
    return rows.select_related("commitment").order_by("paper_year", "filed_on", "id")


def visible_ids(user: Any, ids: Any) -> set[str]:
    """Which of these accounts the user sees now, for notices about them."""
    rows = visible_to(user).filter(pk__in=ids).order_by().values_list("pk", flat=True)
    return {str(pk) for pk in rows}


def words_of_notes(ids: Any) -> dict[str, str]:
    """The words of notes by id, for notices that refer to them; erased ones are absent."""
    rows = OldAccountNote.objects.filter(pk__in=ids).values_list("pk", "text")
    return {str(pk): text for pk, text in rows}
