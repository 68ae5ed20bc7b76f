"""Acts that meet: an end while a clock stands still, a change under way, an own commitment."""

from datetime import date
from functools import partial
from typing import Any

import pytest
import time_machine

from commitments import disclosures, services
from commitments.models import Commitment, Evidence, VoidFinding
from credit_portal.common import acts, invariants
from credit_portal.common.actors import SYSTEM
from credit_portal.directory.services import appoint, create_post
from credit_portal.publishing.models import Decision
from credit_portal.publishing.services import publish_all
from credit_portal.workflow.models import Deadline
from tests import factories
from tests.commitments import scenes, scenes_change

pytestmark = pytest.mark.django_db


@pytest.fixture
def superior(city: Any) -> Any:
    """Decides for the city."""
    return scenes_change.superior(city)


@pytest.fixture
def clerk(bureau: Any) -> Any:
    """Holds a post of the bureau that is not named in public, with an account."""
    user = factories.user(username="clerk", role=None, organisation=bureau, title="科员")
    appoint(actor=SYSTEM, post=user.post, person=user.person, kind="regular",
            starts_on=date(2025, 1, 1))  # fmt: skip
    return user


@pytest.fixture
def own(officer: Any, approver: Any, clerk: Any) -> Commitment:
    """The clerk's own commitment, due by a rule, agreed to and registered."""
    row = scenes.draft(officer, clerk.post, **scenes.RULED)
    for service, actor in ((services.bear_personally, officer), (services.submit, officer),
                           (services.countersign, clerk)):  # fmt: skip
        acts.run(service, actor=actor, commitment_id=row.pk)
    return scenes.approve(Commitment.objects.get(pk=row.pk), approver)


def test_moving_the_date_of_an_own_commitment_publishes_nothing(
    own: Any, officer: Any, superior: Any
) -> None:
    scenes.grant(scenes.ask_longer(own, officer), superior)
    assert not Decision.objects.filter(source_id=str(own.pk)).exists()


def test_a_post_that_becomes_public_publishes_no_own_commitment(own: Any, officer: Any) -> None:
    own.post.is_principal = own.post.is_public = True
    own.post.save()
    scenes.fulfilled(own, officer, date(2026, 3, 2))
    assert Commitment.objects.get(pk=own.pk).personal.is_public is False
    assert not Decision.objects.filter(source_id=str(own.pk)).exists()


def test_the_new_text_of_a_change_is_nobodys_own(registered: Any, officer: Any) -> None:
    case = scenes_change.begun(registered, officer)
    for service in (services.bear_personally, services.bear_by_post):
        with scenes.refused("by_change_only"):
            acts.run(service, actor=officer, commitment_id=case.successor_id)


def test_the_new_text_stays_with_its_body(
    registered: Any, officer: Any, city: Any, bureau: Any
) -> None:
    from tests.commitments.test_lawful_change_people import granted

    case = scenes_change.begun(registered, officer)
    other = create_post(actor=SYSTEM, organisation=city, title_zh="市长", title_en="Mayor",
                        is_principal=True, is_public=True)  # fmt: skip
    with scenes.refused("by_succession_only"):
        acts.run(
            services.edit_draft, actor=granted(officer, "filer", city),
            commitment_id=case.successor_id, expected_version=None, fields={}, post_id=other.pk,
        )  # fmt: skip


@pytest.fixture
def stopped(registered: Any, officer: Any, superior: Any) -> Commitment:
    """Its clock stands still from 2 March."""
    return scenes.grant(scenes.ask_stop(registered, officer), superior)


def pause_of(row: Commitment) -> tuple[str, str]:
    """The only pause as published, and the due date; the document is the one of today."""
    document = scenes.last_document(row)
    assert document == disclosures.document(Commitment.objects.get(pk=row.pk))
    (pause,) = document["pauses"]
    return pause["until"], document["due_on"]


