"""What no single person and no body stretches: hidings, reports, limits, letters, who moved."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from credit_portal.accounts.models import User
from credit_portal.common import acts, clock, invariants
from credit_portal.common.errors import DomainError
from credit_portal.publishing.services import publish_all
from credit_portal.workflow.selectors import deadline_of
from integrity_files import selectors_repair, services
from integrity_files.models import Record, RecordHiding, RecordResponsible
from integrity_files.selectors_consequences import in_force_on
from integrity_files.services import letters, record_steps
from integrity_files.services.records import may_be_noticed
from integrity_files.work_records import items
from tests.integrity_files import consequence_scenes
from tests.integrity_files import record_scenes as scene

pytestmark = pytest.mark.django_db
HIDE = {"reason": "personal", "words": "正文出现了个人姓名。"}


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


def refused(code: str, service: Any, actor: Any, **given: Any) -> None:
    """It is refused so."""
    with pytest.raises(DomainError) as error:
        acts.run(service, actor=actor, **given)
    assert error.value.code == code


def named_as(row: Record, post: Any, user: Any) -> None:
    """The user's person is named as responsible."""
    RecordResponsible.objects.create(
        record=row, post=post, person=user.person, role_zh="分管支付", namer=user,
        named_at=clock.now(),
    )  # fmt: skip


def test_nobody_hides_twice_and_a_confirmed_hiding_has_a_clock(
    credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, officer: Any, bureau: Any
) -> None:
    row = scene.displayed(credit_officer, credit_reviewer, officer, bureau)
    given = {"record_id": row.pk}
    scene.act(services.hide_record, credit_officer, row, **HIDE)
    publish_all()
    scene.act(services.end_hiding, credit_reviewer, row, why="未见姓名。")
    publish_all()
    refused("hidden_before", services.hide_record, credit_officer, **given, **HIDE)
    twin = RecordHiding.objects.get()
    with pytest.raises(DatabaseError, match="second time"), transaction.atomic():
        RecordHiding.objects.create(
            record=row, reason="personal", words_zh="再次", hider=credit_officer,
            hidden_at=clock.now(), until=twin.until,
        )  # fmt: skip
    scene.act(services.hide_record, second_reviewer, row, **HIDE)
    publish_all()
    refused("not_allowed", services.confirm_hiding, credit_officer, **given, why="属实。")
    refused("words_missing", services.confirm_hiding, credit_reviewer, **given, why="")
    scene.act(services.confirm_hiding, credit_reviewer, row, why="确有姓名。")
    (line,) = [one for one in items(credit_officer) if one.kind.startswith("已隐藏")]
    assert line.due_on == date(2026, 3, 16)  # ten working days
    assert invariants.broken() == {}
    services.correct_record(
        source_id=str(row.pk), proposer=credit_officer, approver=second_reviewer,
        changes={"facts_zh": "生效判决确定的款项至今未付清。"}, why="删去姓名。",
    )  # fmt: skip
    deadline = deadline_of(record_steps.HIDDEN, row)
    assert deadline is not None and deadline.outcome == "met"
    assert invariants.broken() == {}


def test_what_is_only_proposed_is_told_to_nobody(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any
) -> None:
    row = scene.proposed(credit_officer, officer, bureau)
    body = Client()
    body.force_login(officer)
    for name in ("self", "apply"):
        assert body.get(reverse(f"repair_desk:{name}", args=[row.pk])).status_code == 404
    assert selectors_repair.facts(row) is None
    texts = {"addressee_zh": bureau.name_zh, "title_zh": "认定决定", "body_zh": "决定如下。"}
    draft = acts.run(
        letters.draft_letter, actor=credit_officer, kind="decision", texts=texts, record_id=row.pk
    ).value
    refused("not_determined", letters.issue_letter, credit_reviewer, letter_id=draft.pk)
    User.objects.filter(pk=credit_officer.pk).update(organisation=bureau)
    refused("proposer_moved", services.decide_determination, credit_reviewer, record_id=row.pk)
    User.objects.filter(pk=credit_officer.pk).update(organisation=credit_reviewer.organisation)
    with time_machine.travel("2026-03-02 10:00:00+08:00", tick=False):
        scene.act(services.decide_determination, credit_reviewer, row)
    refused("record_ended", letters.issue_letter, credit_reviewer, letter_id=draft.pk)
    assert body.get(reverse("repair_desk:self", args=[row.pk])).status_code == 200


