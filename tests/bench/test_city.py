"""What the bench is seeded with: copies that every list, count and board takes for records."""

import pytest

from credit_portal.common import invariants
from credit_portal.publishing import references
from credit_portal.publishing.models import Disclosure, Displayed, Removal
from tests.bench.cases import copies, crawl, lists
from tests.bench.cases.people import run_sql

ROWS = 2_500
#: Indexes that are there, none of them lost on the way, and how the index of pairs is analysed.
INDEXES = "select count(*) from pg_indexes where tablename = any(%s)"
NO_FIGURES = "select attstattarget from pg_attribute where attrelid = 'displayed_grams'::regclass"


@pytest.mark.committed
def test_copies_are_told_and_counted_as_records(committed_database: str) -> None:
    before = run_sql(INDEXES, [list(copies.TABLES)])
    slugs = lists.seed(ROWS)
    assert run_sql(INDEXES, [list(copies.TABLES)]) == before
    assert run_sql(NO_FIGURES) == [(0,)]
    assert Displayed.objects.count() == ROWS
    assert not {"I14", "I15"} & invariants.broken().keys()
    assert all(map(references.is_valid, Displayed.objects.values_list("ref", flat=True)))
    told = set(Displayed.objects.values_list("kind", flat=True))
    assert told == {"commitment", "breach"}
    shown = Disclosure.objects.filter(pk__in=Displayed.objects.values("disclosure_id"))
    assert shown.count() == ROWS
    assert Removal.objects.count() == 2 + (ROWS - 50) // copies.REMOVED
    of_large = Displayed.objects.filter(organisation_slug__in=set(slugs)).count()
    assert ROWS * 0.45 < of_large < ROWS * 0.6
    for one in Displayed.objects.order_by("rec")[:40]:
        assert one.row["ref"] == one.ref
        assert one.row["organisation"]["slug"] == one.organisation_slug
        assert one.document["organisation"]["name_zh"] == one.organisation_name_zh
        assert one.ref.lower() in one.search_text


def test_addresses_are_of_one_pattern_by_view_and_parameters() -> None:
    def told(address: str) -> str:
        path, _mark, query = address.partition("?")
        return crawl.pattern_of(path, query)

    assert told("/records/?body=a") == told("/records/?body=b") == "portal:records body"
    assert told("/records/?body=a&year=2024") == "portal:records body year"
    assert told("/records/?format=csv") != told("/records/?format=atom")
    assert told("/nowhere/at/all/") == ""
    walker = crawl.Walker(["/records/", "/staff/", "https://example.org/records/", "/nowhere/"])
    assert list(walker.waiting) == ["portal:records"]
