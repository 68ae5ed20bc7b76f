"""The verification page: propose, look at old and new, confirm, send back, close."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from commitments.models import Verification
from credit_portal.publishing.services import publish_pending_batch
from tests.commitments import scenes

LATE = date(2026, 4, 2)


def press(client: Client, task: Verification, name: str, **data: Any) -> Any:
    """Press an act of the verification."""
    data.setdefault("idempotency_key", str(uuid4()))
    return client.post(reverse("commitments:task-act", args=[task.pk, name]), data)


def show(client: Client, task: Verification) -> str:
    """The page."""
    return client.get(reverse("commitments:task", args=[task.pk])).content.decode()


def signed_in(user: Any) -> Client:
    """A browser of its own."""
    client = Client()
    client.force_login(user)
    return client


def confirmed_as(page: str) -> str:
    """The digest that the confirmation sends."""
    return page.split('name="doc_sha" value="')[1][:64]


@pytest.fixture
def task(registered: Any, go_to: Any) -> Verification:
    """Opened because the due date passed."""
    go_to(LATE)
    return scenes.live(registered)


@pytest.fixture
def proposed(task: Verification, credit_officer: Any) -> Verification:
    """Broken, says one officer."""
    return scenes.propose(task, credit_officer, "broken")


@pytest.mark.parametrize(
    ("who", "status"),
    [("credit_officer", 200), ("credit_reviewer", 200), ("officer", 200), ("approver", 200),
     ("stranger", 404), ("auditor", 404)],
)  # fmt: skip
def test_who_sees_it(request: Any, task: Verification, who: str, status: int) -> None:
    client = signed_in(request.getfixturevalue(who))
    assert client.get(reverse("commitments:task", args=[task.pk])).status_code == status


def test_nobody_in_particular_signs_in_first(client: Client, task: Verification) -> None:
    assert client.get(reverse("commitments:task", args=[task.pk])).status_code == 302
    assert press(client, task, "propose").status_code == 302


def test_a_body_never_judges_itself(approver: Any, task: Verification) -> None:
    answer = press(signed_in(approver), task, "propose", outcome="broken", findings_zh="未完成")
    assert answer.status_code == 403


def test_only_outcomes_that_the_rules_allow_are_offered(
    credit_officer: Any, task: Verification
) -> None:
    page = show(signed_in(credit_officer), task)
    assert 'value="broken"' in page
    assert 'value="dismiss"' not in page  # the due date has passed


def test_findings_are_needed_and_the_choice_stays(credit_officer: Any, task: Verification) -> None:
    answer = press(signed_in(credit_officer), task, "propose", outcome="broken", findings_zh="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "checked" in page[page.index('value="broken"') :][:120]
    task.refresh_from_db()
    assert task.state == "open"


def test_kept_late_needs_its_day(credit_officer: Any, task: Verification) -> None:
    answer = press(
        signed_in(credit_officer), task, "propose", outcome="kept_late", findings_zh="四月建成"
    )
    assert answer.status_code == 422
    assert "四月建成" in answer.content.decode()


def test_the_second_person_sees_what_changes_and_confirms(
    credit_reviewer: Any, proposed: Verification
) -> None:
    publish_pending_batch()
    client = signed_in(credit_reviewer)
    page = show(client, proposed)
    assert "<ins>未履行</ins>" in page
    assert "<del>履行中</del>" in page
    assert "<h3>现在公示的内容</h3>" in page
    assert press(client, proposed, "confirm", doc_sha=confirmed_as(page)).status_code == 302
    proposed.refresh_from_db()
    assert proposed.state == "confirmed"
    assert "未履行" in show(client, proposed)


def test_the_proposer_cannot_confirm(credit_officer: Any, proposed: Verification) -> None:
    client = signed_in(credit_officer)
    assert 'value="confirm"' not in show(client, proposed)
    assert press(client, proposed, "confirm", doc_sha="0" * 64).status_code == 403


def test_other_content_than_seen_is_not_confirmed(
    credit_reviewer: Any, proposed: Verification
) -> None:
    client = signed_in(credit_reviewer)
    answer = press(client, proposed, "confirm", doc_sha="0" * 64)
    assert '<li class="error">' in client.get(answer["Location"]).content.decode()
    proposed.refresh_from_db()
    assert proposed.state == "proposed"


def test_sent_back_with_a_reason(credit_reviewer: Any, proposed: Verification) -> None:
    client = signed_in(credit_reviewer)
    assert press(client, proposed, "return_outcome", reason=" ").status_code == 422
    assert press(client, proposed, "return_outcome", reason="请补现场照片").status_code == 302
    proposed.refresh_from_db()
    assert proposed.state == "returned"


def test_the_same_press_twice_is_one_outcome(credit_reviewer: Any, proposed: Verification) -> None:
    client = signed_in(credit_reviewer)
    data = {"doc_sha": confirmed_as(show(client, proposed)), "idempotency_key": str(uuid4())}
    for _turn in range(2):
        page = client.get(press(client, proposed, "confirm", **data)["Location"])
        assert '<li class="success">' in page.content.decode()
    assert proposed.commitment.events.filter(name="outcome_confirmed").count() == 1


def test_a_period_shows_its_figures_beside_the_old_ones(
    officer: Any, credit_officer: Any, credit_reviewer: Any, standing: Any, go_to: Any
) -> None:
    go_to(date(2026, 4, 2))
    march = standing.periods.get(number=1)
    scenes.figures(standing, officer, march, "98", "100")
    task = scenes.propose(scenes.live(standing, march), credit_officer, "kept")
    page = show(signed_in(credit_reviewer), task)
    assert "<ins>98 / 100 · 达标</ins>" in page
    assert "2026-03-01 – 2026-03-31" in page


def test_an_unknown_act_is_404(credit_officer: Any, task: Verification) -> None:
    assert press(signed_in(credit_officer), task, "burn").status_code == 404
