"""A lost second factor takes two administrators, none of them its owner."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from credit_portal.accounts import factors, services
from credit_portal.accounts.models import FactorReset, User
from credit_portal.audit.selectors import history
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid, NotAllowed, ReauthenticationNeeded
from credit_portal.notices.models import Notice
from tests import factories
from tests.accounts import door


@pytest.fixture
def member(officer: Any) -> User:
    """Whose phone is gone."""
    return door.with_password(officer)


@pytest.fixture
def proposed(
    security_administrator: Any, second_security_administrator: Any, member: User
) -> FactorReset:
    """A reset that waits for the second administrator."""
    return services.propose_reset(
        actor=security_administrator, user_id=member.pk, reason="已回拨办公电话核实"
    )


def test_from_the_loss_to_the_next_sign_in(
    member: User, security_administrator: Any, second_security_administrator: Any
) -> None:
    inside, outside = Client(), Client()
    door.enter(inside, member)
    door.first_step(outside, member.username)
    assert outside.post("/accounts/login/lost/").status_code == 200
    row = FactorReset.objects.get(user=member)
    services.propose_reset(actor=security_administrator, user_id=member.pk, reason="核实")
    services.confirm_reset(actor=second_security_administrator, reset_id=row.pk)
    assert not factors.of(member).exists()
    assert inside.get("/accounts/profile/").status_code == 302
    assert door.first_step(Client(), member.username)["Location"] == "/staff/"
    assert [event.verb.removeprefix("accounts.") for event in history(member)][:4] == [
        "sign_in", "confirm_factor_reset", "propose_factor_reset", "ask_factor_reset",
    ]  # fmt: skip


def test_everybody_concerned_is_told(
    proposed: FactorReset, member: User, second_security_administrator: Any
) -> None:
    told = Notice.objects.filter(template="factor_reset_waits", channel="in_site")
    assert [notice.recipient for notice in told] == [second_security_administrator]
    services.confirm_reset(actor=second_security_administrator, reset_id=proposed.pk)
    notices = Notice.objects.filter(template="account_changed", recipient=member)
    assert set(notices.values_list("channel", flat=True)) >= {"in_site", "email"}


def test_it_refuses_the_proposer_and_the_owner(
    proposed: FactorReset, member: User, security_administrator: Any, auditor: Any
) -> None:
    for actor in (security_administrator, member, auditor):
        with pytest.raises(NotAllowed):
            services.confirm_reset(actor=actor, reset_id=proposed.pk)
    with pytest.raises(NotAllowed):
        services.propose_reset(
            actor=security_administrator, user_id=security_administrator.pk, reason="x"
        )


def test_it_refuses_a_second_account_of_the_same_person(
    proposed: FactorReset, security_administrator: Any, second_security_administrator: Any
) -> None:
    User.objects.filter(pk=security_administrator.pk).update(is_active=False)
    User.objects.filter(pk=second_security_administrator.pk).update(
        person_id=security_administrator.person_id
    )
    second = User.objects.get(pk=second_security_administrator.pk)
    second.fresh = True
    with pytest.raises(NotAllowed):
        services.confirm_reset(actor=second, reset_id=proposed.pk)
    now = clock.now()
    with pytest.raises(IntegrityError, match="three people"), transaction.atomic():
        FactorReset.objects.filter(pk=proposed.pk).update(
            outcome="confirmed", decided_by=second, decided_at=now
        )


def test_the_database_refuses_it_too(
    proposed: FactorReset, member: User, security_administrator: Any
) -> None:
    now = clock.now()
    for decider in (security_administrator, member):
        with pytest.raises(IntegrityError), transaction.atomic():
            FactorReset.objects.filter(pk=proposed.pk).update(
                outcome="confirmed", decided_by=decider, decided_at=now
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorReset.objects.filter(pk=proposed.pk).update(proposed_by=member)


def test_it_wants_a_fresh_proof(proposed: FactorReset, second_security_administrator: Any) -> None:
    second_security_administrator.fresh = False
    with pytest.raises(ReauthenticationNeeded):
        services.confirm_reset(actor=second_security_administrator, reset_id=proposed.pk)


def test_it_wants_a_reason_and_something_to_reset(
    member: User, security_administrator: Any
) -> None:
    with pytest.raises(Invalid):
        services.propose_reset(actor=security_administrator, user_id=member.pk, reason=" ")
    factors.of(member).delete()
    with pytest.raises(Conflict):
        services.propose_reset(actor=security_administrator, user_id=member.pk, reason="x")
    with pytest.raises(Conflict):
        services.ask_for_reset(actor=member)


def test_a_decided_reset_stays_decided(
    proposed: FactorReset, second_security_administrator: Any
) -> None:
    services.refuse_reset(
        actor=second_security_administrator, reset_id=proposed.pk, reason="电话无人接听"
    )
    with pytest.raises(Conflict):
        services.confirm_reset(actor=second_security_administrator, reset_id=proposed.pk)
    with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
        FactorReset.objects.filter(pk=proposed.pk).update(outcome="confirmed")
    assert factors.has_factor(proposed.user)


def test_only_asking_is_not_enough(member: User, second_security_administrator: Any) -> None:
    row = services.ask_for_reset(actor=member)
    assert services.ask_for_reset(actor=member).pk == row.pk
    with pytest.raises(Conflict):
        services.confirm_reset(actor=second_security_administrator, reset_id=row.pk)


def test_the_pages_lead_through(
    member: User, security_administrator: Any, second_security_administrator: Any
) -> None:
    first, second = Client(), Client()
    first.force_login(security_administrator)
    second.force_login(second_security_administrator)
    page = f"/staff/accounts/{member.pk}/"
    assert "提出重置" in first.get(page).content.decode()
    first.post(f"{page}reset/", {"reason": "当面核实"})
    row = FactorReset.objects.get()
    assert "确认重置" not in first.get(page).content.decode()
    for prefix in ("", "/en"):
        for path in (page, "/staff/accounts/resets/"):
            assert member.display_name in second.get(prefix + path).content.decode()
    assert first.post(f"/staff/accounts/resets/{row.pk}/confirm/").status_code == 403
    second.post(f"/staff/accounts/resets/{row.pk}/confirm/")
    assert not factors.has_factor(member)


def test_refusing_wants_a_reason(proposed: FactorReset, second_security_administrator: Any) -> None:
    client = Client()
    client.force_login(second_security_administrator)
    path = f"/staff/accounts/resets/{proposed.pk}/refuse/"
    client.post(path, {"reason": ""})
    proposed.refresh_from_db()
    assert proposed.outcome == ""
    client.post(path, {"reason": "不是本人"})
    proposed.refresh_from_db()
    assert proposed.outcome == "refused"


def test_the_reset_does_not_touch_others(
    proposed: FactorReset, colleague: User, second_security_administrator: Any
) -> None:
    services.confirm_reset(actor=second_security_administrator, reset_id=proposed.pk)
    assert factors.has_factor(colleague)
    factories.with_app(proposed.user)
    assert factors.has_factor(proposed.user)
