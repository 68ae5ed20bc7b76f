"""When the vault opens something: it reads the rows itself, with a role of its own, and decides.

All of its SQL stands here. Whatever it decides is in the audit trail, committed, before anything
is opened. What the web says is believed in one point only: which user asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connections, transaction

from complaints.sealing import aad
from credit_portal.accounts.outside import GOVERNMENT_KINDS
from credit_portal.audit import verbs
from credit_portal.audit.models import AuditEvent
from credit_portal.common import clock

VAULT = "vault"  # the database alias
Row = Mapping[str, Any]


class Refused(Exception):
    """The rows do not allow it; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Sealed:
    """What may be opened now: a sealed value and the place it is bound to."""

    blob: bytes = field(repr=False)
    place: str


class Rules(Protocol):
    """What the vault asks before it opens."""

    def identity(self, request: UUID, user: UUID) -> Sealed:
        """The identity that an unsealing is about, or Refused; in the trail either way."""

    def original(self, request: UUID, user: UUID, original: UUID) -> str:
        """The place of a sealed original of the same case, or Refused; in the trail either way."""

    def contact(self, call_back: UUID, user: UUID) -> Sealed:
        """The number to call back, or Refused; in the trail either way."""

    def hears(self, call: UUID, user: UUID) -> bool:
        """Whether this user answered the call and it goes on."""


UNSEALING = """
select r.case_id, r.asker_id, r.confirmer_id, r.state, r.decided_at,
       r.expires_at, i.sealed, o.id as original,
       ra.path as asker_unit, rc.path as confirmer_unit, na.path as asker_now,
       nc.path as confirmer_now, ra.kind as asker_unit_kind, rc.kind as confirmer_unit_kind,
       na.kind as asker_now_kind, nc.kind as confirmer_now_kind,
       a.is_active as asker_active, c.is_active as confirmer_active,
       coalesce(a.person_id = c.person_id, false) as same_person
  from complaints_unsealrequest r
  left join complaints_identity i on i.case_id = r.case_id
  left join complaints_sealedoriginal o on o.case_id = r.case_id and o.id = %s
  left join accounts_user a on a.id = r.asker_id
  left join accounts_user c on c.id = r.confirmer_id
  left join directory_organisation ra on ra.id = r.asker_unit_id
  left join directory_organisation rc on rc.id = r.confirmer_unit_id
  left join directory_organisation na on na.id = a.organisation_id
  left join directory_organisation nc on nc.id = c.organisation_id
 where r.id = %s
"""
CALL_BACK = """
select b.case_id, b.taker_id, b.state, b.due_on, k.sealed, u.is_active as taker_active
  from complaints_callback b
  left join complaints_contact k on k.case_id = b.case_id
  left join accounts_user u on u.id = b.taker_id
 where b.id = %s
"""
LIVE = """
select 1 from complaints_call
 where id = %s and operator_id = %s and answered_at is not null and ended_at is null
"""
TITLE = """
select coalesce(nullif(p.title_zh, ''), p.title_en, '')
  from accounts_user u left join directory_post p on p.id = u.post_id
 where u.id = %s
"""


def unsealing_refused(row: Row | None, user: UUID, now: datetime) -> str:
    """Why an unsealing is not carried out; "" when it is (security.md S7, T3).

    A second person (not a second account) of another unit has confirmed it, both then and now;
    it was asked for by the user who opens; the time is not over.
    """
    if row is None:
        return "not_found"
    decided, expires = row["decided_at"], row["expires_at"]
    confirmed = row["state"] == "confirmed" and row["confirmer_id"] and decided and expires
    if row["asker_id"] != user or not confirmed:
        return "not_confirmed" if row["asker_id"] == user else "not_yours"
    longest = decided + timedelta(minutes=settings.UNSEAL_MINUTES)
    refusals = {
        "own_confirmation": row["confirmer_id"] == user or row["same_person"],
        "same_unit": not (_two_units(row, "unit") and _two_units(row, "now")),
        "not_active": not (row["asker_active"] and row["confirmer_active"]),
        "expired": not decided <= now < min(longest, expires),
    }
    return next((code for code, refused in refusals.items() if refused), "")


