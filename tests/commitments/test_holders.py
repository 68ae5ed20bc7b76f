"""Who is named beside a promise: the holder of the responsible day, with that day."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from commitments import disclosures
from commitments.models import Commitment
from credit_portal.common import acts
from credit_portal.common.actors import SYSTEM
from credit_portal.directory import services, usage
from credit_portal.directory.models import Appointment, Person
from credit_portal.publishing.services import publish_all
from integrity_files.models import FileEntry
from tests.commitments import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def successor(post: Any) -> Any:
    """Holds the post from 2 April 2026, after 李示例."""
    first = Appointment.objects.get(post=post)
    first.ends_on = date(2026, 4, 1)
    first.save()
    person = Person.objects.create(name="新任示例")
    Appointment.objects.create(post=post, person=person, kind="regular", starts_on=date(2026, 4, 2))
    return person


def _page(row: Commitment, language: str = "") -> str:
    publish_all()
    row.refresh_from_db()
    return Client().get(f"{language}/records/{row.ref}/").content.decode()


def test_an_open_promise_names_the_holder_of_the_documents_day(registered: Any) -> None:
    post = disclosures.document(registered)["post"]
    assert (post["holder"], post["holder_on"]) == ("李示例", "2026-03-02")
    body = _page(registered)
    assert "任职人（截至2026年3月2日）" in body
    assert "李示例" in body
    assert "Holder as of 2 Mar 2026" in _page(registered, "/en")


def test_a_broken_promise_names_whose_file_got_the_entry(
    registered: Any, successor: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    go_to(date(2026, 4, 5))
    assert disclosures.document(registered)["post"]["holder"] == "新任示例"
    scenes.decide(scenes.live(registered), credit_officer, credit_reviewer, "broken")
    said = scenes.last_document(registered)["post"]
    assert (said["holder"], said["holder_on"]) == ("李示例", "2026-03-31")
    registered.refresh_from_db()
    assert disclosures.document(registered)["post"] == said
    with acts.reading_as(credit_officer, "review 1", scope=["/"]):
        entry = FileEntry.objects.get(subject_kind="person")
        assert entry.person is not None
        assert entry.person.name == said["holder"]
    body = _page(registered)
    assert "任职人（截至2026年3月31日）" in body
    assert "新任示例" not in body


def test_a_period_names_the_holder_of_its_last_day(
    standing: Any,
    successor: Any,
    officer: Any,
    credit_officer: Any,
    credit_reviewer: Any,
    go_to: Any,
) -> None:
    go_to(date(2026, 4, 3))
    period = standing.periods.order_by("number").first()
    scenes.figures(standing, officer, period, "10", "100")
    scenes.decide(scenes.live(standing, period), credit_officer, credit_reviewer, "broken")
    said = scenes.last_document(standing)["post"]
    assert (said["holder"], said["holder_on"]) == ("李示例", "2026-03-31")


def test_of_a_post_that_is_not_public_nobody_is_named(registered: Any, post: Any) -> None:
    post.is_public = False
    post.save()
    said = disclosures.document(registered)["post"]
    assert (said["holder"], said["holder_on"]) == (None, None)


def test_a_published_promise_keeps_its_holders_appointment(registered: Any, post: Any) -> None:
    first = post.appointments.get()
    assert "承诺" in usage.why_kept(first)
    later = services.appoint(
        actor=SYSTEM, post=post, person=first.person, kind="acting", starts_on=date(2030, 1, 1)
    )
    assert usage.why_kept(later) == ""
