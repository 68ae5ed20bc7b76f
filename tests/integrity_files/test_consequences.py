"""What follows a record: two people, a clock, proof, acceptance by somebody else, the end."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from credit_portal.accounts.models import RoleGrant
from credit_portal.common import acts
from credit_portal.common.errors import DomainError
from credit_portal.notices.models import Notice
from credit_portal.workflow.selectors import deadline_of
from credit_portal.workflow.sweeps import check_deadlines
from integrity_files import machine_consequences, services
from integrity_files.codes_consequences import ConsequenceState
from integrity_files.models import Consequence, DisciplineTerm
from integrity_files.services.consequence_steps import DUTY
from tests import factories
from tests.integrity_files import consequence_scenes as scene
from tests.integrity_files import record_scenes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def record(credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any) -> Any:
    """A determined record."""
    return record_scenes.decided(credit_officer, credit_reviewer, officer, bureau)


def barred(match: str, row: Consequence, **change: Any) -> None:
    """The database refuses the change."""
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        Consequence.objects.filter(pk=row.pk).update(**change)


def refused(code: str, service: Any, actor: Any, row: Consequence, **given: Any) -> None:
    """The service refuses the act."""
    with pytest.raises(DomainError) as error:
        scene.act(service, actor, row, **given)
    assert error.value.code == code


def test_a_duty_is_ordered_confirmed_done_and_accepted(
    credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, officer: Any, bureau: Any,
    record: Any,
) -> None:  # fmt: skip
    row = scene.ordered(credit_officer, record, bureau, "explanation", what="书面说明原因。")
    assert deadline_of(DUTY, row) is None
    row = scene.act(services.confirm_consequence, credit_reviewer, row)
    deadline = deadline_of(DUTY, row)
    assert (
        deadline is not None and deadline.rule is not None and deadline.rule.code == "CONS-EXPLAIN"
    )
    assert Notice.objects.filter(template="consequence_due", recipient=officer).exists()
    refused("proof_missing", services.report_consequence, officer, row, text="已说明。",
            done_on=date(2026, 3, 2))  # fmt: skip
    row = scene.reported(officer, row)
    refused("four_eyes", services.accept_consequence, credit_officer, row, finding="属实。")
    row = scene.act(services.refuse_consequence, credit_reviewer, row, finding="缺附件。")
    assert row.state == "running"
    row = scene.reported(officer, row)
    row = scene.act(services.accept_consequence, second_reviewer, row, finding="属实。")
    assert row.state == "accepted"
    deadline.refresh_from_db()
    assert deadline.outcome == "met"
    assert [one.name for one in row.events.all()] == [
        "ordered", "confirmed", "reported", "refused", "reported", "accepted"
    ]  # fmt: skip


def test_nothing_outside_of_the_list(
    credit_officer: Any, officer: Any, bureau: Any, city: Any, record: Any
) -> None:
    inside = factories.organisation(name_zh="示例市住建局质量站", parent=bureau)
    for code, kind, owner, more in (
        ("kind_unknown", "banishment", city, {}),
        ("owner_unfit", "honours", bureau, {}),  # a body does not bar itself
        ("owner_unfit", "honours", inside, {}),
        ("owner_unfit", "explanation", city, {}),
        ("term_unfit", "talk", city, {"months": 3}),
        ("words_missing", "talk", city, {"what": ""}),
    ):
        with pytest.raises(DomainError) as error:
            scene.ordered(credit_officer, record, owner, kind, **more)
        assert error.value.code == code
    scene.ordered(credit_officer, record, city)
    with pytest.raises(DomainError) as error:
        scene.ordered(credit_officer, record, city)
    assert error.value.code == "consequence_twice"


def test_two_people_decide_and_what_was_decided_stays(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any, city: Any, record: Any
) -> None:
    row = scene.ordered(credit_officer, record, city)
    RoleGrant.objects.create(user=credit_officer, role_id="credit_reviewer", organisation=city,
                             starts_on=factories.START, origin="demo")  # fmt: skip
    both = type(credit_officer).objects.get(pk=credit_officer.pk)
    both.fresh = True
    refused("four_eyes", services.confirm_consequence, both, row)
    signed = {"state": "running", "confirmed_on": "2026-03-02", "first_day": "2026-03-02",
              "last_day": "2026-12-31"}  # fmt: skip
    barred("consequence_confirmed|other sides", row, confirmer=both, **signed)
    barred("own body", row, confirmer=officer, **signed)
    barred("lifted when its record ends", row, state="lifted", lifted_on="2026-03-02",
           lift_reason="revoked")  # fmt: skip
    row = scene.act(services.confirm_consequence, credit_reviewer, row)
    assert (row.first_day, row.last_day) == (date(2026, 3, 2), date(2026, 12, 31))
    barred("stays", row, last_day="2027-12-31")
    barred("stays", row, kind="talk")
    barred("does not go", row, state="ordered")
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        row.events.all().delete()


def test_the_database_knows_the_same_steps(
    credit_officer: Any, officer: Any, bureau: Any, city: Any, record: Any
) -> None:
    row = scene.ordered(credit_officer, record, city)
    edges = {(a, b) for a, _name, b in machine_consequences.CONSEQUENCE.edges()}
    for target in set(ConsequenceState.values) - {"ordered"}:
        if ("ordered", target) not in edges:
            barred("does not go", row, state=target)


def test_overdue_goes_to_the_superior_body(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any, record: Any, travel: Any
) -> None:
    row = scene.confirmed(credit_officer, credit_reviewer, record, bureau, kind="rectification")
    travel.move_to("2026-04-09 09:00:00+08:00")
    check_deadlines()
    check_deadlines()
    row.refresh_from_db()
    assert row.escalated_on == date(2026, 4, 9)
    names = [one.name for one in row.events.all()]
    assert names.count("overdue") == names.count("escalated") == 1
    assert Notice.objects.filter(template="consequence_escalated").exists()


def test_what_follows_ends_with_the_record(
    credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, officer: Any, bureau: Any,
    city: Any, record: Any,
) -> None:  # fmt: skip
    row = scene.confirmed(credit_officer, credit_reviewer, record, city)
    waits = scene.ordered(credit_officer, record, bureau, "explanation")
    with transaction.atomic():
        services.revoke_record(source_id=str(record.pk), proposer=credit_officer,
                               approver=second_reviewer, why="文书已撤销。")  # fmt: skip
    for one in (row, waits):
        one.refresh_from_db()
        assert (one.state, one.lift_reason) == ("lifted", "revoked")
        clock = deadline_of(DUTY, one)
        assert clock is None or clock.outcome == "cancelled"
    record.refresh_from_db()
    assert services.lift_consequences(record, "revoked") == 0


def test_the_pages_lead_through_it(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any, record: Any
) -> None:
    office, body, second = Client(), Client(), Client()
    for client, user in ((office, credit_officer), (body, officer), (second, credit_reviewer)):
        client.force_login(user)
    order = reverse("consequences:order", args=[record.pk])
    page = reverse("records:record", args=[record.pk])
    assert order in office.get(page).content.decode()
    assert order not in body.get(page).content.decode()
    given = {"kind": "explanation", "what": "书面说明。", "owner_id": str(bureau.pk)}
    assert office.post(order, {**given, "what": ""}).status_code == 422
    office.post(order, given)
    row = Consequence.objects.get()
    assert row.basis_zh  # the usual basis
    url = reverse("consequences:consequence", args=[row.pk])
    assert body.get(url).status_code == 404  # not confirmed yet
    second.post(reverse("consequences:act", args=[row.pk, "confirm"]), {"version": row.version})
    assert "前落实" in body.get(reverse("consequences:index")).content.decode()
    assert "书面说明" in body.get(url).content.decode()
    told = {"text": "已说明。", "done_on": "2026-03-02", "file": record_scenes.paper(9)}
    body.post(reverse("consequences:act", args=[row.pk, "report"]), told)
    assert "已说明。" in second.get(url).content.decode()
    listed = office.get(reverse("consequences:index") + "?kind=explanation").content.decode()
    assert row.short in listed
    assert "书面说明" in body.get(page).content.decode()


def test_sanctions_of_persons_are_confidential(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any, post: Any
) -> None:
    row = record_scenes.heard(credit_officer, officer, bureau)
    record_scenes.act(services.name_responsible, credit_officer, row, post_id=post.pk, role="分管")
    row = record_scenes.propose(row, credit_officer)
    row = record_scenes.act(services.decide_determination, credit_reviewer, row)
    url = reverse("consequences:sanctions", args=[row.pk])
    body, office, second = Client(), Client(), Client()
    for client, user in ((body, officer), (office, credit_officer), (second, credit_reviewer)):
        client.force_login(user)
    assert body.get(url).status_code == 403
    done = acts.run(services.sanctions_of, actor=credit_officer, record_id=row.pk)
    given = {
        "responsible_id": str(done.value[2][0].pk), "sanctions": "warning", "times": "2",
        "months": "18", "effective_on": "2026-03-02", "paper_number": "示监〔2026〕1号",
        "paper_organ": "示例市监察委员会", "basis": "《政务处分法》第八条",
    }  # fmt: skip
    assert office.post(url, given).status_code == 422  # 12 months at most for two warnings
    office.post(url, {**given, "months": "12"})
    assert not DisciplineTerm.objects.exists()  # nobody reads it so
    with acts.reading_as(credit_officer, "verification 1"):
        term = DisciplineTerm.objects.get()
    assert (term.months, term.last_day) == (12, date(2027, 3, 2))
    answer = reverse("consequences:sanction", args=[row.pk, term.pk])
    assert office.post(answer, {"act": "confirm"}).status_code == 403
    second.post(answer, {"act": "confirm"})
    with acts.reading_as(credit_officer, "verification 1"):
        term.refresh_from_db()
    assert term.state == "confirmed" and "2027" in second.get(url).content.decode()
