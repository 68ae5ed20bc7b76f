"""Passing a case on, signing, returning it once, taking it back, joint handling."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from complaints import case_panel, selectors
from complaints.case_desk import Desk
from complaints.models import Assignment
from complaints.services import acceptance, dispatch, replies
from credit_portal.common import invariants
from tests import factories
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast, act, refused

pytestmark = pytest.mark.django_db
WRONG = {"reason": "不属于本单位职责。"}


@pytest.fixture
def stranger_handler(other_bureau: Any) -> Any:
    """Handles the orders of another body."""
    return factories.user(
        username="stranger_handler", role="case_handler", organisation=other_bureau, title="科员"
    )


def test_it_goes_to_the_body_without_the_words_of_the_reporter(cast: Cast) -> None:
    row = scene.accepted(cast)
    to = {"lead_id": cast.body.pk}
    refused("words_missing", dispatch.dispatch, cast.supervisor, row, told=" ", **to)
    refused("not_allowed", dispatch.dispatch, cast.operator, row, told=scene.TOLD, **to)
    assert not selectors.visible_to(cast.handler).exists()
    scene.pass_on(cast, row)
    assert (row.state, row.told_zh, row.dispatcher) == ("dispatched", scene.TOLD, cast.supervisor)
    assert scene.running(row, "sign").due_on == date(2026, 3, 4)
    assert scene.running(row, "handling").due_on == date(2026, 3, 9)
    assert scene.told("complaint_dispatched") == {"case_handler"}
    assert invariants.broken() == {}


def test_to_whom_it_cannot_go(cast: Cast, other_bureau: Any) -> None:
    row = scene.accepted(cast)
    body, given = cast.body.pk, {"told": scene.TOLD}
    for code, lead, joint in (
        ("body_unknown", uuid4(), []), ("joint_twice", body, [body]),
        ("body_unknown", body, [uuid4()]),
    ):  # fmt: skip
        more = {"lead_id": lead, "joint_ids": joint, **given}
        refused(code, dispatch.dispatch, cast.supervisor, row, **more)
    secret = scene.accepted(cast, purpose="report", is_secret=True)
    more = {"lead_id": other_bureau.pk, "joint_ids": [body], **given}
    refused("not_to_accused", dispatch.dispatch, cast.supervisor, secret, **more)
    with pytest.raises(DatabaseError, match="accuses"), transaction.atomic():
        Assignment.objects.create(
            case=secret, organisation=cast.body, sender=cast.supervisor, sent_on="2026-03-02"
        )
    act(
        dispatch.dispatch, cast.supervisor, secret, lead_id=other_bureau.pk, told=scene.TOLD
    )  # fmt: skip
    assert not selectors.visible_to(cast.handler).filter(pk=secret.pk).exists()


def test_a_secret_report_goes_to_nobody_inside_of_the_accused(cast: Cast, city: Any) -> None:
    section = factories.organisation(name_zh="示例市住房保障局办公室", parent=cast.body)
    secret = scene.accepted(cast, purpose="report", is_secret=True)
    to = {"lead_id": section.pk, "told": scene.TOLD}
    refused("not_to_accused", dispatch.dispatch, cast.supervisor, secret, **to)
    with pytest.raises(DatabaseError, match="inside"), transaction.atomic():
        Assignment.objects.create(
            case=secret, organisation=section, sender=cast.supervisor, sent_on="2026-03-02"
        )
    unnamed = scene.accepted(
        Cast(cast.operator, cast.supervisor, None, None, None), purpose="report", is_secret=True
    )
    to = {"lead_id": cast.body.pk, "told": scene.TOLD}
    refused("name_body_first", dispatch.dispatch, cast.supervisor, unnamed, **to)
    act(acceptance.name_body, cast.operator, unnamed, organisation_id=city.pk)
    act(dispatch.dispatch, cast.supervisor, unnamed, **to)


def test_a_joint_body_returns_its_part_and_the_case_goes_on(
    cast: Cast, other_bureau: Any, stranger_handler: Any, travel: Any
) -> None:
    row = scene.accepted(cast)
    scene.pass_on(cast, row, joint_ids=[other_bureau.pk])
    wrong = {"proper_body_id": cast.body.pk, **WRONG}
    refused("not_found", dispatch.give_back_part, cast.handler, row, **wrong)
    act(dispatch.give_back_part, stranger_handler, row, **wrong)
    part = row.assignments.get(organisation=other_bureau)
    assert (row.state, part.state, part.proper_body) == ("dispatched", "returned", cast.body)
    assert part.reason_zh == WRONG["reason"]
    assert not selectors.visible_to(stranger_handler).exists()
    assert scene.told("complaint_given_back") == {"hotline_supervisor"}
    act(dispatch.sign, cast.handler, row)
    scene.write(cast, row)
    assert row.state == "proposed"
    assert invariants.broken() == {}


def test_who_signs_handles_it(cast: Cast, stranger_handler: Any) -> None:
    row = scene.dispatched(cast)
    refused("not_found", dispatch.sign, stranger_handler, row)
    refused("not_allowed", dispatch.sign, cast.supervisor, row)
    act(dispatch.sign, cast.handler, row)
    part = dispatch.lead_part(row)
    assert (row.state, part.handler, part.state) == ("handling", cast.handler, "signed")
    assert scene.outcomes(row)["sign"] == "met"
    refused("state_conflict", dispatch.sign, cast.handler, row)


def test_it_is_returned_once_and_total_goes_on(
    cast: Cast, other_bureau: Any, stranger_handler: Any, travel: Any
) -> None:
    row = scene.dispatched(cast)
    for bad in (uuid4(), cast.body.pk):
        refused("body_unknown", dispatch.give_back, cast.handler, row, proper_body_id=bad, **WRONG)
    wrong = {"proper_body_id": other_bureau.pk, **WRONG}
    act(dispatch.give_back, cast.handler, row, **wrong)
    assert (row.state, row.dispatched_on) == ("accepted", None)
    assert scene.outcomes(row) == {
        "first_response": "met", "route": "", "sign": "cancelled", "handling": "cancelled",
        "total": "",
    }  # fmt: skip
    assert scene.told("complaint_given_back") == {"hotline_supervisor"}
    assert not selectors.visible_to(cast.handler).exists()
    travel.move_to("2026-03-03 09:00:00+08:00")
    scene.pass_on(cast, row)
    assert scene.running(row, "total").start_on == date(2026, 3, 2)
    assert scene.running(row, "handling").start_on == date(2026, 3, 3)
    refused("returned_before", dispatch.give_back, cast.handler, row, **wrong)
    assert invariants.broken() == {}


def test_after_its_limit_it_stays(cast: Cast, other_bureau: Any, travel: Any) -> None:
    row = scene.dispatched(cast)
    wrong = {"proper_body_id": other_bureau.pk, **WRONG}
    travel.move_to("2026-03-05 09:00:00+08:00")
    refused("too_late_to_return", dispatch.give_back, cast.handler, row, **wrong)
    act(dispatch.sign, cast.handler, row)
    refused("too_late_to_return", dispatch.give_back, cast.handler, row, **wrong)


def test_the_hotline_takes_it_back_and_passes_it_on(
    cast: Cast, other_bureau: Any, stranger_handler: Any
) -> None:
    row = scene.handling(cast)
    act(replies.draft, cast.handler, row, text=scene.ANSWER)
    scene.decide(cast.supervisor, scene.asked(cast, row, "pause", "appraisal"))
    made = scene.asked(cast, row)
    refused("not_allowed", dispatch.take_back, cast.handler, row, reason="不归我们办。")
    refused("words_missing", dispatch.take_back, cast.supervisor, row, reason="")
    act(dispatch.take_back, cast.supervisor, row, reason="承办单位有误。")
    made.refresh_from_db()
    assert (row.state, made.state) == ("accepted", "lapsed")
    assert scene.running(row, "total").suspended_on is None
    assert not selectors.visible_to(cast.handler).exists()
    to = {"lead_id": other_bureau.pk, "told": scene.TOLD}
    act(dispatch.dispatch, cast.supervisor, row, **to)
    act(dispatch.sign, stranger_handler, row)
    reply = act(replies.draft, stranger_handler, row, text=scene.ANSWER, verified=False)
    assert (reply.organisation, reply.author) == (other_bureau, stranger_handler)
    assert invariants.broken() == {}


def test_the_one_that_leads_waits_for_opinions_until_their_day_has_passed(
    cast: Cast, other_bureau: Any, stranger_handler: Any, travel: Any
) -> None:
    row = scene.pass_on(cast, scene.accepted(cast), joint_ids=[other_bureau.pk])
    act(dispatch.sign, cast.handler, row)
    act(replies.draft, cast.handler, row, text=scene.ANSWER, verified=True)
    refused("opinions_open", replies.propose, cast.handler, row)
    refused("not_found", dispatch.give_opinion, cast.handler, row, opinion="无意见。")
    act(dispatch.give_opinion, stranger_handler, row, opinion="道路部分无异议。")
    refused("not_found", dispatch.give_opinion, stranger_handler, row, opinion="再补充。")
    act(replies.propose, cast.handler, row)
    silent = scene.pass_on(cast, scene.accepted(cast), joint_ids=[other_bureau.pk])
    act(dispatch.sign, cast.handler, silent)
    act(replies.draft, cast.handler, silent, text=scene.ANSWER, verified=True)
    early = {"without_opinions": True}
    refused("opinions_in_time", replies.propose, cast.handler, silent, **early)
    travel.move_to("2026-03-06 09:00:00+08:00")
    refused("opinions_open", replies.propose, cast.handler, silent)
    act(replies.propose, cast.handler, silent, **early)
    assert scene.outcomes(silent.assignments.get(part="joint")) == {"opinion": "cancelled"}
    assert invariants.broken() == {}
    assert silent.assignments.get(part="joint").state == "ended"
    assert selectors.visible_to(stranger_handler).filter(pk=row.pk).exists()
    assert not selectors.visible_to(stranger_handler).filter(pk=silent.pk).exists()


def test_after_two_returns_the_next_one_is_designated(
    cast: Cast, city: Any, other_bureau: Any, stranger_handler: Any
) -> None:
    third = factories.organisation(parent=city, name_zh="示例局", name_en="Third")
    last = factories.user(username="last", role="case_handler", organisation=third, title="科员")
    row = scene.dispatched(cast)
    told = {"told": scene.TOLD}
    act(dispatch.give_back, cast.handler, row, proper_body_id=other_bureau.pk, **WRONG)
    act(dispatch.dispatch, cast.supervisor, row, lead_id=other_bureau.pk, **told)
    act(dispatch.give_back, stranger_handler, row, proper_body_id=third.pk, **WRONG)
    act(dispatch.dispatch, cast.supervisor, row, lead_id=third.pk, **told)
    refused("designated", dispatch.give_back, last, row, proper_body_id=cast.body.pk, **WRONG)
    desk = Desk(last, selectors.case(last, row.pk))
    shown = {one["name"] for one in case_panel.acts_for(desk)}
    assert "sign" in shown and "give-back" not in shown
    act(dispatch.take_back, cast.supervisor, row, reason="改派。")
    assert row.state == "accepted"