def _two_units(row: Row, suffix: str) -> bool:
    """Whether both have a unit, and neither is the other's or inside of it."""
    asker, confirmer = row[f"asker_{suffix}"], row[f"confirmer_{suffix}"]
    if asker is None or confirmer is None:
        return False
    pairs = ((asker, confirmer, row[f"confirmer_{suffix}_kind"]),
             (confirmer, asker, row[f"asker_{suffix}_kind"]))  # fmt: skip
    return not any(_is_inside(*pair) for pair in pairs)


def _is_inside(path: str, other: str, kind: str) -> bool:
    """Whether the body at this path is the other or inside of it; everybody is inside of a
    government, whose own people alone count."""
    return path == other or (kind not in GOVERNMENT_KINDS and path.startswith(other))


def call_back_refused(row: Row | None, user: UUID, today: date) -> str:
    """Why a number is not opened for a call-back; "" when it is. That a sealed number is kept
    apart from the identity is the consent: only who agreed to be called has one."""
    if row is None:
        return "not_found"
    if row["taker_id"] != user or not row["taker_active"]:
        return "not_yours"
    if row["state"] != "open":
        return "ended"
    if row["due_on"] > today:
        return "not_due"
    return "" if row["sealed"] is not None else "no_consent"


class DatabaseRules:
    """The rules over the portal's tables, by the role `portal_vault`."""

    def identity(self, request: UUID, user: UUID) -> Sealed:
        """See Rules."""
        row = self._unsealing(request, user, None, "complaints.identity")
        return Sealed(bytes(row["sealed"]), aad("complaints_identity", "sealed", row["case_id"]))

    def original(self, request: UUID, user: UUID, original: UUID) -> str:
        """See Rules."""
        self._unsealing(request, user, original, "complaints.original")
        return aad("complaints_sealedoriginal", "file", original)

    def contact(self, call_back: UUID, user: UUID) -> Sealed:
        """See Rules."""
        with transaction.atomic(using=VAULT):
            row = _one(CALL_BACK, call_back)
            refusal = call_back_refused(row, user, clock.today())
            if row is not None:
                _record("complaints.contact", "complaints.callback", call_back, user, refusal)
        if refusal or row is None:
            raise Refused(refusal)
        return Sealed(bytes(row["sealed"]), aad("complaints_contact", "sealed", row["case_id"]))

    def hears(self, call: UUID, user: UUID) -> bool:
        """See Rules."""
        return _one(LIVE, call, user) is not None

    def _unsealing(self, request: UUID, user: UUID, original: UUID | None, verb: str) -> Row:
        with transaction.atomic(using=VAULT):
            row = _one(UNSEALING, original, request)
            refusal = unsealing_refused(row, user, clock.now())
            wanted = "sealed" if original is None else "original"
            if not refusal and row is not None and row[wanted] is None:
                refusal = "nothing_kept"
            if row is not None:
                more = {"original": str(original)} if original else {}
                _record(verb, "complaints.unsealrequest", request, user, refusal, **more)
        if refusal or row is None:
            raise Refused(refusal)
        return row


def _one(statement: str, *parameters: UUID | None) -> Row | None:
    """The first row by names of columns."""
    with connections[VAULT].cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column[0] for column in cursor.description]
        row = cursor.fetchone()
    return dict(zip(names, row, strict=True)) if row else None


def _record(verb: str, kind: str, target: UUID, user: UUID, refusal: str, **data: str) -> None:
    """The audit row of what is opened next, or was refused; this role writes it and reads none."""
    full = f"{verb}_{'refused' if refusal else 'opened'}"
    verbs.require(full)
    title = _one(TITLE, user)
    row = AuditEvent(
        act_id=uuid4(), at=clock.now(), verb=full,
        actor_id=str(user), actor_title=next(iter(title.values())) if title else "",
        target_type=kind, target_id=str(target),
        data={**data, "code": refusal} if refusal else dict(data),
    )  # fmt: skip
    row.save(using=VAULT, force_insert=True)
