"""Where lawful change, clocks, campaigns, sheets, own commitments and succession meet."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments import policies_clocks, selectors_campaigns, selectors_contradictions
from commitments.models import Campaign, CampaignDuty, Commitment
from commitments.services import campaign_cases, campaigns, sheet_steps, sheets
from credit_portal.common import acts
from credit_portal.directory.selectors import heir_of
from credit_portal.portal import streets
from credit_portal.publishing.services import publish_all
from credit_portal.workflow import feeds, hand_overs
from tests import factories
from tests.commitments import campaign_scenes, kept, scenes, scenes_change, sheet_scenes
from tests.commitments.successions import carry_out, line, payload, post_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def keepers(system_administrator: Any, second_system_administrator: Any) -> tuple[Any, Any]:
    """Who proposes and who confirms a succession."""
    return system_administrator, second_system_administrator


def merged(keepers: tuple[Any, Any], body: Any, heir: Any) -> Any:
    """A body whose tasks another one took over whole."""
    sheets_made = carry_out(keepers, body, payload("merge", body, line(body, heir)))
    body.refresh_from_db()
    return sheets_made


def test_an_approver_above_who_works_in_the_body_decides_no_date(
    officer: Any, approver: Any, post: Any, bureau: Any, city: Any
) -> None:
    inside = factories.user(
        username="inside", role="approver", organisation=bureau, title="处长", granted_on=city
    )
    row = scenes.registered(officer, approver, post, **scenes.RULED)
    request = scenes.ask_longer(row, officer)
    assert not policies_clocks.may_decide(inside, request)
    with scenes.refused("own_body"):
        policies_clocks.require_decide(inside, request)


def test_at_the_root_a_credit_reviewer_moves_the_date(city: Any, credit_reviewer: Any) -> None:
    people = [
        factories.user(username=f"root_{n}", role=role, organisation=city, title="科员")
        for n, role in enumerate(("filer", "approver", "approver"))
    ]
    post = post_of(city, "赵示例")
    row = scenes.registered(people[0], people[1], post, **scenes.RULED)
    request = scenes.ask_longer(row, people[0])
    assert not policies_clocks.may_decide(people[2], request)
    before = row.due_on
    after = scenes.grant(request, credit_reviewer).due_on
    assert before is not None
    assert after is not None
    assert after > before


def test_own_commitments_of_staff_enter_no_campaign(
    officer: Any, approver: Any, bureau: Any, city: Any, credit_officer: Any, post: Any
) -> None:
    from credit_portal.common.actors import SYSTEM
    from credit_portal.directory.services import appoint
    from tests.commitments import test_personal as own

    clerk = factories.user(username="clerk", role=None, organisation=bureau, title="科员")
    appoint(actor=SYSTEM, post=clerk.post, person=clerk.person, kind="regular",
                starts_on=date(2025, 1, 1))  # fmt: skip
    scenes.approve(own.agreed(officer, clerk), approver)
    bodys = scenes.registered(officer, approver, post)
    row: Campaign = campaign_scenes.planned(credit_officer, city)
    found = selectors_campaigns.commitments_in_scope(row, date(2026, 4, 2))
    assert list(found) == [bodys]


def test_others_sheets_do_not_hide_his_own(
    registered: Any, stranger: Any, city: Any, bureau: Any, other_bureau: Any, keepers: Any
) -> None:
    merged(keepers, bureau, post_of(other_bureau))
    above = factories.user(username="above", role="filer", organisation=city, title="科员")
    assert hand_overs.visible_to(above).count() == 1
    assert list(hand_overs.work_of(above)) == []
    assert len(list(hand_overs.work_of(stranger))) == 1


def test_unripe_contradictions_do_not_hide_ripe_ones(
    officer: Any, approver: Any, post: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    late = scenes.registered(officer, approver, post, due_on=date(2026, 12, 31))
    ripe = scenes.registered(officer, approver, post)
    go_to(date(2026, 4, 2))
    scenes.decide(scenes.live(ripe), credit_officer, credit_reviewer, "kept",
                  kept_on=date(2026, 3, 30))  # fmt: skip
    for row in (late, ripe):
        kept.confirmed(row, credit_officer)
    found = selectors_contradictions.ready(credit_reviewer, limit=1)
    assert [one.commitment.pk for one in found] == [ripe.pk]


def test_a_promise_that_passed_on_counts_with_the_unit_that_made_it(
    city: Any, keepers: Any
) -> None:
    first, second = sheet_scenes.street(city, 1), sheet_scenes.street(city, 2)
    sheet_scenes.approved(first)
    merged(keepers, first.body, second.post)
    from commitments.services.succession import publish_inherited

    publish_inherited()
    publish_all()
    row = Commitment.objects.get()
    assert row.organisation_id == second.body.pk
    assert streets.counts(2026) == {"999102001": {"open": 1}}


def test_an_unapproved_sheet_follows_and_a_closed_body_promises_nothing(
    city: Any, keepers: Any
) -> None:
    first, second = sheet_scenes.street(city, 1), sheet_scenes.street(city, 2)
    row = sheet_scenes.filled(first)
    merged(keepers, first.body, second.post)
    row.refresh_from_db()
    assert row.organisation_id == second.body.pk
    assert set(Commitment.objects.values_list("organisation", flat=True)) == {second.body.pk}
    assert heir_of(first.body) == second.body
    acts.run(sheets.submit_sheet, actor=second.filer, sheet_id=row.pk)
    sheet_scenes.approve(row, second.approver)
    with scenes.refused("body_closed"):
        sheet_steps.require_live(first.body)
    with scenes.refused("no_sheet"):
        acts.run(sheets.create_sheet, actor=first.filer, organisation_id=first.body.pk, year=2026)


def test_the_preview_of_the_api_names_what_resembles_an_excuse(
    registered: Any, officer: Any, city: Any, client: Any
) -> None:
    superior = scenes_change.superior(city)
    case = scenes_change.laid(registered, officer, reasons_zh="因领导更换，原承诺不再执行。")
    client.force_login(superior)
    found = client.get(f"/api/v1/lawful-changes/{case.pk}/preview/").json()
    assert found["flags"]
    assert found["flags"][0].keys() == {"code", "name_zh", "name_en", "words"}


def test_reading_a_calendar_writes_nothing(officer: Any) -> None:
    secret = acts.run(feeds.create_feed, actor=officer, answer=lambda _made: {}).value
    with CaptureQueriesContext(connection) as found:
        assert feeds.open_feed(secret) == officer
    assert not [one for one in found.captured_queries if one["sql"].startswith("UPDATE")]


def test_a_campaign_goes_on_with_the_heir_of_a_closed_body(
    city: Any, bureau: Any, other_bureau: Any, keepers: Any, officer: Any, stranger: Any,
    credit_officer: Any, credit_reviewer: Any,
) -> None:  # fmt: skip
    row = campaign_scenes.started(credit_officer, credit_reviewer, city, bureau)
    heir = post_of(other_bureau)
    merged(keepers, bureau, heir)
    case = campaign_scenes.work_of(row).case
    assert case.organisation == bureau
    given = {"plan": "分两期付清。", "owner_id": heir.pk, "planned_on": date(2026, 3, 20)}
    with scenes.refused("not_allowed"):
        campaign_scenes.on_case(campaign_cases.set_plan, officer, row, **given)
    campaign_scenes.on_case(campaign_cases.set_plan, stranger, row, **given)
    campaign_scenes.settled(row, stranger, credit_officer, credit_reviewer)
    report = campaign_scenes.act(campaigns.report_week, stranger, row, text="已付清。")
    assert report.settled == 1
    assert CampaignDuty.objects.get(report=None).organisation == other_bureau
