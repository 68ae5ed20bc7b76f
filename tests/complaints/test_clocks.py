"""Time: who is told what, when, and the bugs that desks are known for."""

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from complaints import selectors_links
from complaints.models import Case
from complaints.services import acceptance, dispatch, links, motions, replies, web_acts
from credit_portal.common import invariants
from credit_portal.common.actors import SYSTEM
from credit_portal.directory.services import appoint
from credit_portal.notices.models import Notice
from credit_portal.notices.outbox import send_pending
from credit_portal.workflow import services as workflow
from credit_portal.workflow.report_selectors import lines_for
from tests import factories
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast, act, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def mayor(city: Any) -> Any:
    """Head of the superior body."""
    return factories.user(username="mayor", role="approver", organisation=city, title="秘书长")


def at(travel: Any, moment: str) -> None:
    """Move on and let time do its work, twice: it is safe twice."""
    travel.move_to(f"2026-{moment}:00+08:00")
    scene.sweep()
    scene.sweep()


def count(template: str) -> int:
    return Notice.objects.filter(template=template, channel="in_site").count()


def test_silence_is_told_to_those_above(cast: Cast, mayor: Any, travel: Any) -> None:
    row = scene.dispatched(cast)
    at(travel, "03-03 09:00")
    assert scene.told("complaint_due_soon") == {"case_handler"}
    at(travel, "03-05 09:00")
    assert scene.told("complaint_overdue") == {"case_handler", "approver", "hotline_supervisor"}
    assert scene.told("complaint_escalated") == set()
    at(travel, "03-09 09:00")
    assert scene.told("complaint_escalated") == {"mayor", "approver", "hotline_supervisor"}
    assert count("complaint_escalated") == 3
    assert [one.data["clock"] for one in row.events.filter(name="escalated")] == ["complaints.sign"]
    assert invariants.broken() == {}


def test_what_is_not_handled_is_told_to_the_head_then_to_the_superior(
    cast: Cast, mayor: Any, travel: Any
) -> None:
    scene.handling(cast)
    at(travel, "03-10 09:00")
    assert scene.told("complaint_overdue") == {"case_handler", "approver", "hotline_supervisor"}
    at(travel, "03-13 09:00")
    assert scene.told("complaint_escalated") == set()
    at(travel, "03-14 09:00")
    assert scene.told("complaint_escalated") == {"mayor", "approver", "hotline_supervisor"}


def test_what_nobody_examines_is_the_hotlines_alone(cast: Cast, mayor: Any, travel: Any) -> None:
    scene.received(cast)
    at(travel, "03-04 09:00")
    assert scene.told("complaint_overdue") == {"hotline_operator", "hotline_supervisor"}
    at(travel, "03-12 09:00")
    assert scene.told("complaint_escalated") == {"hotline_supervisor"}


def test_an_accused_head_is_told_nothing_and_his_superior_instead(
    cast: Cast, mayor: Any, travel: Any
) -> None:
    row = scene.received(cast)
    appoint(
        actor=SYSTEM, post=cast.head.post, person=cast.head.person, kind="regular",
        starts_on=date(2024, 1, 1),
    )  # fmt: skip
    Case.objects.filter(pk=row.pk).update(accused_post=cast.head.post)
    row.refresh_from_db()
    scene.proposed(cast, row)
    assert scene.told("complaint_reply_to_approve") == {"mayor"}
    at(travel, "03-10 09:00")
    assert scene.told("complaint_overdue") == {"case_handler", "mayor", "hotline_supervisor"}


def test_a_later_update_does_not_override_the_first_response(cast: Cast, travel: Any) -> None:
    row, digest = scene.filed(cast)
    scene.accepted(cast, row)
    travel.move_to("2026-03-06 09:00:00+08:00")
    act(acceptance.set_regime, cast.operator, row, regime="petition")
    scene.by_receipt(web_acts.add, digest, words="补充一张照片。")
    scene.pass_on(cast, row)
    act(dispatch.take_back, cast.supervisor, row, reason="改派。")
    scene.pass_on(cast, row)
    row.refresh_from_db()
    assert (row.first_response_on, row.received_on) == (date(2026, 3, 2), date(2026, 3, 2))
    assert scene.outcomes(row)["first_response"] == "met"
    with pytest.raises(DatabaseError, match="happened once"), transaction.atomic():
        Case.objects.filter(pk=row.pk).update(first_response_on="2026-03-06")


def test_nothing_escalates_once_it_was_answered(cast: Cast, mayor: Any, travel: Any) -> None:
    row = scene.proposed(cast)
    at(travel, "03-11 09:00")
    before = count("complaint_overdue")
    assert before == 3
    act(replies.approve, cast.head, row)
    assert scene.outcomes(row) == {
        "first_response": "met", "route": "met", "sign": "met", "handling": "late", "total": "met",
    }  # fmt: skip
    at(travel, "04-20 09:00")
    assert count("complaint_overdue") == before
    assert count("complaint_escalated") == 0


