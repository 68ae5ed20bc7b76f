"""Work orders of the 12345 platform: one case a number, our clocks from their day, nobody named."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core import serializers
from django.db import DatabaseError, transaction
from django.test import Client

from complaints import models, selectors
from complaints.models import Case, Contact, Identity, PlatformNonce, WorkOrder
from complaints.services import acceptance, dispatch, replies
from credit_portal.audit.models import AuditEvent
from credit_portal.common import invariants
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.notices.models import Notice
from credit_portal.workflow.models import Deadline
from tests.complaints import exchange_scenes as scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_keys", "credit_office")]


@pytest.fixture(autouse=True)
def travel(settings: Any) -> Any:
    """Monday 2 March 2026, standing still."""
    settings.HOTLINE_ORDERS_SECRET = scene.SECRET
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


def test_an_order_is_a_case_whose_clocks_run_from_their_day(
    bureau: Any, hotline_operator: Any
) -> None:
    row = scene.case_of(scene.REPORTER)
    assert (row.channel, row.accused, row.received_on) == ("order", bureau, date(2026, 3, 2))
    assert (row.is_secret, row.may_publish, row.purpose) == (True, False, "complaint")
    started = Deadline.objects.filter(case_id=row.pk).values_list("kind", "start_on")
    assert dict(started) == {
        "complaints.first_response": date(2026, 2, 26), "complaints.total": date(2026, 2, 26),
        "complaints.order": date(2026, 2, 26),
    }  # fmt: skip
    assert row.work_order.due_on == date(2026, 3, 9)
    told = Notice.objects.filter(template="complaint_received", channel="in_site")
    assert {one.recipient for one in told} == {hotline_operator}


def test_a_body_nobody_knows_is_left_to_an_operator(bureau: Any) -> None:
    row = scene.case_of(accused_zh="示例市某某中心")
    assert (row.accused, row.accused_zh) == (None, "示例市某某中心")
    bureau.code = "11210100MB0000001X"
    bureau.save(update_fields=["code"])
    named = scene.case_of(number="SL-2", accused_zh="另一名称", accused_code=bureau.code)
    assert (named.accused, named.accused_zh) == (bureau, "另一名称")


def test_who_reported_lies_open_nowhere(bureau: Any) -> None:
    scene.taken(scene.REPORTER)
    rows = [row for name in models.__all__ for row in getattr(models, name).objects.all()]
    text = serializers.serialize("json", [*rows, *AuditEvent.objects.all(), *Notice.objects.all()])
    assert scene.NAME not in text and scene.MOBILE not in text
    assert Identity.objects.count() == Contact.objects.count() == 1


def test_a_number_of_an_order_is_for_calls_only_where_the_platform_says_so(
    client: Client, bureau: Any
) -> None:
    assert scene.posted(client, reporter=scene.REPORTER).status_code == 201
    assert Identity.objects.exists() and not Contact.objects.exists()
    agreed = {**scene.REPORTER, "may_call": True}
    assert scene.posted(client, reporter=agreed).status_code == 200
    assert Contact.objects.exists()


def test_the_same_again_changes_nothing(bureau: Any) -> None:
    first = scene.taken(scene.REPORTER)
    again = scene.taken(scene.REPORTER)
    assert (first.is_new, again.is_new, again.added) == (True, False, False)
    assert again.order == first.order
    assert Case.objects.count() == 1
    assert first.order.case.events.count() == 1


def test_other_content_is_further_facts_of_an_open_case(bureau: Any) -> None:
    row = scene.case_of(scene.REPORTER)
    more = {"facts_zh": "昨日又被告知还要再等半年。", "due_on": date(2026, 3, 12)}
    assert scene.taken(scene.REPORTER, **more).added
    (note,) = row.notes.all()
    assert (note.kind, note.text, note.author) == ("more", f"反映内容：{more['facts_zh']}", None)
    row.refresh_from_db()
    assert row.facts_zh == scene.GIVEN["facts_zh"]
    assert row.work_order.due_on == date(2026, 3, 12)
    assert not scene.taken(scene.REPORTER, **more).added
    assert row.notes.count() == 1


def test_an_older_version_told_again_turns_nothing_back(bureau: Any) -> None:
    row = scene.case_of(scene.REPORTER)
    newer: dict[str, Any] = {"due_on": date(2026, 3, 20), "facts_zh": "补充：已经起诉。"}
    assert scene.taken(scene.REPORTER, **newer).added
    before = (Notice.objects.count(), row.notes.count())
    late = scene.taken(scene.REPORTER)
    assert not late.added and not late.is_new
    assert late.order.due_on == date(2026, 3, 20)
    assert (Notice.objects.count(), row.notes.count()) == before


def test_other_content_of_an_ended_case_is_refused(bureau: Any, hotline_supervisor: Any) -> None:
    row = scene.case_of()
    scene.act(acceptance.refuse, hotline_supervisor, row, ground="no_facts", reason="请补充。")
    assert not scene.taken().is_new  # the same is still answered
    with pytest.raises(Conflict) as error:
        scene.taken(facts_zh="补充：合同编号三号。")
    assert error.value.code == "order_ended"
    assert row.notes.count() == 0


def test_a_wish_for_more_secrecy_is_taken_also_when_the_case_has_ended(
    bureau: Any, hotline_supervisor: Any
) -> None:
    open_wishes = {"is_secret": False, "may_publish": True}
    row = scene.case_of(scene.REPORTER, **open_wishes)
    scene.taken(scene.REPORTER, facts_zh="补充：有合同。", **open_wishes)
    scene.act(acceptance.refuse, hotline_supervisor, row, ground="no_facts", reason="请补充。")
    with pytest.raises(Conflict):
        scene.taken(scene.REPORTER, facts_zh="再补充。", is_secret=True)
    Identity.objects.all().delete()
    wished = {"facts_zh": "补充：有合同。", "is_secret": False, "due_on": date(2026, 4, 9)}
    assert scene.taken(scene.REPORTER, **wished).added
    row.refresh_from_db()
    assert (row.may_publish, row.is_secret, row.state) == (False, False, "refused")
    assert row.notes.filter(kind="more").count() == 1
    assert not Identity.objects.exists(), "what was erased stays so"
    assert row.work_order.due_on == date(2026, 3, 9)
    assert not scene.taken(scene.REPORTER, **wished).added
    assert invariants.broken() == {}


def test_wishes_for_more_secrecy_are_honoured_and_never_undone(bureau: Any) -> None:
    row = scene.case_of(scene.REPORTER, is_secret=False, may_publish=True)
    assert (row.is_secret, row.may_publish) == (False, True)
    scene.taken(scene.REPORTER, is_secret=True, may_publish=False)
    scene.taken(scene.REPORTER, is_secret=False, may_publish=True)
    row.refresh_from_db()
    assert (row.is_secret, row.may_publish) == (True, False)
    assert Identity.objects.exists()
    scene.taken(is_anonymous=True)
    row.refresh_from_db()
    assert row.is_anonymous
    assert not Identity.objects.exists() and not Contact.objects.exists()
    assert "complaints.named" not in invariants.broken()


def test_whoever_stays_anonymous_leaves_no_name(bureau: Any) -> None:
    scene.taken(scene.REPORTER, is_anonymous=True)
    assert not Identity.objects.exists() and not Contact.objects.exists()


def test_related_orders_are_linked(bureau: Any) -> None:
    first = scene.case_of()
    second = scene.case_of(number="SL-2", related=["SL20260302000123", "SL-unknown"])
    assert [link.other for link in second.links.all()] == [first]


def test_a_day_still_to_come_is_no_beginning(bureau: Any) -> None:
    with pytest.raises(Invalid) as error:
        scene.taken(started_on=date(2026, 3, 3))
    assert error.value.field == "started_on"
    assert not Case.objects.exists()


# -- the door -------------------------------------------------------------------------------------
def test_a_signed_order_is_taken_once_and_answered_alike(client: Client, bureau: Any) -> None:
    first = scene.posted(client, reporter=scene.REPORTER)
    assert first.status_code == 201, first.content
    row = Case.objects.get()
    assert first.json() == {
        "order": scene.GIVEN["number"], "case": row.number, "taken_on": "2026-03-02",
        "started_on": "2026-02-26",
    }  # fmt: skip
    again = scene.posted(client, reporter=scene.REPORTER)
    assert (again.status_code, again.json()) == (200, first.json())
    assert Case.objects.count() == Identity.objects.count() == 1
    further = scene.posted(client, reporter=scene.REPORTER, facts_zh="补充：有合同。")
    assert (further.status_code, further.json()) == (200, first.json())
    assert row.notes.count() == 1


REFUSED: dict[str, dict[str, Any]] = {
    "another secret": {"secret": "another"},
    "no signature": {"signature": "none"},
    "too old": {"timestamp": "1772412000"},
    "not a time": {"timestamp": "now"},
    "a short nonce": {"nonce": "abc"},
    "another body": {"sent": b'{"number": "SL20260302000124"}'},
}


@pytest.mark.parametrize("how", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_signed_just_now_is_refused(
    client: Client, bureau: Any, how: dict[str, Any]
) -> None:
    answer = scene.posted(client, **how)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_the_platform")
    assert not Case.objects.exists() and not PlatformNonce.objects.exists()


def test_without_a_secret_the_door_is_shut(client: Client, bureau: Any, settings: Any) -> None:
    settings.HOTLINE_ORDERS_SECRET = ""
    assert scene.posted(client, secret="").status_code == 403
    assert scene.posted(client).status_code == 403


def test_a_request_that_is_sent_again_as_it_was_is_a_replay(
    client: Client, bureau: Any, travel: Any
) -> None:
    at, nonce = str(int(time.time())), "a" * 32
    assert scene.posted(client, timestamp=at, nonce=nonce).status_code == 201
    again = scene.posted(client, timestamp=at, nonce=nonce)
    assert (again.status_code, again.json()["code"]) == (403, "replayed")
    travel.shift(700)
    assert scene.posted(client).status_code == 200
    assert PlatformNonce.objects.count() == 1  # those that are too old are forgotten


@pytest.mark.parametrize(
    ("more", "field"),
    [({"number": "一号"}, "number"), ({"unknown": 1}, "unknown"), ({"title_zh": ""}, "title_zh"),
     ({"amount": "-1"}, "amount"), ({"reporter": {"wechat": "x"}}, "reporter"),
     ({"started_on": "9999-12-31T23:00:00-02:00"}, "started_on")],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_field(
    client: Client, bureau: Any, more: dict[str, Any], field: str
) -> None:
    answer = scene.posted(client, **more)
    assert answer.status_code == 400
    assert field in answer.content.decode()
    assert not WorkOrder.objects.exists()


def test_content_of_an_ended_case_is_a_conflict_at_the_door(
    client: Client, bureau: Any, hotline_supervisor: Any
) -> None:
    scene.posted(client)
    row = Case.objects.get()
    scene.act(acceptance.refuse, hotline_supervisor, row, ground="no_facts", reason="请补充。")
    answer = scene.posted(client, facts_zh="补充。")
    assert (answer.status_code, answer.json()["code"]) == (409, "order_ended")


# -- a report that is to be kept secret only now --------------------------------------------------
def test_a_secret_report_leaves_the_body_that_it_accuses(
    bureau: Any, hotline_operator: Any, hotline_supervisor: Any, case_handler: Any, approver: Any
) -> None:
    """The answer lies before the head of the body; afterwards it is passed on anew."""
    staff = scene.Staff(hotline_operator, hotline_supervisor, case_handler, approver, bureau)
    row = staff.dispatched(scene.case_of(purpose="report", is_secret=False))
    scene.act(dispatch.sign, case_handler, row)
    scene.act(replies.draft, case_handler, row, text=scene.ANSWER, verified=True)
    scene.act(replies.propose, case_handler, row)
    assert scene.taken(purpose="report", is_secret=True).added
    row.refresh_from_db()
    part = row.assignments.get()
    assert (row.state, row.is_secret, part.state) == ("accepted", True, "ended")
    assert row.replies.get().state == "draft"
    assert not selectors.visible_to(case_handler).exists()
    told = Notice.objects.filter(template="complaint_kept_from_accused", channel="in_site")
    assert {one.recipient for one in told} == {hotline_supervisor}
    assert invariants.broken() == {}
    part.reason_zh = "仍可修改。"
    part.save()
    part.state = "signed"
    with pytest.raises(DatabaseError, match="accuses"), transaction.atomic():
        part.save()


def test_where_another_body_leads_only_the_part_of_the_accused_ends(
    bureau: Any, other_bureau: Any, hotline_operator: Any, hotline_supervisor: Any,
) -> None:  # fmt: skip
    row = scene.case_of(purpose="report", is_secret=False)
    scene.act(acceptance.accept, hotline_operator, row)
    scene.act(
        dispatch.dispatch, hotline_supervisor, row, lead_id=other_bureau.pk, joint_ids=[bureau.pk],
        told=scene.TOLD,
    )  # fmt: skip
    scene.taken(purpose="report", is_secret=True)
    row.refresh_from_db()
    assert row.state == "dispatched"
    states = dict(row.assignments.values_list("part", "state"))
    assert states == {"lead": "sent", "joint": "ended"}
    assert invariants.broken() == {}
