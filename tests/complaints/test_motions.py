"""More time and pauses: asked for by one, granted by another, never beyond the law."""

from datetime import date
from typing import Any

import pytest

from complaints.case_desk import Desk
from complaints.case_panel import form_for
from complaints.models import Motion
from complaints.services import acceptance, motions, replies, web_acts
from complaints.tasks import end_pauses
from credit_portal.common import invariants
from credit_portal.common.errors import DomainError
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast, act, refused
from tests.complaints.test_replies import also

pytestmark = pytest.mark.django_db
WORDS = {"reason": "须入户核实。"}


def not_decided(code: str, actor: Any, made: Motion, **given: Any) -> None:
    """The decision is refused so."""
    with pytest.raises(DomainError) as error:
        scene.decide(actor, made, **given)
    assert error.value.code == code


def test_more_time_is_what_the_law_allows_once(cast: Cast) -> None:
    row = scene.handling(cast)
    made = scene.asked(cast, row)
    assert scene.told("complaint_motion") == {"hotline_supervisor"}
    refused("asked_already", motions.ask, cast.handler, row, kind="extension", **WORDS)
    made = scene.decide(cast.supervisor, made)
    assert (made.state, made.decider) == ("granted", cast.supervisor)
    assert scene.running(row, "handling").due_on == date(2026, 3, 23)
    assert scene.running(row, "total").due_on == date(2026, 3, 23)
    assert scene.told("complaint_motion_decided") == {"case_handler"}
    not_decided("decided_already", cast.supervisor, made)
    refused("extended_enough", motions.ask, cast.handler, row, kind="extension", **WORDS)
    assert invariants.broken() == {}


def test_what_the_law_does_not_extend_is_not_asked_for(cast: Cast, travel: Any) -> None:
    row = scene.handling(cast, category="B12", is_business=True)
    assert row.regime == "challenge"
    refused("not_extendable", motions.ask, cast.handler, row, kind="extension", **WORDS)
    late = scene.handling(cast)
    made = scene.asked(cast, late)
    travel.move_to("2026-03-10 09:00:00+08:00")
    not_decided("deadline_over", cast.supervisor, made)
    scene.decide(cast.supervisor, made, grant=False, reason="已逾期。")
    refused("deadline_over", motions.ask, cast.handler, late, kind="extension", **WORDS)
    refused(
        "deadline_over", motions.ask, cast.handler, late, kind="pause", ground="appraisal", **WORDS
    )


def test_who_asks_does_not_grant_and_a_refusal_has_reasons(cast: Cast) -> None:
    own = also(cast.handler, "hotline_supervisor", cast.body)
    row = scene.handling(cast)
    made = scene.asked(cast, row)
    not_decided("own_body", own, made)
    not_decided("not_allowed", cast.head, made)
    both = Motion.objects.create(
        case=row, organisation=cast.body, kind="pause", ground="appraisal", reason_zh="须鉴定。",
        asker=cast.supervisor, asked_on=date(2026, 3, 2),
    )  # fmt: skip
    not_decided("four_eyes", cast.supervisor, both)
    not_decided("words_missing", cast.supervisor, made, grant=False)
    made = scene.decide(cast.supervisor, made, grant=False, reason="理由不足。")
    assert (made.state, scene.running(row, "handling").due_on) == ("refused", date(2026, 3, 9))
    again = scene.asked(cast, row)
    scene.decide(cast.supervisor, again, grant=False, reason="理由仍不足。")
    assert row.events.filter(name="extension_refused").count() == 2


@pytest.mark.parametrize(
    ("kind", "ground"), [("pause", ""), ("pause", "holiday"), ("extension", "appraisal"), ("x", "")]
)
def test_a_pause_has_a_listed_ground(cast: Cast, kind: str, ground: str) -> None:
    row = scene.handling(cast)
    refused("ground_unknown", motions.ask, cast.handler, row, kind=kind, ground=ground, **WORDS)