def test_nobody_is_written_to_at_night_or_on_a_holiday(
    cast: Cast, travel: Any, settings: Any
) -> None:
    """The time is over on the eve of Qingming: 4 to 6 April 2026 are free. The head has chosen
    nothing, so he hears of clocks by one mail a day."""
    settings.NOTICES_QUIET = "21:00-08:00"
    travel.move_to("2026-03-27 09:00:00+08:00")
    scene.handling(cast)
    send_pending()
    mail.outbox.clear()
    for moment in ("04-03 23:59", "04-04 00:05", "04-04 10:00", "04-06 14:00", "04-07 07:59"):
        at(travel, moment)
        send_pending()
        assert mail.outbox == [], moment
    assert scene.told("complaint_overdue") == {"case_handler", "approver", "hotline_supervisor"}
    at(travel, "04-07 08:30")
    send_pending()
    at_once = scene.told("complaint_overdue") - {"approver"}
    assert {one.to[0] for one in mail.outbox} == {f"{name}@example.org" for name in at_once}


def test_merged_cases_are_answered_in_one_place(cast: Cast, mayor: Any, travel: Any) -> None:
    """One answer, one reminder, one escalation; each reporter reads the answer under his own
    receipt and is called back for himself."""
    main, (row, _receipt) = scene.handling(cast), scene.filed(cast)
    act(links.merge, cast.supervisor, row, into_id=main.pk)
    at(travel, "03-14 09:00")
    assert count("complaint_overdue") == 3
    assert count("complaint_escalated") == 3
    about = Notice.objects.filter(template__in=["complaint_overdue", "complaint_escalated"])
    assert set(about.values_list("target", flat=True)) == {f"complaints.case:{main.pk}"}
    alone = {"lead_id": cast.body.pk, "told": scene.TOLD}
    refused("merged_elsewhere", dispatch.dispatch, cast.supervisor, row, **alone)
    scene.write(cast, main)
    act(replies.approve, cast.head, main)
    row.refresh_from_db()
    assert (row.state, row.first_response_on) == ("answered", date(2026, 3, 2))
    assert [one.pk for one in selectors_links.answers_of(row)] == [main.replies.get().pk]
    assert scene.open_call(row) != scene.open_call(main)
    assert "" not in {scene.outcomes(row)[kind] for kind in ("first_response", "total")}


def test_a_body_that_takes_part_has_its_own_day(
    cast: Cast, other_bureau: Any, mayor: Any, travel: Any
) -> None:
    other = factories.user(
        username="joint", role="case_handler", organisation=other_bureau, title="科员"
    )
    row = scene.pass_on(cast, scene.accepted(cast), joint_ids=[other_bureau.pk])
    act(dispatch.sign, cast.handler, row)
    part = row.assignments.get(part="joint")
    assert scene.running(part, "opinion").due_on == date(2026, 3, 5)
    at(travel, "03-06 09:00")
    assert "joint" in scene.told("complaint_overdue")
    at(travel, "03-11 09:00")
    assert "mayor" in scene.told("complaint_escalated")
    act(dispatch.give_opinion, other, row, opinion="无异议。")
    assert scene.outcomes(part) == {"opinion": "late"}
    assert invariants.broken() == {}


def test_pauses_are_counted_anew_when_a_calendar_is_loaded(
    cast: Cast, travel: Any, system_administrator: Any
) -> None:
    """Five working days from 18 December, of which the clock stood still from the 22nd to the
    28th: the 21st, 29th, 30th, 31st, and New Year's Day while nobody knows that it is free."""
    travel.move_to("2026-12-18 09:00:00+08:00")
    row = scene.handling(cast)
    travel.move_to("2026-12-22 09:00:00+08:00")
    scene.decide(cast.supervisor, scene.asked(cast, row, "pause", "appraisal"))
    travel.move_to("2026-12-29 09:00:00+08:00")
    act(motions.resume, cast.handler, row)
    found = scene.running(row, "handling")
    assert (found.due_on, found.provisional) == (date(2027, 1, 1), True)
    loaded = workflow.load_calendar(actor=system_administrator, text=scene.CALENDAR)
    found = scene.running(row, "handling")
    assert (found.due_on, found.provisional) == (date(2027, 1, 3), False)
    assert scene.told("dates_recounted") == set()  # a follower may be barred from the case
    assert loaded.report is not None and not lines_for(cast.head, loaded.report).exists()


def test_a_date_that_is_not_certain_is_never_overdue(cast: Cast, travel: Any) -> None:
    travel.move_to("2026-12-29 09:00:00+08:00")
    row = scene.handling(cast)
    travel.move_to("2027-01-20 09:00:00+08:00")
    scene.sweep()
    assert scene.running(row, "handling").overdue_at is None
    assert scene.told("complaint_overdue") == set()


