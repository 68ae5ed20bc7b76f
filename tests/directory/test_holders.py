"""Who held which post on which day."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.directory import selectors, services
from credit_portal.directory.models import Appointment, Person, Post

START = date(2024, 1, 1)


def person(name: str) -> Person:
    return services.create_person(actor=SYSTEM, name=name)


def appointed(post: Post, name: str, first: date, last: date | None, kind: str) -> Appointment:
    return services.appoint(
        actor=SYSTEM, post=post, person=person(name), starts_on=first, ends_on=last, kind=kind
    )


@pytest.fixture
def seat(bureau: Any) -> Post:
    return services.create_post(actor=SYSTEM, organisation=bureau, title_zh="副局长")


def holder(post: Post, day: date) -> str:
    found = selectors.holder_on(post, day)
    return found.person.name if found else ""


def test_first_and_last_day_count(seat: Post) -> None:
    appointed(seat, "甲", START, date(2024, 6, 30), "regular")
    appointed(seat, "乙", date(2024, 7, 1), None, "regular")
    assert holder(seat, date(2023, 12, 31)) == ""
    assert holder(seat, START) == holder(seat, date(2024, 6, 30)) == "甲"
    assert holder(seat, date(2024, 7, 1)) == holder(seat, date(2099, 1, 1)) == "乙"


def test_the_regular_holder_goes_before_the_acting_one(seat: Post) -> None:
    appointed(seat, "代", START, None, "acting")
    appointed(seat, "托", START, None, "delegated")
    appointed(seat, "正", date(2024, 3, 1), date(2024, 3, 31), "regular")
    assert holder(seat, date(2024, 2, 1)) == "代"
    assert holder(seat, date(2024, 3, 15)) == "正"
    names = [a.person.name for a in selectors.holders_between(seat, START, date(2024, 3, 1))]
    assert names == ["代", "托", "正"]
    assert selectors.holders_on([seat], date(2024, 3, 15))[seat].person.name == "正"


def test_two_regular_holders_never_overlap(seat: Post) -> None:
    first = appointed(seat, "甲", START, date(2024, 6, 30), "regular")
    with pytest.raises(Conflict) as caught:
        appointed(seat, "乙", date(2024, 6, 30), None, "regular")
    assert caught.value.code == "post_held"
    appointed(seat, "乙", date(2024, 7, 1), None, "regular")
    with pytest.raises(Conflict):
        services.end_appointment(actor=SYSTEM, appointment=first, ends_on=date(2024, 7, 1))
    with pytest.raises(IntegrityError, match="one_regular"), transaction.atomic():
        Appointment.objects.filter(pk=first.pk).update(ends_on=None)


def test_days_in_the_wrong_order_are_refused(seat: Post) -> None:
    with pytest.raises(Invalid):
        appointed(seat, "甲", START, START - timedelta(days=1), "regular")
    row = appointed(seat, "甲", START, None, "regular")
    services.end_appointment(actor=SYSTEM, appointment=row, ends_on=START)
    with pytest.raises(IntegrityError, match="dates"), transaction.atomic():
        Appointment.objects.filter(pk=row.pk).update(ends_on=START - timedelta(days=1))


def test_a_body_has_one_principal_post(bureau: Any, post: Any) -> None:
    with pytest.raises(Conflict) as caught:
        services.create_post(actor=SYSTEM, organisation=bureau, title_zh="主任", is_principal=True)
    assert caught.value.code == "post_second_principal"
    assert selectors.principal_post(bureau) == post


def _index_names(plan: Any) -> set[str]:
    names = {plan["Index Name"]} if "Index Name" in plan else set()
    return names.union(*(_index_names(child) for child in plan.get("Plans", [])))


def _fill(bureau: Any, seats: int, terms: int) -> list[Post]:
    """Many posts with many terms each, straight into the table: the planner needs rows."""
    posts = Post.objects.bulk_create(
        Post(organisation=bureau, title_zh=f"岗位{n}") for n in range(seats)
    )
    somebody = person("众人")
    Appointment.objects.bulk_create(
        Appointment(
            post=post,
            person=somebody,
            kind="regular",
            starts_on=START + timedelta(days=30 * n),
            ends_on=START + timedelta(days=30 * n + 29),
        )
        for post in posts
        for n in range(terms)
    )
    return posts


@pytest.mark.committed
def test_the_holder_is_one_indexed_query(bureau: Any) -> None:
    posts = _fill(bureau, 100, 40)
    with connections["owner"].cursor() as owner:
        owner.execute("analyze directory_appointment")  # only its owner may: the planner needs it
    with CaptureQueriesContext(connection) as queries:
        assert holder(posts[50], START + timedelta(days=400)) == "众人"
        assert len(selectors.holders_between(posts[50], START, START + timedelta(days=95))) == 4
    assert len(queries) == 2
    for query in queries.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute("explain (format json) " + query["sql"])
            answer = cursor.fetchone()[0]
        plan = answer if isinstance(answer, list) else json.loads(answer)
        assert _index_names(plan[0]["Plan"]) & {
            "directory_appt_post_day",
            "directory_appt_one_regular",
            "directory_appt_unique",
        }
