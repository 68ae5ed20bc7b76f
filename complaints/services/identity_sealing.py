"""Sealing who reported, also before there is a case: nothing of it lies open in between.

A value is bound to the case that it will belong to, so the key of that case is chosen first.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from complaints import sealing
from complaints.models import Case, Contact, Identity
from complaints.vault.numbers import normal
from credit_portal.common import clock, crypto, rows

PURPOSE = "hotline.identity"


@dataclass(frozen=True)
class Sealed:
    """Identity and number for call-backs, sealed for one case. `mark` is an HMAC of both, by which
    the same identity is known again; "" where there is none."""

    case_id: UUID
    identity: bytes = b""
    contact: bytes = b""
    bucket: int = 0
    mark: str = ""

    def as_text(self) -> str:
        """One line that can be stored in its place."""
        parts = (self.identity, self.contact)
        return json.dumps(
            [str(self.case_id), *(base64.b64encode(one).decode() for one in parts), self.bucket,
             self.mark]
        )  # fmt: skip

    @classmethod
    def of_text(cls, text: str) -> Sealed:
        """What `as_text` wrote. Raises ValueError for anything else."""
        try:
            case_id, identity, contact, bucket, mark = json.loads(text)
            return cls(
                UUID(case_id), base64.b64decode(identity), base64.b64decode(contact), int(bucket),
                str(mark),
            )  # fmt: skip
        except (TypeError, AttributeError) as error:
            raise ValueError("this is not sealed") from error


def place(table: str, case_id: UUID) -> str:
    """Where a sealed value belongs."""
    return sealing.aad(f"complaints_{table}", "sealed", case_id)


def bucket_of(number: str) -> int:
    """16 bits of an HMAC of a number (security.md 5: never a full index on who complains)."""
    return int.from_bytes(crypto.blind_index("hotline.contact", number)[:2], "big")


def seal(
    identity: Mapping[str, str], case_id: UUID | None = None, *, may_call: bool = False
) -> Sealed:
    """Seal who reported, for a new case unless told. Of somebody who agreed to be called back
    (`may_call`) his number is sealed apart too: whoever takes the call is shown it, without a
    second person. Raises DomainError `vault_not_ready` while nothing can be sealed."""
    key = case_id or uuid4()
    kept = {name: value.strip() for name, value in identity.items() if value.strip()}
    if not kept:
        return Sealed(key)
    plain = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    sealed = sealing.seal(plain.encode(), place("identity", key))
    number = normal(kept.get("mobile", "")) if may_call else ""
    mark = crypto.blind_index(PURPOSE, f"{plain}|{bool(number)}").hex()
    if not number:
        return Sealed(key, sealed, mark=mark)
    contact = sealing.seal(number.encode(), place("contact", key))
    return Sealed(key, sealed, contact, bucket_of(number), mark)


def store(row: Case, sealed: Sealed) -> None:
    """Keep it with its case, in place of what was kept before. Raises ValueError for another
    case's."""
    forget(row)
    keep(row, sealed)


def keep(row: Case, sealed: Sealed) -> None:
    """Keep it with a case of which nothing is kept yet. Raises ValueError for another case's."""
    if sealed.case_id != row.pk:
        raise ValueError("sealed for another case")
    if sealed.identity:
        rows.insert(Identity(case=row, made_on=clock.today(), sealed=sealed.identity))
    if sealed.contact:
        rows.insert(Contact(case=row, bucket=sealed.bucket, sealed=sealed.contact))


def forget(row: Case) -> None:
    """Keep nothing of who reported."""
    Identity.objects.filter(case=row).delete()
    Contact.objects.filter(case=row).delete()
