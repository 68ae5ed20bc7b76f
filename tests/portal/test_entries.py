"""Rows of lists: what the function writes is what the template says, and all of it is escaped."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from credit_portal.portal.queries import Counted
from credit_portal.portal.templatetags.entries import entries
from credit_portal.portal.templatetags.facets import facets
from tests.bench import plain
from tests.portal.support import commitment
from tests.publishing.support import publish

HOSTILE = "<script>alert('x')</script>&\"'{{ 7|add:7 }}{% now 'Y' %}"


def row(**more: Any) -> Any:
    """A row as lists have it; hostile wherever it may be."""
    given = {
        "ref": "SY-C2026-0001234S", "kind": "commitment", "organisation_name_zh": HOSTILE,
        "organisation_name_en": "", "title_zh": HOSTILE, "title_en": "", "sector": HOSTILE,
        "outcome": "", "category": HOSTILE, "severity": "", "due_on": date(2026, 3, 1),
        "published_at": datetime(2026, 1, 31, 17, tzinfo=UTC), "updated_at": None, "until": None,
        "row": {}, "document": {"measure_zh": f"供暖管网改造工程{HOSTILE}"},
    }  # fmt: skip
    told = more.pop("told", {})
    return SimpleNamespace(**{**given, **more, "row": told})


ROWS = [
    row(), row(outcome="kept", sector="parking", title_en="Parking"), row(outcome=HOSTILE),
    row(told={"series": {"determined": 12, "kept": 11}}), row(told={"shape": "standing"}),
    row(told={"series": {"determined": 2, "kept": HOSTILE}}), row(due_on=None),
    row(told={"status": "reported"}), row(told={"status": "due_passed"}), row(told={"status": "?"}),
    *(row(kind="breach", severity=one, category="B01") for one in ("serious", "general", "minor")),
    row(kind="breach", severity=HOSTILE), row(kind=HOSTILE, told={"series": None}),
    row(told={"objection": {"since": "2026-01-01"}, "missing_checks": [HOSTILE]}),
]  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("terms", [[], ["script"], ["管网", "&"], ["'x'"]])
def test_every_row_is_what_the_template_says(language: str, terms: list[str]) -> None:
    with translation.override(language):
        for one in ROWS:
            written = entries([one], terms)
            assert written == plain.entry(one, terms), one
            assert "<script" not in written
    assert "<script" not in entries([row(ref=HOSTILE)], terms)


def value(number: int, **more: Any) -> dict[str, Any]:
    """A value of a facet; hostile wherever it may be."""
    return {"label": HOSTILE, "count": number, "url": f"?{HOSTILE}", "chosen": False, **more}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("total", [Counted(7, False), Counted(5000, True)])
def test_facets_are_what_the_template_says(language: str, total: Counted) -> None:
    few, many = [value(1), value(12_345, chosen=True)], [value(n) for n in range(3)]
    shapes = [(few, []), ([], []), (few, many), (few, many[:1])]
    given = [{"name": "kind", "title": HOSTILE, "first": a, "more": b} for a, b in shapes]
    with translation.override(language):
        for shown in ([], given):
            written = facets(shown, total)
            assert written == plain.beside(shown, total)
            assert "<script" not in written


@pytest.mark.django_db
def test_a_hostile_title_stays_text_on_every_list(
    client: Client, bureau: Any, officer: Any, approver: Any
) -> None:
    publish(bureau, officer, approver, kind="commitment", document=commitment(bureau, HOSTILE))
    places = (
        "/",
        "/records/",
        "/commitments/",
        "/search/?q=alert",
        f"/organisations/{bureau.slug}/",
    )
    for place in places:
        page = client.get(place).content.decode()
        assert "<script>alert" not in page, place
        assert "&lt;script&gt;" in page, place
