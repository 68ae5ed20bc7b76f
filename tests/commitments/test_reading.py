"""Who sees what, the work list, the story, and the buttons."""

from datetime import date
from typing import Any

import pytest

from commitments import case_acts, selectors, services, story, work
from commitments.models import Commitment
from credit_portal.common import acts
from tests.commitments import scenes

pytestmark = pytest.mark.django_db


def sees(user: Any) -> int:
    """How many commitments a user sees."""
    return selectors.visible_to(user).count()


@pytest.mark.parametrize(
    ("who", "count"),
    [
        ("officer", 1),
        ("colleague", 1),
        ("approver", 1),
        ("stranger", 0),
        ("credit_officer", 0),
        ("credit_reviewer", 0),
        ("auditor", 0),
        ("anonymous", 0),
    ],
)
def test_drafts_are_seen_in_the_body_only(
    request: pytest.FixtureRequest, draft: Any, who: str, count: int
) -> None:
    assert sees(request.getfixturevalue(who)) == count


def test_registered_ones_are_seen_by_the_credit_office_too(
    registered: Any, credit_officer: Any, credit_reviewer: Any, stranger: Any
) -> None:
    assert [sees(user) for user in (credit_officer, credit_reviewer, stranger)] == [1, 1, 0]


@pytest.mark.parametrize("key", ["nonsense", "", "00000000-0000-4000-8000-000000000000"])
def test_a_foreign_or_senseless_id_is_not_found(officer: Any, key: str) -> None:
    with scenes.refused("not_found"):
        selectors.case(officer, key)
    with scenes.refused("not_found"):
        selectors.verification(officer, key)
    with scenes.refused("not_found"):
        selectors.evidence(officer, key)


def kinds(user: Any) -> list[tuple[str, bool]]:
    """Kinds of the user's work items, and whether they are overdue."""
    return [(str(item.kind), item.overdue) for item in work.items(user)]


def test_the_work_list_follows_the_case(
    submitted: Any, approver: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    officer = submitted.filer
    assert kinds(approver) == [("待审核", False)]
    scenes.approve(submitted, approver)
    assert kinds(approver) == []
    assert kinds(officer) == [("即将到期", False)]
    go_to(date(2026, 4, 1))
    assert kinds(officer) == [("已逾期，核实中", True)]
    assert kinds(credit_officer) == [("待核实", False)]
    scenes.propose(scenes.live(submitted), credit_officer, "broken")
    assert kinds(credit_officer) == []
    assert kinds(credit_reviewer) == [("待确认结论", False)]
    scenes.confirm(scenes.live(submitted), credit_reviewer)
    assert [kinds(user) for user in (officer, credit_officer, credit_reviewer)] == [[], [], []]


def test_figures_to_report_stand_in_the_work_list(standing: Any, officer: Any, go_to: Any) -> None:
    go_to(date(2026, 4, 2))
    assert kinds(officer) == [("待报送数据", False)]


def names(user: Any, row: Commitment) -> list[str]:
    """Acts offered on a case."""
    return [act["name"] for act in case_acts.acts_for(user, row)]


def test_only_acts_that_may_be_done_are_offered(
    submitted: Any, officer: Any, colleague: Any, approver: Any, stranger: Any
) -> None:
    assert names(officer, submitted) == ["take_back", "copy", "make_template"]
    assert names(colleague, submitted) == ["copy", "make_template"]
    assert names(approver, submitted) == ["approve", "return"]
    assert names(stranger, submitted) == []
    scenes.approve(submitted, approver)
    row = Commitment.objects.get(pk=submitted.pk)
    assert names(officer, row) == [
        "report", "ask_stop", "propose_change", "propose_withdrawal", "copy", "make_template",
    ]  # fmt: skip


def test_the_credit_office_is_offered_its_steps(
    registered: Any, officer: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    assert names(credit_officer, registered) == ["open_verification", "find_void"]
    go_to(date(2026, 4, 1))
    task = scenes.live(registered)
    offered = case_acts.verification_acts
    assert [act["name"] for act in offered(credit_officer, task)] == ["propose"]
    assert offered(officer, task) == []
    task = scenes.propose(task, credit_officer, "broken")
    assert [act["name"] for act in offered(credit_reviewer, task)] == ["confirm", "return_outcome"]
    assert offered(credit_officer, task) == []


def test_the_story_tells_each_step_with_its_words(
    submitted: Any, officer: Any, approver: Any
) -> None:
    acts.run(
        services.return_for_changes,
        actor=approver,
        commitment_id=submitted.pk,
        reason="依据不明",
        marks=[("legal_basis_zh", "写明条款")],
    )
    told = story.story(selectors.case(officer, submitted.pk))
    assert [step["text"] for step in told] == ["开始起草", "提交审核", "退回修改"]
    assert told[-1]["detail"] == "依据不明\nlegal_basis_zh: 写明条款"
    assert told[-1]["actor"] == "分管副局长"


def test_a_case_costs_the_same_for_two_events_and_for_twenty(
    registered: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        acts.run(
            services.file_report,
            actor=officer,
            commitment_id=registered.pk,
            claim="progress",
            text_zh=f"进展{number}",
        )
    with django_assert_max_num_queries(14):
        found = selectors.case(officer, registered.pk)
        story.story(found)
