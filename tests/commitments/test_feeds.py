"""Due dates as calendars: under a secret address for a person, in public for a body."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from commitments.models import CampaignDuty
from commitments.services import campaigns, clocks
from credit_portal.common import acts
from credit_portal.publishing.services import publish_all
from credit_portal.workflow import feeds
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.models_feeds import CalendarFeed
from credit_portal.workflow.registry import deadline_kind
from tests import factories
from tests.commitments import campaign_scenes as scene
from tests.commitments import old_scenes, scenes
from tests.integrity_files import lead_scenes

pytestmark = pytest.mark.django_db


def secret_of(user: Any) -> str:
    return str(acts.run(feeds.create_feed, actor=user, answer=lambda _value: {}).value)


def fetch(secret: str, **headers: str) -> Any:
    return Client(headers=headers).get(f"/calendar/{secret}.ics")


def events(response: Any) -> list[Any]:
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_my_due_dates_stand_in_my_calendar(registered: Any, officer: Any) -> None:
    response = fetch(secret_of(officer))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = events(response)
    assert event.decoded("dtstart") == date(2026, 3, 31)
    assert event.decoded("dtend") == date(2026, 4, 1)
    assert registered.title_zh in str(event["summary"])
    assert str(event["uid"]).startswith("deadline-")
    assert event.walk("VALARM")
    assert f"/staff/commitments/{registered.pk}/" in str(event["url"])


def test_the_event_keeps_its_uid_when_the_date_moves(
    officer: Any, approver: Any, post: Any, city: Any
) -> None:
    superior = factories.user(username="superior", role="approver", organisation=city, title="主任")
    row = scenes.registered(officer, approver, post, **scenes.RULED)
    secret = secret_of(officer)
    before, etag = events(fetch(secret))[0], fetch(secret)["ETag"]
    assert fetch(secret, if_none_match=etag).status_code == 304
    scenes.grant(scenes.ask_longer(row, officer), superior)
    assert fetch(secret, if_none_match=etag).status_code == 200
    after = events(fetch(secret))[0]
    assert (after["uid"], after.decoded("dtstart")) == (before["uid"], date(2026, 4, 14))


def test_a_date_that_may_move_is_marked(registered: Any, officer: Any, city: Any) -> None:
    superior = factories.user(username="superior", role="approver", organisation=city, title="主任")
    scenes.grant(scenes.ask_stop(registered, officer), superior)
    marked = [one for one in events(fetch(secret_of(officer))) if one["status"] == "TENTATIVE"]
    assert len(marked) == 1


def test_the_end_of_a_stop_names_its_promise(registered: Any, officer: Any, city: Any) -> None:
    superior = factories.user(username="superior", role="approver", organisation=city, title="主任")
    scenes.grant(scenes.ask_stop(registered, officer), superior)
    found = named(clocks.STOP_CAP)
    assert found == [(registered.title_zh, f"/staff/commitments/{registered.pk}/")]
    told = [str(one["summary"]) for one in events(fetch(secret_of(officer)))]
    assert sum(registered.title_zh in one for one in told) == 2


def test_weeks_and_the_look_back_name_their_campaign(
    credit_officer: Any, credit_reviewer: Any, officer: Any, city: Any, bureau: Any
) -> None:
    row = scene.started(credit_officer, credit_reviewer, city, bureau)
    page = f"/staff/commitments/campaigns/{row.pk}/"
    week = CampaignDuty.objects.get().week_ends_on
    assert named(campaigns.WEEK) == [(f"{row.title_zh}（{week}止）", page)]
    told = [str(one["summary"]) for one in events(fetch(secret_of(officer)))]
    assert sum(row.title_zh in one for one in told) == 1
    scene.act(campaigns.end, credit_officer, row)
    scene.act(campaigns.close, credit_reviewer, row)
    assert named(campaigns.LOOK_BACK) == [(row.title_zh, page)]


def named(kind: str) -> list[tuple[str, str]]:
    ids = list(Deadline.objects.filter(kind=kind).values_list("pk", flat=True))
    name_cases = deadline_kind(kind).name_cases
    assert name_cases is not None
    return [(one.title_zh, one.url) for one in name_cases(ids).values()]


def test_a_stranger_sees_nothing_of_it(registered: Any, stranger: Any) -> None:
    assert events(fetch(secret_of(stranger))) == []


def test_only_the_last_address_works_and_it_can_be_revoked(officer: Any) -> None:
    first, second = secret_of(officer), secret_of(officer)
    assert (fetch(first).status_code, fetch(second).status_code) == (404, 200)
    assert bytes(CalendarFeed.objects.get(revoked_at=None).digest) != second.encode()
    acts.run(feeds.revoke_feed, actor=officer, answer=lambda _value: {})
    assert fetch(second).status_code == 404
    officer.is_active = False


def test_a_closed_account_has_no_calendar(officer: Any) -> None:
    secret = secret_of(officer)
    type(officer).objects.filter(pk=officer.pk).update(is_active=False)
    assert fetch(secret).status_code == 404


def test_the_page_shows_the_address_once(client: Client, officer: Any) -> None:
    client.force_login(officer)
    made = client.post("/staff/my-calendar/", {"idempotency_key": "one"})
    assert ".ics" in made.content.decode()
    assert ".ics" not in client.get("/staff/my-calendar/").content.decode()
    client.post("/staff/my-calendar/revoke/", {"idempotency_key": "two"})
    assert not CalendarFeed.objects.filter(revoked_at=None).exists()


def test_a_body_has_a_public_calendar(registered: Any, bureau: Any, client: Client) -> None:
    publish_all()
    registered.refresh_from_db()
    (event,) = events(client.get(f"/organisations/{bureau.slug}/due.ics"))
    assert event.decoded("dtstart") == date(2026, 3, 31)
    assert str(event["uid"]).startswith(f"{registered.ref}@")
    name = Calendar.from_ical(client.get(f"/en/organisations/{bureau.slug}/due.ics").content)
    assert "due dates" in str(name["x-wr-calname"])


def test_a_body_does_not_find_what_is_not_for_it_in_its_calendar(
    officer: Any, credit_officer: Any, bureau: Any
) -> None:
    lead = lead_scenes.opened(credit_officer, bureau)
    account, _code = old_scenes.filed(bureau)
    kinds = {one.kind for one in Deadline.objects.filter(organisation=bureau, outcome="")}
    assert kinds == {"integrity_files.lead_verify", "commitments.old_check"}
    assert events(fetch(secret_of(officer))) == []
    told = {str(one["url"]).rpartition("/staff/")[2] for one in
            events(fetch(secret_of(credit_officer)))}  # fmt: skip
    assert told == {f"leads/{lead.pk}/", f"commitments/old-accounts/{account.pk}/"}


def test_whoever_lost_his_role_finds_nothing_and_a_closed_account_no_calendar(
    registered: Any, officer: Any
) -> None:
    secret = secret_of(officer)
    officer.grants.update(ends_on=date(2026, 3, 1))
    assert events(fetch(secret)) == []
    type(officer).objects.filter(pk=officer.pk).update(is_active=False)
    assert fetch(secret).status_code == 404
