"""Proposals that come to nothing leave nothing, and their number is limited."""

from typing import Any

import pytest

from credit_portal.audit.models import AuditEvent
from credit_portal.directory.models import Person
from credit_portal.workflow.models import Change

pytestmark = pytest.mark.django_db
GIVEN = {
    "starts_on": "2026-01-05",
    "basis": "任〔2026〕1号",
    "reason": "任命",
    "kind": "acting",
}


def _propose(page: Any, user: Any, post: Any, name: str, **more: str) -> Any:
    return page(user, f"posts/{post.pk}/appoint/", **{**GIVEN, "new_name": name, **more})


def _named(name: str) -> bool:
    return Person.objects.filter(name=name).exists()


def _decide(page: Any, user: Any, change: Change, act: str, **given: str) -> None:
    answer = page(user, f"/staff/changes/{change.pk}/{act}/", **given)
    assert answer.status_code == 302


def test_a_refused_proposal_leaves_no_person(
    page: Any, post: Any, officer: Any, system_administrator: Any
) -> None:
    _propose(page, officer, post, "孙示例")
    change = Change.objects.get()
    assert _named("孙示例")
    _decide(page, system_administrator, change, "refuse", reason="无此人")
    assert not _named("孙示例")
    event = AuditEvent.objects.get(verb="directory.remove_person")
    assert event.target_id == change.payload["fields"]["person"]
    assert page(officer, f"/staff/changes/{change.pk}/").status_code == 200
    assert page(officer, "proposals/").status_code == 200


def test_a_proposal_taken_back_leaves_no_person(page: Any, post: Any, officer: Any) -> None:
    _propose(page, officer, post, "孙示例")
    _decide(page, officer, Change.objects.get(), "withdraw", x="1")
    assert not _named("孙示例")


def test_a_person_to_whom_something_refers_stays(
    page: Any, post: Any, officer: Any, system_administrator: Any
) -> None:
    _propose(page, officer, post, "孙示例")
    officer.person = Person.objects.get(name="孙示例")
    officer.save(update_fields=["person"])
    _decide(page, system_administrator, Change.objects.get(), "refuse", reason="示例")
    assert _named("孙示例")
    assert not AuditEvent.objects.filter(verb="directory.remove_person").exists()


def test_a_registered_person_stays_when_the_proposal_is_refused(
    page: Any, post: Any, officer: Any, system_administrator: Any
) -> None:
    person = post.appointments.get().person
    _propose(page, officer, post, "", person=str(person.pk))
    _decide(page, system_administrator, Change.objects.get(), "refuse", reason="示例")
    assert _named(person.name)


def test_the_proposals_of_a_body_that_wait_are_limited(
    page: Any, post: Any, officer: Any, system_administrator: Any, settings: Any
) -> None:
    settings.PROPOSALS_WAITING = 2
    for name in ("甲示例", "乙示例"):
        assert _propose(page, officer, post, name).status_code == 302
    answer = _propose(page, officer, post, "丙示例")
    assert answer.status_code == 422
    assert "待处理的变更提议过多" in answer.content.decode()
    assert Change.objects.count() == 2
    assert not _named("丙示例")
    keepers = _propose(
        page,
        system_administrator,
        post,
        "丁示例",
        kind="regular",
        starts_on="2020-01-01",
        ends_on="2020-02-01",
    )
    assert keepers.status_code == 302
    assert Change.objects.count() == 3
