"""What a work order says (domain.md 2.8), the same whether it comes as a row or over HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from complaints.codes import Purpose, Urgency
from complaints.services.identity_sealing import Sealed
from credit_portal.common import clock, crypto
from credit_portal.directory import uscc
from credit_portal.directory.models import Division, Organisation
from integrity_files.codes import BreachCategory

#: Numbers of orders as platforms write them; also the key of what is sent back.
NUMBER = r"[0-9A-Za-z][0-9A-Za-z_-]{3,39}"
#: What an order says of the matter itself, as `intake.begin` takes it.
FACTS = (
    "purpose", "category", "title_zh", "facts_zh", "accused_zh", "happened_on", "amount", "people",
    "is_business", "is_anonymous", "is_secret", "may_publish", "urgency",
)  # fmt: skip

DEFAULTS: dict[str, Any] = {
    "purpose": Purpose.COMPLAINT.value, "category": BreachCategory.OTHER.value,
    "urgency": Urgency.NORMAL.value, "accused_zh": "", "is_business": False,
    "is_anonymous": False, "is_secret": True, "may_publish": False,
}  # fmt: skip


@dataclass(frozen=True)
class Order:
    """One order. `started_on` is the day on which the platform registered it, `due_on` by when it
    wants it done; `related` are the numbers of orders that belong to it."""

    number: str
    started_on: date
    facts: Mapping[str, Any]
    sealed: Sealed
    query_code: str = ""
    accused_code: str = ""
    division: str = ""
    due_on: date | None = None
    related: Sequence[str] = field(default_factory=tuple)

    def digest(self) -> bytes:
        """32 bytes by which the same content is known again; an HMAC, since a number or a name
        could be guessed from a plain digest."""
        said = {
            "facts": {name: _plain(self.facts.get(name)) for name in FACTS},
            "identity": self.sealed.mark,
            "rest": [self.query_code, self.accused_code, self.division, self.started_on,
                     self.due_on, sorted(self.related)],
        }  # fmt: skip
        return crypto.blind_index("hotline.order", json.dumps(said, default=str, sort_keys=True))


def order_of(given: Mapping[str, Any], sealed: Sealed) -> Order:
    """The order that checked values make; what was left out is as nobody had said anything, so that
    it is the same order by either way. Whoever gives no wish is kept secret and not published."""
    facts = {name: given[name] if given.get(name) is not None else DEFAULTS.get(name)
             for name in FACTS}  # fmt: skip
    return Order(
        number=given["number"], started_on=day_of(given["started_on"]), facts=facts, sealed=sealed,
        query_code=given.get("query_code") or "", accused_code=given.get("accused_code") or "",
        division=given.get("division") or "", due_on=given.get("due_on"),
        related=tuple(given.get("related") or ()),
    )  # fmt: skip


def _plain(value: Any) -> Any:
    """Amounts are the same with and without cents that are none."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def day_of(value: date | datetime | str) -> date:
    """The day of a date or a moment, in the legal time zone. Raises ValueError."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        return value
    return clock.day_of(value) if value.tzinfo else value.date()


def body_of(code: str, name: str) -> Organisation | None:
    """The one body in operation that has this code, else this name; None where nobody can say."""
    rows = Organisation.objects.filter(active=True)
    normal = uscc.normalise(code) if code else ""
    if normal and (found := rows.filter(code=normal).first()) is not None:
        return found
    named = list(rows.filter(name_zh=name.strip())[:2]) if name.strip() else []
    return named[0] if len(named) == 1 else None


def division_of(code: str) -> Division | None:
    """The division of a code, also where a platform writes it out with zeros."""
    short = code[:-6] if len(code) == 12 and code.endswith("000000") else code
    return Division.objects.filter(pk__in=[code, short]).order_by("-code").first() if code else None
