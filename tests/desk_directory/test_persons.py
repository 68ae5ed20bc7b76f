"""Persons on the desk: by name in one's own bodies, by number for a purpose, on the trail."""

from datetime import date
from typing import Any

import pytest

from credit_portal.audit.models import AuditEvent
from credit_portal.common.actors import SYSTEM
from credit_portal.common.models import IdempotencyKey
from credit_portal.directory import services
from credit_portal.directory.models import Person

pytestmark = pytest.mark.django_db
NUMBER = "210199190001010013"
OTHER = "210199190001010021"


@pytest.fixture
def known(post: Any) -> Person:
    """The holder of the principal post, with an ID number."""
    person = post.appointments.get().person
    fresh = services.create_person(actor=SYSTEM, name="x", id_number=NUMBER)
    sealed = fresh.id_number_index
    assert sealed is not None
    fresh.delete()
    services.persons._seal(person, NUMBER)
    person.save()
    return person


def _verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("at").values_list("verb", flat=True))


def test_the_number_is_shown_masked(page: Any, known: Person, system_administrator: Any) -> None:
    shown = page(system_administrator, f"persons/{known.pk}/").content.decode()
    assert "210199********0013" in shown
    assert NUMBER not in shown


def test_an_opened_number_is_on_the_trail(
    page: Any, known: Person, system_administrator: Any
) -> None:
    address = f"persons/{known.pk}/id-number/"
    refused = page(system_administrator, address, purpose="inquiry")
    assert refused.status_code == 422
    assert NUMBER not in refused.content.decode()
    shown = page(system_administrator, address, purpose="inquiry", case_number="纪〔2026〕3号")
    assert NUMBER in shown.content.decode()
    event = AuditEvent.objects.get(verb="directory.unmask_id_number")
    assert event.reason_text == "inquiry 纪〔2026〕3号"
    assert shown["Cache-Control"].count("no-store") or "no-cache" in shown["Cache-Control"]


def test_a_search_by_number_is_on_the_trail_without_the_number(
    page: Any, known: Person, system_administrator: Any
) -> None:
    given = {"purpose": "correction", "case_number": ""}
    found = page(system_administrator, "persons/by-number/", id_number=NUMBER, **given)
    assert known.name in found.content.decode()
    nobody = page(system_administrator, "persons/by-number/", id_number=OTHER, **given)
    assert known.name not in nobody.content.decode()
    events = AuditEvent.objects.filter(verb="directory.find_by_number").order_by("at")
    assert [event.data for event in events] == [{"found": True}, {"found": False}]
    assert NUMBER not in str(list(events.values()))


def test_a_malformed_number_is_never_repeated(
    page: Any, system_administrator: Any, post: Any
) -> None:
    bad = "210199190001010014"
    given = {"purpose": "correction", "id_number": bad}
    answer = page(system_administrator, "persons/by-number/", **given)
    assert answer.status_code == 422


def test_a_new_persons_number_leaves_no_digest(
    page: Any, post: Any, bureau: Any, system_administrator: Any
) -> None:
    deputy = services.create_post(actor=SYSTEM, organisation=bureau, title_zh="副局长")
    given = {
        "new_name": "周示例",
        "kind": "acting",
        "starts_on": "2026-01-05",
        "basis": "1",
        "reason": "任命",
        "idempotency_key": "one",
    }
    address = f"posts/{deputy.pk}/appoint/"
    assert page(system_administrator, address, **given, id_number=NUMBER).status_code == 302
    first = IdempotencyKey.objects.get(key="one").fingerprint
    again = page(system_administrator, address, **given, id_number=OTHER)
    assert again.status_code == 302  # the key is known; the number does not enter the digest
    assert bytes(IdempotencyKey.objects.get(key="one").fingerprint) == bytes(first)
    assert Person.objects.filter(name="周示例").count() == 1


def test_it_refuses_numbers_to_those_without_the_duty(
    page: Any, known: Person, officer: Any, credit_officer: Any
) -> None:
    assert page(officer, f"persons/{known.pk}/").status_code == 200
    assert page(officer, "persons/by-number/").status_code == 403
    assert page(officer, f"persons/{known.pk}/id-number/").status_code == 403
    assert page(officer, f"persons/{known.pk}/register-id-number/").status_code == 403
    assert page(credit_officer, "persons/").status_code == 403


def test_names_are_listed_within_ones_own_bodies(
    page: Any, known: Person, officer: Any, stranger: Any
) -> None:
    assert known.name in page(officer, "persons/?q=示例").content.decode()
    assert known.name not in page(stranger, "persons/").content.decode()


def test_a_number_is_registered_and_belongs_to_one_person(
    page: Any, known: Person, bureau: Any, system_administrator: Any
) -> None:
    seat = services.create_post(actor=SYSTEM, organisation=bureau, title_zh="科长")
    other = services.create_person(actor=SYSTEM, name="吴示例")
    services.appoint(actor=SYSTEM, post=seat, person=other, starts_on=date(2026, 1, 5))
    address = f"persons/{other.pk}/register-id-number/"
    given = {"purpose": "correction", "case_number": ""}
    assert page(system_administrator, address, id_number=NUMBER, **given).status_code == 422
    assert page(system_administrator, address, id_number=OTHER, **given).status_code == 302
    assert "directory.set_id_number" in _verbs()
