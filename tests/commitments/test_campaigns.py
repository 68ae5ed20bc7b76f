"""Rectification campaigns: frozen, worked off week by week, accepted by others, looked back at."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from commitments import codes_old_accounts as codes
from commitments import disclosures_campaigns as disclosures
from commitments import machine_campaigns as machine
from commitments.models import Campaign, CampaignCase, CampaignDuty, CampaignReport
from commitments.services import campaign_cases, campaigns
from commitments.work_campaigns import items
from credit_portal.common import clock, invariants
from credit_portal.common.errors import Conflict
from credit_portal.directory.models import Organisation
from credit_portal.files.models import StoredFile
from credit_portal.publishing.models import Displayed
from credit_portal.publishing.services import publish_all
from credit_portal.workflow import moves
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.testing import Case, every_case
from tests.commitments import campaign_scenes as scene
from tests.commitments import old_scenes as old
from tests.commitments import scenes
from tests.commitments.sheet_scenes import division
from tests.commitments.test_deputies import stand_in
from tests.commitments.test_machine import Anybody, Row

pytestmark = pytest.mark.django_db
TABLES = {"campaign": machine.CAMPAIGN, "case": machine.CASE}
BOTH = [(name, case) for name, table in TABLES.items() for case in every_case(table)]


@pytest.fixture
def row(credit_officer: Any, credit_reviewer: Any, city: Any, bureau: Any) -> Campaign:
    """A running campaign over one case of the bureau."""
    return scene.started(credit_officer, credit_reviewer, city, bureau)


@pytest.mark.parametrize(("name", "case"), BOTH, ids=str)
def test_both_move_by_the_table_only(name: str, case: Case) -> None:
    row: Any = Row(case.state)
    table = TABLES[name]
    if case.legal:
        found = moves.check(table, row, case.transition.name, actor=Anybody())
        assert found == case.transition
        return
    with pytest.raises(Conflict):
        moves.check(table, row, case.transition.name, actor=Anybody())


def test_the_tables_know_exactly_the_states() -> None:
    assert set(machine.CAMPAIGN.states) == set(codes.CampaignState.values)
    assert set(machine.CASE.states) == set(codes.CaseState.values)


def test_beginning_freezes_what_is_owed_overdue_or_broken(
    credit_officer: Any, credit_reviewer: Any, city: Any, bureau: Any, registered: Any, go_to: Any
) -> None:
    old.forwarded(bureau, credit_officer, credit_reviewer)
    go_to(date(2026, 4, 2))
    row = scene.planned(credit_officer, city)
    scene.act(campaigns.start, credit_reviewer, row)
    row.refresh_from_db()
    cases = list(CampaignCase.objects.filter(campaign=row))
    assert [one.found_as for one in cases] == ["with_body", "open"]
    assert row.baseline_sha == campaigns.digest(cases)


def test_whoever_planned_it_does_not_begin_it(
    credit_officer: Any, credit_reviewer: Any, city: Any
) -> None:
    row = scene.planned(credit_officer, city)
    with scenes.refused("not_allowed"):
        scene.act(campaigns.start, credit_officer, row)
    with scenes.refused("nothing_in_scope"):
        scene.act(campaigns.start, credit_reviewer, row)


@pytest.mark.parametrize(
    ("more", "code"),
    [({"paper_date": date(2026, 3, 3)}, "document_in_future"),
     ({"ends_on": date(2026, 3, 1)}, "dates_order"), ({"ills": []}, "ills"),
     ({"ills": ["laziness"]}, "ills")],
)  # fmt: skip
def test_a_senseless_plan_is_refused(
    credit_officer: Any, city: Any, more: dict[str, Any], code: str
) -> None:
    with scenes.refused(code):
        scene.planned(credit_officer, city, **more)


def test_the_frozen_list_cannot_be_changed(row: Campaign) -> None:
    for change in (
        lambda: CampaignCase.objects.update(found_as="x"),
        lambda: CampaignCase.objects.all().delete(),
        lambda: CampaignDuty.objects.update(week_ends_on=date(2026, 5, 1)),
    ):
        with pytest.raises((DatabaseError, Exception)), transaction.atomic():
            change()
    assert CampaignCase.objects.count() == 1


def test_the_body_claims_and_two_others_accept(
    row: Campaign, officer: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    scene.claimed(row, officer)
    with scenes.refused("not_found_yet"):
        scene.on_case(campaign_cases.accept_settled, credit_reviewer, row)
    with scenes.refused("not_allowed"):
        scene.on_case(campaign_cases.propose_accepted, officer, row)
    scene.on_case(campaign_cases.propose_accepted, credit_officer, row)
    scene.on_case(campaign_cases.accept_settled, credit_reviewer, row)
    assert scene.work_of(row).state == "settled"
    assert disclosures.document(row)["figures"]["settled"] == 1


def test_its_page_explains_the_days_that_run(
    row: Campaign, client: Client, officer: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    page = reverse("commitments:campaign", args=[row.pk])
    client.force_login(officer)
    assert 'class="explained"' in client.get(page).content.decode()
    scene.act(campaigns.end, credit_officer, row)
    assert 'class="explained"' not in client.get(page).content.decode()
    scene.act(campaigns.close, credit_reviewer, row)
    assert "OLD-LOOKBACK" in str(Deadline.objects.get(kind=campaigns.LOOK_BACK).explanation)
    assert 'class="explained"' in client.get(page).content.decode()


def test_the_figures_stand_by_district_beside_the_total(
    row: Campaign, officer: Any, credit_officer: Any, credit_reviewer: Any, bureau: Any
) -> None:
    (line,) = disclosures.document(row)["by_division"]
    assert (line["code"], line["baseline"], line["settled"]) == ("", 1, 0)
    division("999100", "示例市", "city")
    division("999101", "示例区", "district", parent="999100")
    street = division("999101001", "示例街道", "street", "street", "999101")
    Organisation.objects.filter(pk=bureau.pk).update(division=street)
    scene.settled(row, officer, credit_officer, credit_reviewer)
    (line,) = disclosures.document(row)["by_division"]
    assert (line["code"], line["baseline"], line["settled"]) == ("999101", 1, 1)
    publish_all()
    page = Client().get(f"/records/{Campaign.objects.get(pk=row.pk).ref}/").content.decode()
    assert "示例区" in page
    assert "<tfoot>" in page


def test_the_body_plans_its_case(row: Campaign, officer: Any, post: Any) -> None:
    given = {"plan": "分两期付清。", "owner_id": post.pk, "planned_on": date(2026, 3, 20)}
    scene.on_case(campaign_cases.set_plan, officer, row, **given)
    assert scene.work_of(row).plan == "分两期付清。"
    with scenes.refused("planned_past"):
        scene.on_case(campaign_cases.set_plan, officer, row, **given | {
            "planned_on": date(2026, 3, 1)})  # fmt: skip


def test_a_week_is_reported_and_the_next_begins(row: Campaign, officer: Any) -> None:
    scene.act(campaigns.report_week, officer, row, text="已付第一期。")
    days = list(CampaignDuty.objects.values_list("week_ends_on", flat=True))
    assert days == [date(2026, 3, 6), date(2026, 3, 13)]
    assert CampaignReport.objects.count() == 1


def test_nobody_reports_on_a_week_ahead(row: Campaign, officer: Any, go_to: Any) -> None:
    scene.act(campaigns.report_week, officer, row, text="已付第一期。")
    assert list(items(officer)) == []
    with scenes.refused("nothing_to_report"):
        scene.act(campaigns.report_week, officer, row, text="已付第二期。")
    go_to(date(2026, 3, 7))
    scene.act(campaigns.report_week, officer, row, text="已付第二期。")
    assert CampaignReport.objects.count() == 2


def test_weeks_that_passed_while_nothing_ran_are_missed_one_by_one(row: Campaign) -> None:
    with time_machine.travel("2026-03-25T02:00:00Z", tick=False):
        scenes.sweep()
        scenes.sweep()
    weeks = Deadline.objects.filter(kind=campaigns.WEEK).order_by("due_on")
    assert list(weeks.values_list("due_on", "outcome")) == [
        (date(2026, 3, 6), "missed"), (date(2026, 3, 13), "missed"),
        (date(2026, 3, 20), "missed"), (date(2026, 3, 27), ""),
    ]  # fmt: skip


def test_a_late_report_opens_the_week_after_it(row: Campaign, officer: Any) -> None:
    with time_machine.travel("2026-03-25T02:00:00Z", tick=False):  # before the sweep came
        scene.act(campaigns.report_week, officer, row, text="已付第一期。")
        scenes.sweep()
    outcomes = Deadline.objects.filter(kind=campaigns.WEEK).order_by("due_on")
    assert list(outcomes.values_list("outcome", flat=True)) == ["late", "missed", "missed", ""]


def test_a_campaign_is_not_begun_before_its_period(
    credit_officer: Any, credit_reviewer: Any, city: Any, bureau: Any
) -> None:
    old.forwarded(bureau, credit_officer, credit_reviewer)
    row = scene.planned(credit_officer, city, starts_on=date(2026, 3, 3))
    assert list(items(credit_reviewer)) == []
    with scenes.refused("campaign_early"):
        scene.act(campaigns.start, credit_reviewer, row)


def test_nothing_is_settled_on_a_file_that_was_not_found_clean(
    row: Campaign, officer: Any, credit_officer: Any, credit_reviewer: Any, settings: Any
) -> None:
    settings.CLAMD_SOCKET = "/nowhere"
    scene.claimed(row, officer)
    files = StoredFile.objects.filter(purpose="campaign")
    with scenes.refused("file_unchecked"):
        scene.on_case(campaign_cases.propose_accepted, credit_officer, row)
    files.update(state="clean", decided_at=clock.now())
    scene.on_case(campaign_cases.propose_accepted, credit_officer, row)
    files.update(state="rejected")
    with scenes.refused("file_unchecked"):
        scene.on_case(campaign_cases.accept_settled, credit_reviewer, row)


def test_a_week_without_report_is_missed_and_counted(row: Campaign, go_to: Any) -> None:
    publish_all()
    go_to(date(2026, 3, 9))
    go_to(date(2026, 3, 10))
    assert Deadline.objects.get(kind=campaigns.WEEK, outcome="missed").due_on == date(2026, 3, 6)
    assert CampaignDuty.objects.count() == 2
    publish_all()
    shown = Displayed.objects.get(kind="campaign")
    assert shown.ref.startswith("SY-K2026-")
    assert shown.document["weeks"][0] == {"bodies": 1, "ends_on": "2026-03-06", "reported": 0}


def test_from_closing_to_the_look_back(
    row: Campaign, officer: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    scene.settled(row, officer, credit_officer, credit_reviewer)
    scene.act(campaigns.end, credit_officer, row)
    scene.act(campaigns.close, credit_reviewer, row)
    assert Deadline.objects.get(kind=campaigns.LOOK_BACK).due_on == date(2026, 9, 2)
    with scenes.refused("not_looked_back"):
        scene.act(campaigns.finish, credit_reviewer, row)
    go_to(date(2026, 9, 1))
    scene.on_case(campaign_cases.look_back, credit_officer, row, still=True)
    scene.act(campaigns.finish, credit_reviewer, row)
    row.refresh_from_db()
    assert row.state == "finished"
    assert [one for one in invariants.broken() if one.startswith("commitments.")] == []


def test_the_look_back_waits_for_its_day(
    row: Campaign, officer: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    scene.settled(row, officer, credit_officer, credit_reviewer)
    scene.act(campaigns.end, credit_officer, row)
    scene.act(campaigns.close, credit_reviewer, row)
    go_to(date(2026, 8, 18))
    with scenes.refused("look_back_early"):
        scene.on_case(campaign_cases.look_back, credit_officer, row, still=True)
    assert list(items(credit_officer)) == []
    go_to(date(2026, 8, 19))
    assert len(list(items(credit_officer))) == 1
    scene.on_case(campaign_cases.look_back, credit_officer, row, still=True)
    assert list(items(credit_officer)) == []


def test_nothing_is_finished_while_a_claim_waits(
    row: Campaign, officer: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    scene.act(campaigns.end, credit_officer, row)
    scene.act(campaigns.close, credit_reviewer, row)
    scene.claimed(row, officer)
    with scenes.refused("cases_waiting"):
        scene.act(campaigns.finish, credit_reviewer, row)


def test_a_campaign_whose_period_has_passed_is_not_begun(
    credit_officer: Any, credit_reviewer: Any, city: Any, bureau: Any, go_to: Any
) -> None:
    old.forwarded(bureau, credit_officer, credit_reviewer)
    row = scene.planned(credit_officer, city)
    go_to(date(2026, 5, 1))
    with scenes.refused("campaign_over"):
        scene.act(campaigns.start, credit_reviewer, row)


def test_a_plan_waits_for_the_second_person_or_is_given_up(
    credit_officer: Any, credit_reviewer: Any, city: Any
) -> None:
    row = scene.planned(credit_officer, city)
    assert [item.title for item in items(credit_reviewer)] == [scene.PLAN["title_zh"]]
    assert list(items(credit_officer)) == []
    scene.act(campaigns.drop, credit_officer, row)
    assert list(items(credit_reviewer)) == []
    with scenes.refused("state_conflict"):
        scene.act(campaigns.drop, credit_officer, row)
    assert invariants.broken() == {}


def test_a_claim_found_by_a_deputy_is_not_accepted_after_his_days(
    row: Campaign, officer: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    stand_in(credit_officer, credit_reviewer, date(2026, 3, 2), 3)
    scene.claimed(row, officer)
    scene.on_case(campaign_cases.propose_accepted, credit_officer, row)
    go_to(date(2026, 3, 10))
    with scenes.refused("four_eyes"):
        scene.on_case(campaign_cases.accept_settled, credit_reviewer, row)


def test_what_is_no_longer_settled_is_reopened(
    row: Campaign, officer: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    scene.settled(row, officer, credit_officer, credit_reviewer)
    scene.act(campaigns.end, credit_officer, row)
    scene.act(campaigns.close, credit_reviewer, row)
    scene.on_case(campaign_cases.look_back, credit_officer, row, still=False)
    assert scene.work_of(row).state == "reopened"


def test_nothing_closes_while_a_claim_waits(
    row: Campaign, officer: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    scene.claimed(row, officer)
    scene.act(campaigns.end, credit_officer, row)
    with scenes.refused("cases_waiting"):
        scene.act(campaigns.close, credit_reviewer, row)


def test_a_campaign_through_the_pages(
    client: Client, credit_officer: Any, credit_reviewer: Any, officer: Any, city: Any, bureau: Any
) -> None:
    old.forwarded(bureau, credit_officer, credit_reviewer)
    client.force_login(credit_officer)
    form = {**scene.PLAN, "scope": city.pk}
    made = client.post(reverse("commitments:campaign-new"), form)
    assert made.status_code == 302
    row = Campaign.objects.get()
    client.force_login(credit_reviewer)
    press(client, "campaign-act", row.pk, "start")
    client.force_login(officer)
    assert "周报" in client.get("/staff/").content.decode()
    press(client, "campaign-act", row.pk, "report", text="正在筹款。")
    page = client.get(reverse("commitments:campaign", args=[row.pk])).content.decode()
    assert "<h2>事项清单</h2>" in page
    case = scene.work_of(row)
    given = {"claim": "已付清。", "file": scenes.picture("凭证.png")}
    press(client, "campaign-case-act", case.pk, "claim", **given)
    client.force_login(credit_officer)
    press(client, "campaign-case-act", case.pk, "found")
    client.force_login(credit_reviewer)
    press(client, "campaign-case-act", case.pk, "accept")
    publish_all()
    assert client.get(f"/records/{Displayed.objects.get(kind='campaign').ref}/").status_code == 200
    assert scene.PLAN["title_zh"] in client.get("/old-accounts/").content.decode()
    for url in (reverse("commitments:campaigns"), reverse("commitments:campaign", args=[row.pk]),
                reverse("commitments:campaign-case", args=[case.pk]),
                reverse("commitments:campaign-file", args=[case.pk])):  # fmt: skip
        assert client.get(url).status_code == 200


def press(client: Client, route: str, key: Any, name: str, **data: Any) -> None:
    """Press an act."""
    url = reverse(f"commitments:{route}", args=[key, name])
    assert client.post(url, {"idempotency_key": str(uuid4()), **data}).status_code == 302
