"""Leads: opened by hand, by a document, by an outcome; verified; untrue only by two."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction

from credit_portal.common import invariants
from credit_portal.common.errors import Conflict, DomainError, NotFound
from credit_portal.notices.models import Notice
from credit_portal.publishing.models import Decision
from credit_portal.workflow import moves
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.testing import Case, every_case
from integrity_files import machine, services
from integrity_files import selectors_leads as selectors
from integrity_files.codes import LeadState
from integrity_files.models import Lead
from integrity_files.services import lead_steps
from integrity_files.work import items
from tests import factories
from tests.commitments import scenes, scenes_change
from tests.commitments.test_machine import Anybody, Row
from tests.integrity_files import lead_scenes as scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


def refused(code: str, service: Any, actor: Any, row: Lead, **given: Any) -> None:
    """It is refused so."""
    with pytest.raises(DomainError) as error:
        scene.act(service, actor, row, **given)
    assert error.value.code == code


@pytest.mark.parametrize("case", list(every_case(machine.LEAD)), ids=str)
def test_a_lead_moves_by_the_table_only(case: Case) -> None:
    row: Any = Row(case.state)
    if case.legal:
        found = moves.check(machine.LEAD, row, case.transition.name, actor=Anybody())
        assert found == case.transition
        return
    with pytest.raises(Conflict):
        moves.check(machine.LEAD, row, case.transition.name, actor=Anybody())


def test_the_table_knows_exactly_the_states() -> None:
    assert set(machine.LEAD.states) == set(LeadState.values)


def test_a_document_opens_one_with_its_time(credit_officer: Any, bureau: Any) -> None:
    row = scene.opened(credit_officer, bureau)
    assert (row.state, row.origin) == ("new", "document")
    clock = Deadline.objects.get(kind=lead_steps.VERIFY)
    assert (clock.due_on, clock.outcome) == (date(2026, 3, 16), "")
    assert [item.title for item in items(credit_officer)] == [row.title_zh]
    assert Notice.objects.filter(template="lead_opened", recipient=credit_officer).exists()
    assert invariants.broken() == {}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"happened_on": date(2026, 3, 3)}, "date_future"),
        ({"paper_date": date(2026, 3, 3)}, "date_future"),
        ({"paper_number": ""}, "paper_missing"),
        ({"paper_date": None}, "paper_missing"),
    ],
)
def test_what_cannot_be_is_refused(
    credit_officer: Any, bureau: Any, more: dict[str, Any], code: str
) -> None:
    with pytest.raises(DomainError) as error:
        scene.opened(credit_officer, bureau, **more)
    assert error.value.code == code
    assert not Lead.objects.exists()


def test_nobody_else_opens_or_sees_one(
    credit_officer: Any, officer: Any, approver: Any, auditor: Any, stranger: Any, bureau: Any
) -> None:
    row = scene.opened(credit_officer, bureau)
    for user in (officer, approver, auditor, stranger):
        assert not selectors.visible_to(user).exists()
        with pytest.raises(DomainError):
            scene.opened(user, bureau)
        with pytest.raises(NotFound):
            scene.act(services.take_lead, user, row)


def test_nobody_works_on_one_about_his_own_body(
    credit_officer: Any, credit_office: Any, city: Any
) -> None:
    with pytest.raises(DomainError) as error:
        scene.opened(credit_officer, credit_office)
    assert error.value.code == "own_body"
    other = factories.user(
        username="elsewhere", role="credit_officer", organisation=city, title="专员"
    )
    row = scene.opened(other, credit_office)
    assert not selectors.visible_to(credit_officer).exists()
    with pytest.raises(DatabaseError, match="own body"), transaction.atomic():
        Lead.objects.filter(pk=row.pk).update(
            finder=credit_officer, found_on="2026-03-02", finding_zh="无"
        )


def test_who_verifies_it_finds_it_true(
    credit_officer: Any, credit_reviewer: Any, credit_office: Any, city: Any, bureau: Any
) -> None:
    second_officer = factories.user(
        username="second", role="credit_officer", organisation=credit_office, title="专员",
        granted_on=city,
    )  # fmt: skip
    row = scene.taken(credit_officer, bureau)
    finding = {"finding": "经核对判决和账目，款项至今未付。"}
    refused("not_handler", services.find_true, second_officer, row, **finding)
    refused("words_missing", services.find_true, credit_officer, row, finding=" ")
    row = scene.act(services.find_true, credit_officer, row, excuses=["E4", "X9"], **finding)
    assert (row.state, row.excuses, row.ended_on) == ("true", ["E4"], date(2026, 3, 2))
    assert Deadline.objects.get(kind=lead_steps.VERIFY).outcome == "met"
    assert Notice.objects.filter(template="lead_true", recipient=credit_reviewer).exists()
    assert [str(item.kind) for item in items(credit_officer)] == ["线索属实，待责令整改"]
    assert invariants.broken() == {}
    assert not Decision.objects.exists()


def test_untrue_takes_two(credit_officer: Any, credit_reviewer: Any, bureau: Any) -> None:
    row = scene.doubted(credit_officer, bureau)
    assert [str(item.kind) for item in items(credit_reviewer)] == ["不属实线索待确认"]
    row = scene.act(services.return_lead, credit_reviewer, row, reason="请补充付款凭证。")
    assert (row.state, row.finding_zh, row.back_zh) == ("assigned", "", "请补充付款凭证。")
    row = scene.act(services.propose_untrue, credit_officer, row, finding="凭证已核对，已付清。")
    row = scene.act(services.confirm_untrue, credit_reviewer, row)
    assert (row.state, row.decider) == ("untrue", credit_reviewer)
    assert list(items(credit_reviewer)) == []
    assert invariants.broken() == {}
    refused("state_conflict", services.confirm_untrue, credit_reviewer, row)


def test_one_person_does_not_do_both(credit_officer: Any, bureau: Any, city: Any) -> None:
    from credit_portal.accounts.models import RoleGrant

    RoleGrant.objects.create(user=credit_officer, role_id="credit_reviewer", organisation=city,
                             starts_on=factories.START, origin="demo")  # fmt: skip
    both = type(credit_officer).objects.get(pk=credit_officer.pk)
    both.fresh = True
    row = scene.doubted(both, bureau)
    refused("four_eyes", services.confirm_untrue, both, row)
    with pytest.raises(DatabaseError, match="two people"), transaction.atomic():
        Lead.objects.filter(pk=row.pk).update(decider=both)


def test_a_reviewer_assigns_it(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any
) -> None:
    row = scene.opened(credit_officer, bureau)
    refused("handler_unfit", services.assign_lead, credit_reviewer, row, handler_id=officer.pk)
    row = scene.act(services.assign_lead, credit_reviewer, row, handler_id=credit_officer.pk)
    assert (row.state, row.handler) == ("assigned", credit_officer)
    assert Notice.objects.filter(template="lead_assigned", recipient=credit_officer).exists()


def test_time_reminds_and_tells_when_it_has_passed(
    credit_officer: Any, credit_reviewer: Any, bureau: Any, travel: Any
) -> None:
    scene.taken(credit_officer, bureau)
    travel.move_to("2026-03-13 09:00:00+08:00")
    scenes.sweep()
    soon = Notice.objects.filter(template="lead_due_soon", channel="in_site")
    assert [one.recipient for one in soon] == [credit_officer]
    travel.move_to("2026-03-17 09:00:00+08:00")
    scenes.sweep()
    scenes.sweep()
    told = Notice.objects.filter(template="lead_overdue", channel="in_site")
    assert {one.recipient for one in told} == {credit_officer, credit_reviewer}
    assert told.count() == 2


def test_what_it_says_stays(credit_officer: Any, bureau: Any) -> None:
    row = scene.opened(credit_officer, bureau)
    with pytest.raises(DatabaseError, match="as it was opened"), transaction.atomic():
        Lead.objects.filter(pk=row.pk).update(title_zh="别的")
    with pytest.raises(DatabaseError), transaction.atomic():
        row.events.all().delete()


def broken(officer: Any, approver: Any, post: Any, people: tuple[Any, Any], travel: Any) -> Any:
    """A promise found broken after its day."""
    row = scenes.registered(officer, approver, post)
    travel.move_to("2026-04-01 09:00:00+08:00")
    scenes.sweep()
    scenes.decide(scenes.live(row), *people, "broken")
    return row


def test_a_broken_promise_is_a_lead_once(
    officer: Any, approver: Any, post: Any, credit_officer: Any, credit_reviewer: Any, travel: Any
) -> None:
    row = broken(officer, approver, post, (credit_officer, credit_reviewer), travel)
    found = Lead.objects.get()
    assert (found.origin, found.organisation, found.post) == ("broken", row.organisation, post)
    assert found.category == "B19"
    assert found.source_id == str(row.verifications.get().pk)
    assert not [code for code in invariants.broken() if code.startswith("integrity_files.")]


def test_a_void_promise_is_a_lead_and_a_kept_one_is_none(
    officer: Any, approver: Any, post: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    kept = scenes.registered(officer, approver, post)
    scenes.fulfilled(kept, officer, date(2026, 3, 2))
    scenes.decide(scenes.live(kept), credit_officer, credit_reviewer, "kept",
                  kept_on=date(2026, 3, 2))  # fmt: skip
    assert not Lead.objects.exists()
    void = scenes.registered(officer, approver, post, title_zh="税收返还")
    scenes.confirm(scenes_change.proposed_void(void, credit_officer), credit_reviewer)
    assert Lead.objects.get().origin == "void"