def test_whoever_is_named_works_on_nothing_of_it(
    credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, officer: Any, bureau: Any,
    post: Any,
) -> None:  # fmt: skip
    row = scene.proposed(credit_officer, officer, bureau)
    named_as(row, post, credit_reviewer)
    refused("about_yourself", services.decide_determination, credit_reviewer, record_id=row.pk)
    with pytest.raises(DatabaseError, match="named as responsible"), transaction.atomic():
        Record.objects.filter(pk=row.pk).update(
            state="decided", decider=credit_reviewer, decided_on="2026-03-02"
        )
    row = scene.act(services.decide_determination, second_reviewer, row)
    _record, _terms, named = acts.run(
        services.sanctions_of, actor=credit_officer, record_id=row.pk
    ).value
    term = acts.run(
        services.enter_sanction, actor=credit_officer, record_id=row.pk,
        responsible_id=named[0].pk, sanctions=["warning"], effective_on=date(2026, 3, 2),
        paper_number="示监〔2026〕1号", paper_organ="示例市监察委员会",
        basis="《政务处分法》第八条",
    ).value  # fmt: skip
    for agrees in (True, False):
        refused("about_yourself", services.answer_sanction, credit_reviewer, record_id=row.pk,
                term_id=term.pk, agrees=agrees)  # fmt: skip
    other = scene.proposed(credit_officer, officer, bureau, paper_number="（2025）示例01民终124号")
    named_as(other, post, credit_officer)
    refused("proposer_named", services.decide_determination, second_reviewer, record_id=other.pk)


def test_reports_do_not_put_the_notice_off(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any, travel: Any
) -> None:
    rows = [scene.ordered(credit_officer, bureau, excuses=("E6",)) for _n in range(3)]
    report = {"text": "已付清。", "done_on": date(2026, 3, 2)}
    for _n in range(3):
        scene.act(services.report_rectification, officer, rows[0], **report)
        scene.act(services.refuse_rectification, credit_reviewer, rows[0], finding="未付清。")
    refused(
        "reports_enough", services.report_rectification, officer, record_id=rows[0].pk, **report
    )
    scene.act(services.report_rectification, officer, rows[1], **report)
    travel.move_to("2026-04-10 09:00:00+08:00")
    scene.act(services.report_rectification, officer, rows[2], **report)
    found = [may_be_noticed(row) for row in rows]
    assert [one and one.code for one in found] == [None, "report_waits", None]


def test_a_limit_ends_with_the_display(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any, city: Any
) -> None:
    record = scene.decided(credit_officer, credit_reviewer, officer, bureau)
    row = consequence_scenes.confirmed(
        credit_officer, credit_reviewer, record, city, kind="funds", what="限制申报项目资金。"
    )
    assert (row.last_day, row.ends_on) == (None, record.last_day)
    assert in_force_on("funds", date(2029, 1, 20)).count() == 1
    assert in_force_on("funds", date(2029, 1, 21)).count() == 0
    other = consequence_scenes.ordered(credit_officer, record, city, kind="spending")
    User.objects.filter(pk=credit_officer.pk).update(organisation=bureau)
    given = {"consequence_id": other.pk}
    refused("orderer_moved", services.confirm_consequence, credit_reviewer, **given)
    acts.run(services.strike_consequence, actor=credit_reviewer, reason="重新提出。", **given)
