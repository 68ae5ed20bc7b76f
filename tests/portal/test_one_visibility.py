"""One rule of visibility: a record stands on every public surface or on none (design.md 2.7).

Records in every state, each with a title of its own, are looked for on pages, in search, facets,
counts, feeds, API, downloads, site map, calendar and machine-readable data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import pytest
import time_machine
from django.core.cache import cache as shared_cache
from django.test import Client

from credit_portal.portal import following
from credit_portal.publishing import services, tallies
from credit_portal.publishing.models import Decision, Disclosure
from credit_portal.publishing.open_data.datasets import dataset
from tests.portal.support import commitment
from tests.publishing.support import decide, source

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def monday() -> Iterator[Any]:
    """Monday 2 March 2026, standing still."""
    shared_cache.clear()
    for read in (text_of, bulk, letters):
        read.cache_clear()
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


@dataclass
class Case:
    """A record in some state: where it was published, what its title says, whether it is shown."""

    title: str
    shown: bool
    thing: Any = field(default_factory=source)
    ref: str = ""


class Office:
    """The people who bring records into their states, by the services."""

    def __init__(self, body: Any, officer: Any, approver: Any, reviewer: Any) -> None:
        self.body, self.officer, self.approver, self.reviewer = body, officer, approver, reviewer

    def publish(self, case: Case, **more: Any) -> None:
        """First publication."""
        given = {"document": self.text(case), **more}
        self._decide(case, self.approver, kind="commitment", **given)

    def then(self, case: Case, act: str, **more: Any) -> None:
        """What the credit office decides about it afterwards."""
        self._decide(case, self.reviewer, kind="commitment", act=act, **more)

    def text(self, case: Case) -> dict[str, Any]:
        """Its public document, called the same in both languages."""
        return commitment(self.body, case.title, title_en=case.title)

    def _decide(self, case: Case, approver: Any, **more: Any) -> None:
        decide(self.body, self.officer, approver, source=case.thing, **more)


def waiting(office: Office, case: Case) -> None:
    """Decided; the publication has not happened."""


def displayed(office: Office, case: Case) -> None:
    """Published."""
    office.publish(case)


def marked(office: Office, case: Case) -> None:
    """Under objection."""
    office.publish(case)
    services.publish_all()
    office.then(case, "annotate", document=office.text(case))


def corrected(office: Office, case: Case) -> None:
    """The first text was wrong, and is gone."""
    office.publish(case, document=commitment(office.body, "先前写错之题"))
    services.publish_all()
    document = office.text(case)
    office.then(case, "correct", document=document, erase_previous=True)


def withdrawn(office: Office, case: Case) -> None:
    """Ended after an objection."""
    office.publish(case)
    services.publish_all()
    office.then(case, "withdraw", basis="W01", reason="objection_upheld")


def repaired(office: Office, case: Case) -> None:
    """Ended by credit repair."""
    office.publish(case)
    services.publish_all()
    office.then(case, "repair", basis="R01", reason="repaired")


def restored(office: Office, case: Case) -> None:
    """Ended, and brought back."""
    withdrawn(office, case)
    services.publish_all()
    office.then(case, "restore", document=office.text(case))


def last_day(office: Office, case: Case) -> None:
    """Today is the last day of its display."""
    office.publish(case, until=TODAY)


def past_its_day(office: Office, case: Case) -> None:
    """Yesterday was; no job has noted it."""
    with time_machine.travel("2026-03-01 09:00:00+08:00", tick=False):
        office.publish(case, until=date(2026, 3, 1))
        services.publish_all()


STATES: dict[str, tuple[Callable[[Office, Case], None], bool]] = {
    "甲": (displayed, True),
    "乙": (marked, True),
    "丙": (corrected, True),
    "丁": (withdrawn, False),
    "戊": (repaired, False),
    "己": (restored, True),
    "庚": (last_day, True),
    "辛": (past_its_day, False),
    "壬": (waiting, False),
}


@pytest.fixture
def office(bureau: Any, officer: Any, approver: Any, credit_reviewer: Any) -> Office:
    """Who publishes for the bureau, and who ends it."""
    return Office(bureau, officer, approver, credit_reviewer)


@pytest.fixture
def cases(office: Office) -> list[Case]:
    """A record in each state, with its reference where it has one."""
    found = []
    for name, (make, shown) in STATES.items():
        case = Case(f"可见性之{name}题", shown)
        make(office, case)
        if make not in (past_its_day, waiting):
            services.publish_all()
        found.append(case)
    waits = found[-1]
    office.publish(waits)
    for case in found[:-1]:
        decision = Decision.objects.filter(source_id=str(case.thing.pk)).first()
        case.ref = Disclosure.objects.get(decision=decision).ref
    return found


@cache
def text_of(path: str) -> str:
    """What a stranger gets there, of whatever status; asked for once in a test."""
    answer = Client().get(path)
    body = answer.getvalue() if answer.streaming else answer.content
    return re.sub(r"</?mark>", "", body.decode(errors="replace"))


def one(*paths: str) -> Callable[[Case, Any], str]:
    """Addresses that all cases share."""
    return lambda case, body: "".join(text_of(path.format(slug=body.slug)) for path in paths)


def own(*paths: str) -> Callable[[Case, Any], str]:
    """Addresses of the very record; a search tells back what was asked, so it asks for a part."""
    return lambda case, body: "".join(
        text_of(path.format(ref=case.ref or "SY-C2026-0000999X", words=case.title[3:]))
        for path in paths
    )


@cache
def bulk(*codes: str) -> str:
    """What the next run writes into the files of these data sets."""
    return str([list(found.rows()) for code in codes if (found := dataset(code))])


@cache
def letters(body: Any) -> str:
    """What a digest tells of all records of a body since the beginning."""
    source = following.BodySource()
    refs = list(Disclosure.objects.order_by().values_list("ref", flat=True).distinct())
    news = source.news(body.pk.hex, -1, refs, 100)
    return str([(line.text, line.path) for line in source.lines(news.steps)])


#: Where the title of a record stands when it is on display, and nowhere else.
BY_TITLE: dict[str, Callable[[Case, Any], str]] = {
    "page": own("/records/{ref}/"),
    "English page": own("/en/records/{ref}/"),
    "list": one("/records/"),
    "commitments": one("/commitments/"),
    "body page": one("/organisations/{slug}/"),
    "search by words": own("/search/?q={words}"),
    "search by reference": own("/search/?q={ref}"),
    "Atom": one("/feeds/records.atom"),
    "Atom of the search": own("/search/?q={words}&format=atom"),
    "Atom of the body": one("/organisations/{slug}/?format=atom"),
    "Atom of the record": own("/feeds/records/{ref}.atom"),
    "table of the list": one("/records/?format=csv"),
    "openings for monitors": one("/api/v1/openings/"),
    "bulk files": lambda case, body: bulk("records", "records-commitment"),
    "mail of who follows the body": lambda case, body: letters(body),
    "calendar": one("/organisations/{slug}/due.ics"),
    "API list": one("/api/v1/records/"),
    "API search": own("/api/v1/records/?q={words}"),
    "API record": own("/api/v1/records/{ref}/"),
    "API proof": own("/api/v1/records/{ref}/proof/"),
    "machine-readable data of the page": lambda case, body: "".join(
        re.findall(r'ld\+json"[^>]*>(.*?)</script>', text_of(f"/records/{case.ref}/"), re.S)
    ),
}
#: Where only its reference stands.
BY_REF: dict[str, Callable[[Case, Any], str]] = {
    "site map": one("/sitemap.xml"),
}


#: What tells of removals and of the log, never what a record says.
TITLELESS = (
    "/removals/",
    "/removals/?format=csv",
    "/api/v1/removals/",
    "/api/v1/changes/",
    "/ledger/",
)


def stands_everywhere_or_nowhere(cases: list[Case], bureau: Any) -> None:
    wrong = [
        f"{name}: {case.title} is {'missing' if case.shown else 'there'}"
        for case in cases
        for name, surface in BY_TITLE.items()
        if (case.title in surface(case, bureau)) != case.shown
    ] + [
        f"{name}: {case.ref} is {'missing' if case.shown else 'there'}"
        for case in cases
        for name, surface in BY_REF.items()
        if case.ref and (case.ref in surface(case, bureau)) != case.shown
    ]
    assert wrong == []


def change_feed_and_accounts_tell_ends_without_words(cases: list[Case]) -> None:
    told = {row["ref"]: row for row in Client().get("/api/v1/changes/").json()["results"]}
    ended = {case.ref for case in cases if case.ref and not case.shown}
    assert {ref for ref, row in told.items() if row["removed_at"]} == ended
    listed = Client().get("/api/v1/removals/").json()["results"]
    assert {row["ref"] for row in listed} >= ended
    texts = {path: text_of(path) for path in TITLELESS}
    assert not [path for path, text in texts.items() if any(case.title in text for case in cases)]


def counts_are_those_of_what_is_shown(cases: list[Case], bureau: Any) -> None:
    shown = sum(case.shown for case in cases)
    address = f"/api/v1/organisations/{bureau.slug}/"
    assert Client().get(address).json()["outcomes"] == {"open": shown}
    assert tallies.total("commitment", [bureau.pk]) == {"open": shown}
    facets = Client().get(f"/search/?body={bureau.slug}").context
    kinds = next(one for one in facets["facets"] if one["name"] == "kind")
    assert [value["count"] for value in kinds["first"]] == [facets["total"].value] == [shown]


def what_was_wrong_and_erased_stands_nowhere(cases: list[Case], bureau: Any) -> None:
    assert not [
        name
        for name, surface in BY_TITLE.items()
        if any("先前写错之题" in surface(case, bureau) for case in cases)
    ]


def test_a_record_stands_everywhere_or_nowhere(cases: list[Case], bureau: Any) -> None:
    """To make the cases takes longer than to look: whatever only looks does it at the same ones."""
    stands_everywhere_or_nowhere(cases, bureau)
    what_was_wrong_and_erased_stands_nowhere(cases, bureau)
    change_feed_and_accounts_tell_ends_without_words(cases)
    counts_are_those_of_what_is_shown(cases, bureau)


def test_nothing_is_answered_from_before_a_removal(office: Office, cases: list[Case]) -> None:
    case = cases[0]
    kept = ("/", "/records/", f"/records/{case.ref}/", "/search/?q=可见性", "/api/v1/records/")
    tags = {path: Client().get(path)["ETag"] for path in kept}
    office.then(case, "withdraw", basis="W01", reason="objection_upheld")
    services.publish_all()
    for path, tag in tags.items():
        answer = Client().get(path, headers={"If-None-Match": tag})
        assert answer.status_code in (200, 410), path
        assert case.title not in answer.content.decode(), path