def test_void_while_the_clock_stands_still(
    stopped: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    go_to(date(2026, 3, 12))
    scenes.confirm(scenes_change.proposed_void(stopped, credit_officer), credit_reviewer)
    assert pause_of(stopped) == ("2026-03-12", "2026-04-10")
    go_to(date(2026, 7, 1))  # the longest stop is over: nothing happens
    assert Commitment.objects.get(pk=stopped.pk).outcome == "void"
    publish_all()
    assert invariants.broken() == {}


def test_changed_while_the_clock_stands_still(
    stopped: Any, officer: Any, superior: Any, go_to: Any
) -> None:
    go_to(date(2026, 3, 12))
    case = scenes_change.changed(stopped, officer, superior)
    assert pause_of(stopped) == ("2026-03-12", "2026-04-10")
    assert case.successor is not None
    new = Commitment.objects.get(pk=case.successor.pk)
    document = scenes.last_document(new)
    assert document["replaces"]["due_on"] == "2026-04-10"
    assert document == disclosures.document(new)


def test_a_request_that_waits_falls_away(
    registered: Any, officer: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    request = scenes.ask_stop(registered, officer)
    scenes.confirm(scenes_change.proposed_void(registered, credit_officer), credit_reviewer)
    request.refresh_from_db()
    assert (request.state, request.resumed_on) == ("withdrawn", None)


def test_only_kept_is_found_while_the_clock_stands_still(
    stopped: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    go_to(date(2026, 4, 10))  # the old date has passed
    task = scenes_change.proposed_void(stopped, credit_officer)
    acts.run(
        services.return_outcome, actor=credit_reviewer, verification_id=task.pk, reason="合法。"
    )  # fmt: skip
    with scenes.refused("outcome_provisional"):
        scenes.propose(task, credit_officer, "broken")
    scenes.decide(task, credit_officer, credit_reviewer, "kept", kept_on=date(2026, 3, 20))
    assert pause_of(stopped)[0] == "2026-04-10"


def test_void_is_proposed_with_its_grounds_only(
    registered: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    task = scenes_change.proposed_void(registered, credit_officer)
    acts.run(
        services.return_outcome, actor=credit_reviewer, verification_id=task.pk, reason="合法。"
    )  # fmt: skip
    with scenes.refused("outcome_unknown"):
        scenes.propose(task, credit_officer, "void")
    acts.run(services.dismiss_verification, actor=credit_officer, verification_id=task.pk,
             reason="承诺合法。")  # fmt: skip
    assert not VoidFinding.objects.exists()


@pytest.mark.parametrize("act", ["void", "change"])
def test_a_review_is_decided_before_the_promise_ends(
    act: str, standing: Any, officer: Any, superior: Any, credit_officer: Any,
    credit_reviewer: Any, go_to: Any,
) -> None:  # fmt: skip
    from tests.commitments import kept

    go_to(date(2026, 4, 2))
    period = standing.periods.get(number=1)
    scenes.figures(standing, officer, period, "98", "100")
    scenes.decide(scenes.live(standing, period), credit_officer, credit_reviewer, "kept")
    go_to(date(2026, 4, 10))
    for _one in range(3):
        said = kept.contradict(standing, happened_on=date(2026, 3, 20)).contradiction
        kept.check(said, credit_officer)
    period.refresh_from_db()
    kept.reopen(standing, credit_reviewer, period)
    with scenes.refused("being_reviewed"):
        if act == "void":
            scenes_change.proposed_void(standing, credit_officer)
        else:
            scenes_change.approve(
                scenes_change.laid(standing, officer, "withdraw"), superior
            )  # fmt: skip


def test_milestones_of_the_new_text_have_clocks(
    officer: Any, approver: Any, post: Any, superior: Any, go_to: Any
) -> None:
    row = scenes.registered(officer, approver, post)
    case = scenes_change.begun(row, officer)
    acts.run(
        services.edit_draft, actor=officer, commitment_id=case.successor_id, expected_version=None,
        fields={}, milestones=[{"title_zh": "开工", "due_on": date(2026, 3, 6)},
                               {"title_zh": "封顶", "due_on": date(2026, 5, 6)}],
    )  # fmt: skip
    scenes_change.filled(case, officer)
    acts.run(services.submit_change, actor=officer, change_id=case.pk)
    go_to(date(2026, 3, 10))
    scenes_change.approve(case, superior)
    days = Deadline.objects.filter(kind="commitments.milestone").values_list("due_on", flat=True)
    assert list(days) == [date(2026, 5, 6)]


@pytest.mark.parametrize("outcome", ["void", "kept"])
def test_a_change_under_way_falls_with_another_end(
    outcome: str, registered: Any, officer: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    case = scenes_change.laid(registered, officer)
    if outcome == "void":
        scenes.confirm(scenes_change.proposed_void(registered, credit_officer), credit_reviewer)
    else:
        scenes.fulfilled(registered, officer, date(2026, 3, 2))
        scenes.decide(scenes.live(registered), credit_officer, credit_reviewer, "kept",
                      kept_on=date(2026, 3, 2))  # fmt: skip
    case.refresh_from_db()
    assert case.successor is not None
    new = Commitment.objects.get(pk=case.successor.pk)
    assert (case.state, new.state) == ("discarded", "discarded")


def test_no_promise_is_withdrawn_after_its_day_because_the_sweep_is_late(
    stopped: Any, officer: Any, superior: Any
) -> None:
    case = scenes_change.laid(stopped, officer, kind="withdraw")
    with time_machine.travel("2026-07-20T02:00:00Z", tick=False):  # the stop ended on 31 May
        with scenes.refused("stop_over"):
            scenes_change.approve(case, superior)
        scenes.sweep()
        scenes.sweep()
        with scenes.refused("due_passed_unchangeable"):
            scenes_change.approve(case, superior)
        publish_all()
        assert invariants.broken() == {}


@pytest.mark.parametrize("act", ["change", "void", "stop"])
def test_no_act_rests_on_a_document_that_was_not_found_clean(
    act: str, registered: Any, officer: Any, superior: Any, credit_officer: Any,
    credit_reviewer: Any, settings: Any,
) -> None:  # fmt: skip
    settings.CLAMD_SOCKET = "/nowhere"
    if act == "stop":
        paper = services.Attachment(scenes.picture("通知.png"), "通知", is_public=False)
        request = scenes.ask_stop(registered, officer, evidence=[paper])
        decide: Any = partial(scenes.grant, request, superior)
    elif act == "void":
        task = scenes_change.proposed_void(registered, credit_officer)
        decide = partial(scenes.confirm, task, credit_reviewer)
    else:
        case = scenes_change.laid(registered, officer, kind="withdraw")
        Evidence.objects.update(is_public=False)
        decide = partial(scenes_change.approve, case, superior)
    with scenes.refused("file_unchecked"):
        decide()
