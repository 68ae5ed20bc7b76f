"""Divisions that ship with the project (domain.md 2.3)."""

from collections import Counter
from typing import Any

import pytest

from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import Invalid
from credit_portal.directory import selectors, services
from credit_portal.directory.models import Division


def test_it_loads_the_real_divisions_and_again_changes_nothing(db: Any) -> None:
    assert services.load_reference() == 205
    before = list(Division.objects.order_by("code").values())
    assert services.load_reference() == 205
    assert list(Division.objects.order_by("code").values()) == before
    assert selectors.divisions("district").count() == 13
    assert Division.objects.get(pk="210115").name_en == "Liaozhong"


def test_it_tells_streets_towns_townships_and_statistical_units_apart(db: Any) -> None:
    services.load_reference()
    kinds = Counter(selectors.divisions("street").values_list("kind", flat=True))
    assert kinds == {"street": 112, "town": 53, "township": 16, "statistical": 9}
    assert selectors.rankable_units().count() == 181
    statistical = Division.objects.filter(kind="statistical").values_list("code", flat=True)
    assert {code[6] for code in statistical} == {"4"}


def test_english_names_are_latin_or_left_blank(db: Any) -> None:
    services.load_reference()
    for name in Division.objects.values_list("name_en", flat=True):
        assert name.isascii()


def test_it_never_makes_a_real_division_fictional(db: Any) -> None:
    services.load_reference()
    city = services.create_division(actor=SYSTEM, code="219900", name_zh="示例市", level="city")
    assert city.is_fictional
    again = services.create_division(actor=SYSTEM, code="219900", name_zh="示例市", level="city")
    assert again == city
    with pytest.raises(Invalid):
        services.create_division(actor=SYSTEM, code="210102", name_zh="示例区", level="district")