def test_what_is_accepted_is_passed_on_by_its_own_day(cast: Cast, travel: Any) -> None:
    row = scene.accepted(cast)
    assert scene.rule_of(row, "route") == "HOT-SY-FORWARD"
    at(travel, "03-04 09:00")
    assert scene.told("complaint_overdue") == {"hotline_supervisor"}
    assert [one.data["clock"] for one in row.events.filter(name="overdue")] == ["complaints.route"]
    scene.pass_on(cast, row)
    assert scene.outcomes(row)["route"] == "late"
    act(dispatch.take_back, cast.supervisor, row, reason="改派。")
    assert scene.running(row, "route").start_on == date(2026, 3, 4)
    assert invariants.broken() == {}


def test_handling_never_ends_later_than_the_whole_time(cast: Cast, travel: Any) -> None:
    """Passed on for the second time on the eighth working day of ten: total ends on 16 March, five
    days from the 12th would be the 19th; more time is granted to both."""
    row = scene.handling(cast)
    travel.move_to("2026-03-12 09:00:00+08:00")
    act(dispatch.take_back, cast.supervisor, row, reason="改派。")
    scene.pass_on(cast, row)
    assert scene.running(row, "handling").due_on == scene.running(row, "total").due_on
    assert scene.running(row, "total").due_on == date(2026, 3, 16)
    act(dispatch.sign, cast.handler, row)
    scene.decide(cast.supervisor, scene.asked(cast, row))
    assert scene.running(row, "handling").due_on == date(2026, 3, 23)
    late = scene.accepted(cast, category="B02", is_business=True)
    scene.pass_on(cast, late)
    assert scene.running(late, "total").start_on == date(2026, 3, 12)
    assert scene.running(late, "handling").due_on == scene.running(late, "total").due_on


def test_a_petition_that_is_passed_on_anew_keeps_its_day(cast: Cast, travel: Any) -> None:
    """Sixty days from the receipt (art. 34), also when they had passed before a body got it."""
    row = scene.received(cast)
    act(acceptance.set_regime, cast.operator, row, regime="petition")
    scene.handling(cast, row)
    travel.move_to("2026-05-20 09:00:00+08:00")
    act(dispatch.take_back, cast.supervisor, row, reason="改派。")
    scene.pass_on(cast, row)
    assert scene.running(row, "handling").due_on == scene.running(row, "total").due_on
    order = scene.handling(cast)
    travel.move_to("2026-06-10 09:00:00+08:00")
    act(dispatch.take_back, cast.supervisor, order, reason="改派。")
    scene.pass_on(cast, order)  # an order that was late before is no fault of the next body
    assert scene.running(order, "handling").start_on == date(2026, 6, 10)


def test_more_time_for_the_body_ends_no_later_than_that_of_the_case(
    cast: Cast, travel: Any
) -> None:
    """Five and ten working days from 4 March would be the 25th; ten and five from the 2nd end on
    the 23rd."""
    row = scene.accepted(cast)
    travel.move_to("2026-03-04 09:00:00+08:00")
    scene.pass_on(cast, row)
    act(dispatch.sign, cast.handler, row)
    assert scene.running(row, "handling").due_on == date(2026, 3, 11)
    scene.decide(cast.supervisor, scene.asked(cast, row))
    for kind in ("handling", "total"):
        assert scene.running(row, kind).due_on == date(2026, 3, 23)
    assert scene.running(row, "handling").organisation == cast.body
    assert invariants.broken() == {}


def test_a_petition_is_passed_on_within_its_time_from_the_receipt(cast: Cast, travel: Any) -> None:
    """XF-REG: registered and passed on within 15 days of the receipt (art. 22); anew from the day
    on which a body returned it. Other laws count from the acceptance."""
    row, order = scene.received(cast), scene.received(cast)
    act(acceptance.set_regime, cast.operator, row, regime="petition")
    travel.move_to("2026-03-10 09:00:00+08:00")
    scene.accepted(cast, row)
    scene.accepted(cast, order)
    first = scene.running(row, "route")
    assert (first.start_on, first.due_on) == (date(2026, 3, 2), date(2026, 3, 17))
    assert scene.running(order, "route").start_on == date(2026, 3, 10)
    act(acceptance.set_regime, cast.operator, order, regime="petition")
    assert scene.running(order, "route").start_on == date(2026, 3, 2)
    act(acceptance.set_regime, cast.operator, order, regime="hotline")
    assert scene.running(order, "route").start_on == date(2026, 3, 10)
    scene.pass_on(cast, row)
    travel.move_to("2026-03-12 09:00:00+08:00")
    act(dispatch.take_back, cast.supervisor, row, reason="改派。")
    assert scene.running(row, "route").start_on == date(2026, 3, 12)
    travel.move_to("2026-03-13 09:00:00+08:00")
    act(acceptance.set_regime, cast.operator, row, regime="hotline")
    assert scene.running(row, "route").start_on == date(2026, 3, 12)
    scene.sweep()
    assert invariants.broken() == {}