def test_both_clocks_stand_still_and_run_again(cast: Cast, travel: Any) -> None:
    row = scene.handling(cast)
    refused("deadline_runs", motions.resume, cast.handler, row)
    scene.decide(cast.supervisor, scene.asked(cast, row, "pause", "appraisal"))
    refused(
        "deadline_stopped", motions.ask, cast.handler, row, kind="pause", ground="appraisal",
        **WORDS,
    )  # fmt: skip
    travel.move_to("2026-03-20 09:00:00+08:00")
    scene.sweep()
    assert scene.told("complaint_overdue") == set()
    act(motions.resume, cast.handler, row)
    assert scene.running(row, "handling").due_on == date(2026, 3, 26)
    assert scene.running(row, "total").due_on == date(2026, 4, 2)
    assert row.motions.get().resumed_on == date(2026, 3, 20)


def test_what_waited_for_the_reporter_runs_when_he_adds_it(cast: Cast, travel: Any) -> None:
    row, digest = scene.filed(cast)
    scene.handling(cast, row)
    scene.decide(cast.supervisor, scene.asked(cast, row, "pause", "reporter"))
    travel.move_to("2026-03-04 09:00:00+08:00")
    scene.by_receipt(web_acts.add, digest, words="电梯在二单元。")
    assert scene.running(row, "handling").suspended_on is None
    assert scene.told("complaint_added") == {"case_handler", "hotline_supervisor"}


def test_what_was_not_decided_falls_away_with_the_answer(cast: Cast) -> None:
    row = scene.handling(cast)
    made = scene.asked(cast, row)
    scene.write(cast, row)
    act(replies.approve, cast.head, row)
    made.refresh_from_db()
    assert (made.state, made.decider) == ("lapsed", None)
    not_decided("decided_already", cast.supervisor, made)


@pytest.mark.parametrize(
    ("regime", "grounds"), [("petition", ()), ("procurement", ("appraisal", "reporter"))]
)
def test_a_clock_stops_only_for_what_its_law_names(
    cast: Cast, regime: str, grounds: tuple[str, ...]
) -> None:
    row = scene.received(cast)
    act(acceptance.set_regime, cast.operator, row, regime=regime)
    scene.handling(cast, row)
    ask = {"kind": "pause", "ground": "other_procedure", **WORDS}
    refused("no_such_pause", motions.ask, cast.handler, row, **ask)
    fields: Any = form_for(Desk(cast.handler, row), "ask-time").fields
    offered = fields["ground"].choices if "ground" in fields else []
    assert tuple(code for code, _label in offered if code) == grounds
    assert ("pause" in dict(fields["kind"].choices)) is bool(grounds)


def test_a_pause_ends_by_itself_whenever_that_comes_to_be_done(cast: Cast, travel: Any) -> None:
    """Thirty days from 2 March: 1 April is the last. The clocks run from the day after."""
    row = scene.handling(cast)
    made = scene.decide(cast.supervisor, scene.asked(cast, row, "pause", "other_procedure"))
    assert made.until == date(2026, 4, 1)
    travel.move_to("2026-04-01 09:00:00+08:00")
    end_pauses()
    assert scene.running(row, "handling").suspended_on == date(2026, 3, 2)
    travel.move_to("2026-04-03 09:00:00+08:00")
    end_pauses()
    end_pauses()
    made.refresh_from_db()
    assert made.resumed_on == date(2026, 4, 2)
    found = scene.running(row, "handling")
    assert (found.suspended_on, found.pauses.get().resumed_on) == (None, date(2026, 4, 2))
    assert row.events.filter(name="resumed").count() == 1
    assert scene.told("complaint_pause_over") == {"case_handler", "hotline_supervisor"}
    again = scene.decide(cast.supervisor, scene.asked(cast, row, "pause", "other_procedure"))
    assert again.until == date(2026, 5, 3)


def test_no_right_to_ask_for_time_ends_on_a_provisional_date(cast: Cast, travel: Any) -> None:
    travel.move_to("2026-12-29 09:00:00+08:00")
    row = scene.handling(cast)
    assert scene.running(row, "handling").provisional
    travel.move_to("2027-01-20 09:00:00+08:00")
    scene.decide(cast.supervisor, scene.asked(cast, row))
    scene.decide(cast.supervisor, scene.asked(cast, row, "pause", "appraisal"))
    assert scene.running(row, "total").suspended_on == date(2027, 1, 20)
