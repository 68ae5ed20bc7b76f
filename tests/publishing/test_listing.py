"""Pages of stored rows: the same records, in the same order, as the one selector finds."""

from datetime import date
from typing import Any

import pytest
from django.db.models import Q

from credit_portal.common import clock
from credit_portal.publishing import listing, search, selectors
from credit_portal.publishing.models import Displayed
from tests.publishing.support import document, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(bureau: Any, other_bureau: Any, officer: Any, approver: Any) -> list[Displayed]:
    """Records of two bodies that differ in everything one can ask for, one of them ended."""
    rows = [
        (bureau, document("供暖管网", sector="housing", due_on="2026-03-01"), None),
        (bureau, document("停车位100%_\\", sector="parking", outcome="kept"), None),
        (other_bureau, document("农村公路", sector="travel", due_on="2027-05-01"), None),
        (other_bureau, document("已过公示期"), date(2027, 1, 31)),
    ]
    for body, content, until in rows:
        publish(body, officer, approver, document=content, until=until)
    return list(Displayed.objects.order_by("ref"))


def refs(**asked: Any) -> list[str]:
    """What the list finds, newest first."""
    return [row.ref for row in listing.stored_rows(asked, None, falling=True, most=50)]


def test_every_condition_finds_what_the_selector_finds(
    shown: list[Displayed], bureau: Any, time_machine: Any
) -> None:
    time_machine.move_to("2027-03-01T12:00:00+08:00", tick=False)
    today = clock.today()
    same = {
        "kind": ("specimen", Q(kind="specimen")),
        "organisation": (bureau.slug, Q(organisation_id=bureau.pk)),
        "division": ("000000", Q(division_code="000000")),
        "sector": ("housing", Q(sector="housing")),
        "category": ("specimen", Q(category="specimen")),
        "outcome": ("kept", Q(outcome="kept")),
        "severity": ("serious", Q(severity="serious")),
        "district": ("000000", Q(division_code__startswith="000000")),
        "published_after": (today, Q(published_at__date__gte=today)),
        "published_before": (today, Q(published_at__date__lte=today)),
        "due_after": (date(2026, 3, 1), Q(due_on__gte="2026-03-01")),
        "due_before": (date(2026, 3, 1), Q(due_on__lte="2026-03-01")),
    }
    assert same.keys() == listing.CONDITIONS.keys()
    for name, (value, condition) in same.items():
        found = selectors.published().filter(condition)
        assert refs(**{name: value}) == [row.ref for row in found], name
    assert refs(sector="", due_after=None) == [row.ref for row in selectors.published()]


@pytest.mark.parametrize("query", ["供暖", "位 停车", "100%_\\", "%", "_", "没有", "SPECIMEN"])
def test_words_find_what_the_search_finds(shown: list[Displayed], query: str) -> None:
    found = search.first(selectors.published(), search.read(query), search.Order(), 50)
    assert refs(q=query) == [row.ref for row in found]


def test_a_reference_finds_its_record(shown: list[Displayed]) -> None:
    assert refs(q=f" {shown[1].ref.lower()} ") == [shown[1].ref]


def test_display_ends_with_the_last_day(shown: list[Displayed], time_machine: Any) -> None:
    ended = shown[3].ref
    time_machine.move_to("2027-01-31T23:59:00+08:00", tick=False)
    assert ended in refs()
    time_machine.move_to("2027-02-01T00:00:00+08:00", tick=False)
    assert ended not in refs()


def test_a_page_begins_strictly_after_the_position(shown: list[Displayed]) -> None:
    everything = listing.stored_rows({}, None, falling=True, most=50)
    place = [everything[0].published_at.isoformat(), everything[0].ref]
    later = listing.stored_rows({}, place, falling=True, most=50)
    assert later == everything[1:]
    place = [everything[-1].published_at.isoformat(), everything[-1].ref]
    assert listing.stored_rows({}, place, falling=False, most=50) == everything[-2::-1]


@pytest.mark.parametrize("place", [["", "x"], ["2026-01-01T00:00:00", "x"], ["soon", "x"]])
def test_a_forged_position_is_an_error(place: list[str]) -> None:
    with pytest.raises(ValueError):
        listing.stored_rows({}, place, falling=True, most=1)
