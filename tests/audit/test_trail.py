"""The trail keeps what was done, and nobody who uses the application can change it."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from credit_portal.accounts.models import Role
from credit_portal.audit import selectors, services, verbs
from credit_portal.audit.models import AuditEvent, AuditReason
from credit_portal.common import acts
from credit_portal.common.actors import SYSTEM

STATEMENTS = [
    "update audit_auditevent set verb = 'x'",
    "delete from audit_auditevent",
    "truncate audit_auditevent",
    "truncate audit_auditevent cascade",
    "insert into audit_auditevent select * from audit_auditevent on conflict (id) do update"
    " set verb = 'x'",
    "alter table audit_auditevent disable trigger all",
    "drop table audit_auditevent",
    "update audit_auditreason set text = 'x'",
    "truncate audit_auditreason",
]
SETTINGS = [
    "select 1",
    "set session_replication_role = replica",
    "set row_security = off",
    "set role portal_owner",
    "set session authorization portal_owner",
]


@pytest.fixture
def event(bureau: Any, officer: Any) -> AuditEvent:
    """An event with a reason."""
    return services.record(
        "accounts.update_user", actor=officer, target=bureau, reason="原因", new={"code": "a"}
    )


def test_it_writes_who_what_and_where(officer: Any, bureau: Any, event: AuditEvent) -> None:
    assert event.actor_id == str(officer.pk)
    assert event.actor_title == "综合处科员"
    assert (event.target_type, event.target_id) == ("directory.organisation", str(bureau.pk))
    assert event.organisation_id == bureau.pk
    assert event.reason_text == "原因"


def test_events_of_one_act_share_its_id(officer: Any, bureau: Any) -> None:
    def twice(*, actor: Any) -> list[AuditEvent]:
        return [
            services.record("accounts.update_user", actor=actor, target=bureau) for _ in range(2)
        ]

    first, second = acts.run(twice, actor=officer, answer=lambda _: {}).value
    other = services.record("accounts.update_user", actor=officer, target=bureau)
    assert first.act_id == second.act_id != other.act_id


def test_history_is_newest_first_with_reasons_in_one_query(
    bureau: Any, event: AuditEvent, django_assert_num_queries: Any
) -> None:
    later = services.record("accounts.update_user", actor=SYSTEM, target=bureau)
    with django_assert_num_queries(1):
        rows = list(selectors.history(bureau))
        assert [row.pk for row in rows if row.verb.startswith("accounts")] == [later.pk, event.pk]
        assert [row.reason_text for row in rows[:2]] == ["", "原因"]


def test_an_anonymous_citizen_leaves_no_actor(bureau: Any) -> None:
    event = services.record("accounts.update_user", actor=None, target=bureau)
    assert (event.actor_id, event.actor_title) == ("", "")


def test_an_unknown_verb_raises(bureau: Any) -> None:
    with pytest.raises(verbs.UnknownVerb):
        services.record("accounts.invented", actor=SYSTEM, target=bureau)


@pytest.mark.parametrize("part", [{"new": {"a": ["x" * 201]}}, {"old": {"a": "x" * 201}}])
def test_it_refuses_prose(bureau: Any, part: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="prose"):
        services.record("accounts.update_user", actor=SYSTEM, target=bureau, **part)


def test_reasons_can_be_erased_and_the_event_stays(bureau: Any, event: AuditEvent) -> None:
    assert services.erase_reasons(target=bureau) == 1
    assert AuditEvent.objects.get(pk=event.pk).reason_text == ""
    assert not AuditReason.objects.filter(pk=event.pk).exists()


@pytest.mark.committed
def test_the_application_role_cannot_touch_it() -> None:
    target = Role.objects.get(pk="filer")
    services.record("accounts.create_user", actor=SYSTEM, target=target, reason="原因")
    before = list(AuditEvent.objects.values()), list(AuditReason.objects.values())
    for statement in STATEMENTS:
        for setting in SETTINGS:
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(setting)
                cursor.execute(statement)
    assert before == (list(AuditEvent.objects.values()), list(AuditReason.objects.values()))


@pytest.mark.committed
def test_the_owner_meets_the_triggers() -> None:
    target = Role.objects.get(pk="filer")
    services.record("accounts.create_user", actor=SYSTEM, target=target)
    count = AuditEvent.objects.count()
    owner = connections["owner"]
    for statement in STATEMENTS[:4]:
        with pytest.raises(DatabaseError, match="insert-only"), owner.cursor() as cursor:
            cursor.execute(statement)
    assert AuditEvent.objects.count() == count
