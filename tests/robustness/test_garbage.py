"""Every address answers garbage with a clear refusal, never with a failure, and changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.robustness.addresses import fill, grouped
from tests.robustness.attacks import BODIES, FORMS, HUGE, QUERIES, Attacker, counts

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ADDRESSES = grouped()
#: Who comes to each group: nobody, and whom its pages are for.
COMERS = {
    "/": ["nobody"],
    "/api/": ["nobody"],
    "/api/v1/commitments/": ["nobody", "officer"],
    "/api/v1/verifications/": ["credit_officer"],
    "/accounts/": ["nobody", "officer"],
    "/staff/": ["nobody", "officer"],
    "/staff/accounts/": ["officer", "security_administrator"],
    "/staff/commitments/": ["officer", "credit_reviewer"],
}
PAIRS = [(group, who) for group in ADDRESSES for who in COMERS[group]]
API = [pair for pair in PAIRS if pair[0].startswith("/api/")]
FORM, FORM_KIND = b"title_zh=" + HUGE, "x-www-form-urlencoded"
#: Signing in comes first where it is missing.
REFUSED = {302, 400, 401, 403, 404, 405, 413}
everywhere = pytest.mark.parametrize(("group", "who"), PAIRS, indirect=["who"])
through_the_api = pytest.mark.parametrize(("group", "who"), API, indirect=["who"])


def test_every_address_is_in_a_group() -> None:
    assert sum(map(len, ADDRESSES.values())) > 70
    assert "/api/v1/records/" in ADDRESSES["/api/"]


@everywhere
def test_no_read_fails(group: str, who: Any) -> None:
    attacker = Attacker(who)
    for template in ADDRESSES[group]:
        for query in QUERIES:
            attacker.send("get", fill(template) + query)
    assert attacker.failures == []


@everywhere
def test_no_form_fails_and_nothing_changes(group: str, who: Any) -> None:
    attacker, before = Attacker(who), counts()
    for template in ADDRESSES[group]:
        for form in FORMS:
            attacker.send("post", fill(template), form)
    assert attacker.failures == []
    assert counts() == before


@through_the_api
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_no_endpoint_fails_and_nothing_changes(group: str, who: Any, method: str) -> None:
    attacker, before = Attacker(who), counts()
    for template in ADDRESSES[group]:
        for body in BODIES if method in ("post", "patch") else BODIES[:2]:
            if template.startswith("/api/v1/"):
                attacker.json(method, fill(template), body)
    assert attacker.failures == []
    assert counts() == before


@everywhere
def test_what_is_too_large_is_refused(group: str, who: Any) -> None:
    attacker, before = Attacker(who), counts()
    form, kind = (HUGE, "json") if group in ("/api/", *dict(API)) else (FORM, FORM_KIND)
    for template in ADDRESSES[group]:
        answer = attacker.send("post", fill(template), form, content_type=f"application/{kind}")
        may_ignore = group == "/" or template == "/api/reconcile/"  # takes forms, and no JSON
        reads_nothing = may_ignore and answer.status_code == 200
        assert reads_nothing or answer.status_code in REFUSED, template
    assert attacker.failures == []
    assert counts() == before
