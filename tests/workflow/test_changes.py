"""One proposes, another decides: reference data changes by two people only."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from credit_portal.accounts import services as accounts
from credit_portal.audit.models import AuditEvent
from credit_portal.common import clock
from credit_portal.common.errors import (
    Conflict,
    DomainError,
    NotAllowed,
    NotFound,
    ReauthenticationNeeded,
    Stale,
)
from credit_portal.notices.models import Notice
from credit_portal.workflow import change_selectors, changes, registry
from credit_portal.workflow.models import Change
from tests.workflow.conftest import NUMBER, Number
from tests.workflow.conftest import propose_number as propose

pytestmark = pytest.mark.django_db


def confirm(change: Change, actor: Any) -> Change:
    return changes.confirm_change(actor=actor, change_id=change.pk, payload_sha=change.payload_sha)


def test_another_person_confirms(
    number: Number, change: Change, second_system_administrator: Any
) -> None:
    done = confirm(change, second_system_administrator)
    assert (number.value, done.state, done.facts) == (2, "confirmed", {"value": 2})
    assert done.differences["en"] == [{"label": "number", "before": "1", "after": "2"}]
    verbs = AuditEvent.objects.filter(target_id=str(change.pk)).values_list("verb", flat=True)
    assert set(verbs) == {"changes.propose", "changes.confirm"}


def test_both_are_told(
    change: Change, system_administrator: Any, second_system_administrator: Any
) -> None:
    confirm(change, second_system_administrator)
    told = Notice.objects.filter(channel="in_site").values_list("template", "recipient_id")
    assert set(told) == {
        ("change_proposed", second_system_administrator.pk),
        ("change_confirmed", system_administrator.pk),
    }


def test_it_waits_in_the_work_list_of_who_may_decide(
    change: Change, system_administrator: Any, second_system_administrator: Any, officer: Any
) -> None:
    assert [item.title for item in change_selectors.work_of(second_system_administrator)] == [
        "number 2"
    ]
    assert not list(change_selectors.work_of(system_administrator))
    assert not list(change_selectors.work_of(officer))
    assert change_selectors.work_of in registry.work_providers()


def test_it_refuses_the_proposer(number: Number, change: Change, system_administrator: Any) -> None:
    with pytest.raises(NotAllowed) as refusal:
        confirm(change, system_administrator)
    assert (refusal.value.code, number.value) == ("change_own", 1)


def test_it_refuses_to_confirm_what_a_closed_account_proposed(
    number: Number,
    change: Change,
    system_administrator: Any,
    security_administrator: Any,
    second_system_administrator: Any,
) -> None:
    accounts.set_active(
        actor=security_administrator,
        user_id=system_administrator.pk,
        active=False,
        reason="滥用",
    )
    with pytest.raises(Conflict) as refusal:
        confirm(change, second_system_administrator)
    assert (refusal.value.code, number.value) == ("change_proposer_gone", 1)
    refused = changes.refuse_change(
        actor=second_system_administrator, change_id=change.pk, reason="提出人账户已关闭"
    )
    assert refused.state == "refused"


def test_it_refuses_to_confirm_what_its_proposer_may_no_longer_propose(
    number: Number, change: Change, system_administrator: Any, second_system_administrator: Any
) -> None:
    system_administrator.grants.update(revoked_at=clock.now())
    with pytest.raises(Conflict) as refusal:
        confirm(change, second_system_administrator)
    assert (refusal.value.code, number.value) == ("change_proposer_gone", 1)


def test_it_refuses_another_account_of_the_proposer(
    change: Change, second_system_administrator: Any
) -> None:
    from credit_portal.directory.models import Person

    person = Person.objects.create(name="张示例")
    row = changes.propose_change(
        actor=_as(change.proposed_by, person), kind=NUMBER, payload={"to": 5}, reason="示例"
    )
    second_system_administrator.person_id = person.pk
    with pytest.raises(NotAllowed):
        confirm(row, second_system_administrator)


def _as(user: Any, person: Any) -> Any:
    user.person_id = person.pk
    return user


def test_it_refuses_without_a_fresh_sign_in(
    change: Change, second_system_administrator: Any
) -> None:
    second_system_administrator.fresh = False
    with pytest.raises(ReauthenticationNeeded):
        confirm(change, second_system_administrator)


def test_it_refuses_what_has_become_stale(
    number: Number, change: Change, second_system_administrator: Any
) -> None:
    number.value = 7
    with pytest.raises(Stale) as refusal:
        confirm(change, second_system_administrator)
    assert refusal.value.code == "change_stale"


def test_it_refuses_another_content_than_was_seen(
    number: Number, change: Change, second_system_administrator: Any
) -> None:
    change.payload_sha = "0" * 64
    with pytest.raises(Stale):
        confirm(change, second_system_administrator)
    assert number.value == 1


def test_it_refuses_a_second_decision(
    change: Change, second_system_administrator: Any, system_administrator: Any
) -> None:
    changes.refuse_change(actor=second_system_administrator, change_id=change.pk, reason="不妥")
    with pytest.raises(Conflict):
        confirm(change, second_system_administrator)
    with pytest.raises(Conflict):
        changes.withdraw_change(actor=system_administrator, change_id=change.pk)


def test_only_the_proposer_takes_it_back(
    number: Number, change: Change, system_administrator: Any, second_system_administrator: Any
) -> None:
    with pytest.raises(NotAllowed):
        changes.withdraw_change(actor=second_system_administrator, change_id=change.pk)
    changes.withdraw_change(actor=system_administrator, change_id=change.pk)
    change.refresh_from_db()
    assert (change.state, number.value) == ("withdrawn", 1)


def test_it_is_unknown_to_others(change: Change, officer: Any) -> None:
    with pytest.raises(NotFound):
        confirm(change, officer)


@pytest.mark.parametrize(
    ("to", "reason", "code"),
    [(-1, "示例", "number_negative"), (1, "示例", "change_empty"), (3, " ", "reason_missing")],
)
def test_it_refuses_to_propose(
    number: Number, system_administrator: Any, to: int, reason: str, code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        propose(system_administrator, to, reason)
    assert refusal.value.code == code


def test_it_refuses_the_same_change_twice(change: Change, system_administrator: Any) -> None:
    with pytest.raises(Conflict):
        propose(system_administrator)


@pytest.mark.parametrize(
    "sql",
    [
        "update workflow_change set payload = '{\"to\": 9}'",
        "update workflow_change set state = 'waiting', decided_by_id = null, decided_at = null",
        "update workflow_change set decision_reason = 'x'",
        "update workflow_change set payload_sha = repeat('0', 64)",
        "delete from workflow_change",
        "truncate workflow_change cascade",
    ],
)
def test_a_decided_change_is_final(
    change: Change, second_system_administrator: Any, sql: str
) -> None:
    changes.refuse_change(actor=second_system_administrator, change_id=change.pk, reason="不妥")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_its_words_can_be_erased(change: Change, second_system_administrator: Any) -> None:
    confirm(change, second_system_administrator)
    with connection.cursor() as cursor:
        cursor.execute("update workflow_change set payload = '{}', reason = '', differences = '{}'")
    change.refresh_from_db()
    assert (change.payload, change.state) == ({}, "confirmed")


def test_the_database_refuses_the_same_account_on_both_sides(change: Change) -> None:
    sql = "update workflow_change set state = 'confirmed', decided_at = now(), decided_by_id = %s"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [change.proposed_by_id])
