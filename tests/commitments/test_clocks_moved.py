"""A due date is extended or its clock stopped: asked by the body, granted by its superior."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commitments import services
from commitments.models import ClockRequest, Commitment
from credit_portal.accounts.models import Role, RoleGrant
from credit_portal.audit.models import AuditEvent
from credit_portal.common import acts, invariants
from credit_portal.publishing.services import publish_all
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.selectors import my_work
from tests import factories
from tests.commitments import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def superior(city: Any) -> Any:
    """An approver of the city, the body above the bureau."""
    return factories.user(
        username="superior", role="approver", organisation=city, title="市政府办公室主任"
    )


@pytest.fixture
def ruled(officer: Any, approver: Any, post: Any) -> Any:
    """Due by a rule (20 working days, extendable once by 10): 30 March 2026."""
    return scenes.registered(officer, approver, post, **scenes.RULED)


def do(service: Any, actor: Any, row: Any, **given: Any) -> Any:
    return acts.run(service, actor=actor, commitment_id=row.pk, **given).value


def clean() -> None:
    publish_all()
    assert invariants.broken() == {}


def test_an_extension_moves_the_date_and_says_so(ruled: Any, officer: Any, superior: Any) -> None:
    assert ruled.due_on == date(2026, 3, 30)
    row = scenes.grant(scenes.ask_longer(ruled, officer), superior)
    assert (row.due_on, row.due_provisional) == (date(2026, 4, 14), False)
    document = scenes.last_document(row)
    (told,) = document["extensions"]
    assert (told["old_due_on"], told["new_due_on"]) == ("2026-03-30", "2026-04-14")
    assert (told["count"], told["unit"], told["post_zh"]) == (10, "working_day", "市政府办公室主任")
    assert "第四十二条" in told["basis_zh"]
    assert document["due_explanation"]["extensions"] == [{"unit": "working_day", "count": 10}]
    assert "2026年4月14日" in document["timeline"][-1]["detail_zh"]
    event = AuditEvent.objects.get(verb="commitments.approve_extend")
    assert (event.data["old_due_on"], event.data["due_on"]) == ("2026-03-30", "2026-04-14")


def test_the_body_itself_does_not_lengthen_its_promise(
    ruled: Any, officer: Any, approver: Any, colleague: Any
) -> None:
    request = scenes.ask_longer(ruled, officer)
    with scenes.refused("superior_decides"):
        do(services.approve_due_change, approver, ruled, doc_sha="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClockRequest.objects.filter(pk=request.pk).update(decider=officer, state="approved")


def test_whoever_asked_does_not_grant(city: Any, officer: Any, approver: Any, post: Any) -> None:
    both = factories.user(username="both", role="filer", organisation=city, title="秘书长")
    RoleGrant.objects.create(user=both, role=Role.objects.get(pk="approver"), organisation=city,
                             starts_on=date(2024, 1, 1), origin="demo")  # fmt: skip
    row = scenes.registered(officer, approver, post, **scenes.RULED)
    scenes.ask_longer(row, both)
    with scenes.refused("four_eyes"):
        do(services.approve_due_change, both, row, doc_sha="0" * 64)


def test_no_more_than_the_rule_and_no_plain_date(
    ruled: Any, registered: Any, officer: Any, superior: Any
) -> None:
    with scenes.refused("extension_too_long"):
        scenes.ask_longer(ruled, officer, count=11)
    with scenes.refused("needs_lawful_change"):
        scenes.ask_longer(registered, officer)
    scenes.grant(scenes.ask_longer(ruled, officer, count=5), superior)
    with scenes.refused("extended_enough"):
        scenes.ask_longer(ruled, officer, count=1)


def test_not_after_the_date_and_not_twice_at_once(ruled: Any, officer: Any, clock: Any) -> None:
    scenes.ask_longer(ruled, officer)
    with scenes.refused("already_asked"):
        scenes.ask_longer(ruled, officer)
    do(services.withdraw_due_change, officer, ruled)
    clock.move_to("2026-03-31 09:00:00+08:00")
    with scenes.refused("due_passed"):
        scenes.ask_longer(ruled, officer)


def test_grounds_are_listed_and_documented(registered: Any, ruled: Any, officer: Any) -> None:
    with scenes.refused("ground_unknown"):
        scenes.ask_longer(ruled, officer, ground="force_majeure")
    with scenes.refused("ground_unknown"):
        scenes.ask_stop(registered, officer, ground="complex")
    with scenes.refused("document_missing"):
        scenes.ask_stop(registered, officer, number="")
    assert scenes.ask_stop(registered, officer, ground="awaiting_beneficiary", organ="").pk


def test_a_refusal_leaves_the_clock(ruled: Any, officer: Any, superior: Any) -> None:
    scenes.ask_longer(ruled, officer)
    row = do(services.refuse_due_change, superior, ruled, reason="情况并不复杂。")
    assert row.due_on == date(2026, 3, 30)
    assert scenes.last_document(row)["extensions"] == []
    assert ClockRequest.objects.get().state == "refused"


def test_what_was_seen_is_granted(ruled: Any, officer: Any, superior: Any) -> None:
    scenes.ask_longer(ruled, officer)
    with scenes.refused("content_changed"):
        do(services.approve_due_change, superior, ruled, doc_sha="0" * 64)


def test_a_stopped_clock_runs_again_and_moves_the_date(
    registered: Any, officer: Any, superior: Any, go_to: Any
) -> None:
    row = scenes.grant(scenes.ask_stop(registered, officer), superior)
    assert (row.due_on, row.due_stopped_on) == (date(2026, 3, 31), date(2026, 3, 2))
    assert scenes.last_document(row)["pauses"][0]["until"] is None
    go_to(date(2026, 4, 10))  # the old date has passed; nothing is overdue while it stands still
    assert not row.verifications.exists()
    with scenes.refused("clock_stopped"):
        scenes.fulfilled(row, officer, date(2026, 4, 10))
    row = do(services.resume_clock, officer, row)
    assert (row.due_on, row.due_stopped_on) == (date(2026, 5, 9), None)
    document = scenes.last_document(row)
    (pause,) = document["pauses"]
    assert (pause["from"], pause["until"], pause["days"]) == ("2026-03-02", "2026-04-10", 39)
    assert pause["document"]["number"] == "示应急〔2026〕3号"
    assert document["due_explanation"]["paused_days"] == 39
    clean()


def test_the_cap_lets_it_run_again_however_late_the_sweep(
    registered: Any, officer: Any, superior: Any, go_to: Any
) -> None:
    row = scenes.grant(scenes.ask_stop(registered, officer), superior)
    go_to(date(2026, 7, 1))
    row.refresh_from_db()
    assert ClockRequest.objects.get().resumed_on == date(2026, 5, 31)  # 90 days
    assert (row.due_on, row.due_stopped_on) == (date(2026, 6, 29), None)
    go_to(date(2026, 7, 2))
    assert row.verifications.count() == 1
    clean()


def test_stops_are_capped_in_all(
    officer: Any, approver: Any, post: Any, superior: Any, clock: Any
) -> None:
    row = scenes.registered(officer, approver, post, due_on=date(2026, 12, 31))
    for month in (3, 6):
        clock.move_to(f"2026-0{month}-02 09:00:00+08:00")
        row = scenes.grant(scenes.ask_stop(row, officer), superior)
        clock.move_to(f"2026-0{month + 2}-31 09:00:00+08:00")
        row = do(services.resume_clock, officer, row)
    clock.move_to("2026-10-02 09:00:00+08:00")
    with scenes.refused("stops_used_up"):
        scenes.ask_stop(row, officer)


def test_the_database_keeps_the_date_to_its_clock(registered: Any) -> None:
    for values in ({"due_on": date(2026, 6, 1)}, {"due_start": date(2026, 3, 9)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Commitment.objects.filter(pk=registered.pk).update(**values)
    again = Deadline.objects.get(kind="commitments.due", case_id=registered.pk)
    again.pk, again.outcome = registered.post_id, "cancelled"
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_it_waits_on_the_superiors_work_list(
    registered: Any, officer: Any, approver: Any, superior: Any
) -> None:
    scenes.ask_stop(registered, officer)
    found = {who: [item.title for item in my_work(who)] for who in (superior, approver)}
    assert registered.title_zh in found[superior]
    assert registered.title_zh not in found[approver]


def test_the_case_page_asks_previews_and_grants(
    client: Any, ruled: Any, officer: Any, superior: Any
) -> None:
    client.force_login(officer)
    page = f"/staff/commitments/{ruled.pk}/"
    data = {"ground": "complex", "reason": "需要会商。", "count": "5"}
    assert client.post(f"{page}ask_extension/", data).status_code == 302
    client.force_login(superior)
    shown = client.get(page)
    assert shown.context["due_preview"]["due_on"] == "2026-04-07"
    request = ClockRequest.objects.get()
    scenes.grant(request, superior)
    assert "2026" in client.get(page).content.decode()
    ruled.refresh_from_db()
    assert ruled.due_on == date(2026, 4, 7)


def test_the_public_page_says_how_it_moved(
    client: Any, ruled: Any, officer: Any, superior: Any
) -> None:
    scenes.grant(scenes.ask_longer(ruled, officer), superior)
    publish_all()
    ruled.refresh_from_db()
    page = client.get(f"/records/{ruled.ref}/").content.decode()
    for words in ("期限调整情况", "情况复杂", "市政府办公室主任", "《行政许可法》第四十二条"):
        assert words in page
    told = client.get(f"/api/v1/records/{ruled.ref}/").json()
    assert told["document"]["extensions"][0]["new_due_on"] == "2026-04-14"
