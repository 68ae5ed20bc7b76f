"""Citizen numbers (domain.md 2.2): checked, sealed, masked, never shown."""

import copy
import logging
import pickle
from datetime import date
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from credit_portal.common.actors import SYSTEM
from credit_portal.common.crypto import CannotUnseal
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.directory import citizen_number as numbers
from credit_portal.directory import selectors, services
from credit_portal.directory.models import Person

TODAY = date(2026, 1, 1)
FIRST, SECOND = "210199190001010013", "210199190001010021"


def numbered(first17: str) -> str:
    return first17 + numbers.check_character(first17)


@pytest.mark.parametrize("number", [FIRST, SECOND])
def test_it_accepts_the_test_numbers(number: str) -> None:
    assert numbers.problem(number, today=TODAY) is None


@pytest.mark.parametrize("area", ["210115", "210181", "210122"])
def test_it_does_not_ask_whether_the_area_existed_at_birth(area: str) -> None:
    assert numbers.problem(numbered(f"{area}19660203001"), today=TODAY) is None


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("", "citizen_number_form"),
        ("2101991900010100", "citizen_number_form"),
        ("21019919000101001Y", "citizen_number_form"),
        ("2१0199190001010013", "citizen_number_form"),
        (numbered("99019919000101001"), "citizen_number_province"),
        (numbered("21019919000230001"), "citizen_number_date"),
        (numbered("21019920270101001"), "citizen_number_date"),
        ("210199190001010014", "citizen_number_check"),
    ],
)
def test_it_names_what_is_wrong_without_repeating_the_number(number: str, word: str) -> None:
    assert numbers.problem(number, today=TODAY) == word
    with pytest.raises(Invalid) as caught:
        numbers.validate(number, today=TODAY)
    assert caught.value.code == word
    assert not number or number not in f"{caught.value!r} {caught.value}"


@given(st.text(max_size=20))
def test_it_never_breaks_on_garbage(text: str) -> None:
    assert numbers.problem(numbers.normalise(text), today=TODAY) in {
        None,
        "citizen_number_form",
        "citizen_number_province",
        "citizen_number_date",
        "citizen_number_check",
    }


def test_it_masks() -> None:
    assert numbers.mask(FIRST) == "210199********0013"
    assert numbers.mask("123") == "*" * 18


def test_it_seals_the_number_and_finds_the_person(db: Any) -> None:
    person = services.create_person(actor=SYSTEM, name="张示例", id_number="21019919000101002 1")
    assert SECOND.encode() not in bytes(person.id_number_sealed or b"")
    assert selectors.person_with_number(SECOND) == person
    assert selectors.person_with_number(FIRST) is None
    assert selectors.masked_id_number(person) == "210199********0021"
    with pytest.raises(Conflict, match=r"已登记|already"):
        services.create_person(actor=SYSTEM, name="李示例", id_number=SECOND)


def test_it_shows_the_number_nowhere(db: Any, caplog: pytest.LogCaptureFixture) -> None:
    person = services.create_person(actor=SYSTEM, name="张示例", id_number=SECOND)
    index = bytes(person.id_number_index or b"").hex()
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").warning("%s %r %s", person, person, vars(person)["name"])
    shown = f"{person} {person!r} {caplog.text} {pickle.dumps(person)!r} {copy.copy(person)!r}"
    assert SECOND not in shown
    assert index not in shown
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(t)::text from audit_auditevent t")
        assert not any(SECOND in row[0] for row in cursor.fetchall())


def test_a_sealed_number_moved_to_another_person_stays_closed(db: Any) -> None:
    one = services.create_person(actor=SYSTEM, name="张示例", id_number=FIRST)
    two = Person.objects.create(
        name="李示例", id_number_index=b"x" * 32, id_number_sealed=one.id_number_sealed
    )
    with pytest.raises(CannotUnseal):
        selectors.masked_id_number(two)
