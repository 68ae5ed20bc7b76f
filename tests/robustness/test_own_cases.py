"""Garbage at one's own cases: it reaches the services, is refused there, and changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from commitments.models import Commitment, Verification
from commitments.views import case
from commitments.views import verification as verification_views
from tests.robustness.addresses import fill, grouped
from tests.robustness.attacks import BODIES, FORMS, HUGE, QUERIES, Attacker, counts

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ADDRESSES = grouped()
STAFF = [one for one in ADDRESSES["/staff/commitments/"] if "<uuid" in one]
ACTS = {"commitment_id": list(case.SERVICES), "task_id": list(verification_views.SERVICES)}
API = {
    "draft": ADDRESSES["/api/v1/commitments/"],
    "submitted": ADDRESSES["/api/v1/commitments/"],
    "registered": ADDRESSES["/api/v1/commitments/"],
    "verification": ADDRESSES["/api/v1/verifications/"],
}
#: Who may act on each case, so that what he sends is looked at.
PAIRS = [
    ("draft", "officer"), ("submitted", "approver"), ("registered", "officer"),
    ("verification", "credit_officer"),
]  # fmt: skip


own = pytest.mark.parametrize(("target", "who"), PAIRS, indirect=True)


def pages(target: Any) -> list[tuple[str, bool]]:
    """Staff pages of a case, with each of its acts; whether it is the first page of its kind: all
    acts are read on one page."""
    argument = "task_id" if isinstance(target, Verification) else "commitment_id"
    found = []
    for template in (one for one in STAFF if argument in one):
        names = ACTS[argument] if "<slug:name>" in template else ["-"]
        for name in names:
            address = fill(template, {argument: str(target.pk), "name": name})
            found.append((address, name == names[0]))
    return found


def state() -> list[Any]:
    """Everything that a refused act could have changed in place."""
    rows = [*Commitment.objects.order_by("pk").values(), *Verification.objects.values()]
    return [rows, counts()]


@own
def test_pages_refuse_garbage(target: Any, who: Any) -> None:
    attacker, before = Attacker(who), state()
    for address, is_first in pages(target):
        for query in QUERIES[:3] if is_first else ():
            attacker.send("get", address + query)
        for form in FORMS:
            attacker.send("post", address, form)
    assert attacker.failures == []
    assert state() == before


@own
def test_endpoints_refuse_garbage(target: Any, who: Any) -> None:
    attacker, before = Attacker(who), state()
    for template in API[target.kind]:
        address = fill(template, {"pk": str(target.pk)})
        attacker.send("get", address)
        seen = {"headers": {"If-Match": f'"v{target.version}"'}}
        for body in [b"", *BODIES]:
            attacker.json("post", address, body, **seen)
            if template.endswith("<uuid:pk>/"):
                attacker.json("patch", address, body, **seen)
    assert attacker.failures == []
    assert state() == before


@own
def test_endpoints_refuse_what_is_too_large(target: Any, who: Any) -> None:
    attacker = Attacker(who)
    for template in API[target.kind]:
        answer = attacker.json("post", fill(template, {"pk": str(target.pk)}), HUGE)
        assert answer.status_code in (405, 413), template
