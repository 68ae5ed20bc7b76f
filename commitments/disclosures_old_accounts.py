"""What the public sees of old accounts: a sheet per body with figures and what is established.

Nobody who filed is in it, no word that he wrote, no title or number of his document: a title may
name a person. A claim that nobody has established is a number and nothing else; an account is
listed once the body registered it, it was upheld, or the body's time to answer has certainly
passed, which is a fact and no verdict.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings

from commitments import codes_old_accounts as codes
from commitments import rules_old_accounts as rules
from commitments import selectors_old_accounts as selectors
from commitments.codes import ENDED, Outcome, State
from commitments.models import Commitment, OldAccount
from commitments.wording import plain_number
from credit_portal.common import clock
from credit_portal.directory.models import Organisation

Document = dict[str, Any]
SETTLED = frozenset({"kept", "kept_late"})
S = codes.AccountState


def present(row: Commitment) -> Commitment:
    """The text that stands now in the place of a promise: after lawful changes the last one."""
    while row.outcome == Outcome.CHANGED_LAWFULLY:
        following = Commitment.objects.filter(replaces=row.pk, state=State.REGISTERED).first()
        if following is None:
            break
        row = following
    return row


def origin(row: Commitment) -> OldAccount | None:
    """The account that a promise, or the one whose place it took, grew out of."""
    while row.replaces is not None:
        row = row.replaces
    found: OldAccount | None = getattr(row, "old_account", None)
    return found


def standing(row: OldAccount) -> str:
    """How the public reads an account: accepted, settled, ended (its promise was withdrawn
    lawfully or is void), upheld, silent, contested, open …"""
    if row.state == S.ACCEPTED:
        outcome = present(row.commitment).outcome if row.commitment is not None else ""
        if outcome in ENDED:
            return "ended"
        return "settled" if outcome in SETTLED else "accepted"
    if row.state == S.UPHELD or (row.state == S.ACCEPTING and row.upheld):
        return "upheld"
    if row.state in (S.CONTESTED, S.PROPOSED):
        return "contested"
    if row.state in (S.CLOSED, S.WITHDRAWN):
        return str(row.state)
    return "silent" if row.silent_on else "open"


LISTED = ("settled", "accepted", "ended", "upheld", "silent")
COUNTED = (*LISTED, "contested", "open", "closed")


def sheet(body: Organisation) -> Document:
    """The public document of a body's old accounts as they stand now."""
    rows = [row for row in selectors.of_bodies([body.pk]) if _is_counted(row)]
    counts = Counter(standing(row) for row in rows)
    year = clock.today().year
    listed = [_item(row, year) for row in rows if standing(row) in LISTED]
    return {
        "v": 1,
        "kind": "old_account",
        "title_zh": f"{body.name_zh}旧账登记表",
        "title_en": f"Old accounts of {body.name_en or body.name_zh}",
        "organisation": {
            "slug": body.slug,
            "code": body.code,
            "name_zh": body.name_zh,
            "name_en": body.name_en,
            "division": body.division_id,
        },
        "as_of": clock.today().isoformat(),
        "received": len(rows),
        "counts": {name: counts.get(name, 0) for name in COUNTED},
        "ills": _tally(rows, lambda row: row.ill, codes.Ill.values),
        "ages": _ages(rows, year),
        "items": sorted(listed, key=lambda one: (one["paper_year"], one["ill"], one["state"])),
        "is_demo": body.is_demo,
    }


def _is_counted(row: OldAccount) -> bool:
    """Neither withdrawn, nor a body's own draft."""
    own_draft = row.claimed_by == codes.ClaimedBy.BODY and row.state == S.ACCEPTING
    return standing(row) != "withdrawn" and not own_draft


def _tally(rows: list[OldAccount], of: Any, names: Any) -> dict[str, int]:
    found = Counter(of(row) for row in rows)
    return {name: found.get(name, 0) for name in names}


def _ages(rows: list[OldAccount], year: int) -> list[Document]:
    """How many are how old, the youngest band first."""
    edges = settings.OLD_ACCOUNT_YEARS
    found = Counter(rules.age_band(rules.age(row.paper_year, year), edges) for row in rows)
    bands = sorted(found, key=lambda band: int(band.split("-")[0]))
    return [{"band": band, "count": found[band]} for band in bands]


def _item(row: OldAccount, year: int) -> Document:
    """One listed account. The amount itself only of a firm or body that agreed."""
    return {
        "ill": row.ill,
        "paper": row.paper,
        "paper_year": row.paper_year,
        "age": rules.age(row.paper_year, year),
        "amount": plain_number(row.amount) if row.amount_public else None,
        "amount_band": rules.amount_band(row.amount, settings.OLD_ACCOUNT_YUAN),
        "state": standing(row),
        "forwarded_on": row.forwarded_on.isoformat() if row.forwarded_on else None,
        "silent_on": row.silent_on.isoformat() if row.silent_on else None,
    }


def of_commitment(row: Commitment) -> Document:
    """What a commitment that grew out of an old account says of it; nothing for others."""
    found = origin(row)
    if found is None:
        return {}
    year = (row.registered_on or clock.today()).year
    return {
        "origin": "old_account",
        "old_account": {
            "ill": found.ill,
            "paper": found.paper,
            "paper_year": found.paper_year,
            "age": rules.age(found.paper_year, year),
        },
    }
