"""The story that a reporter reads: what is late, which law, how much more time, with which day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from complaints import web_progress
from complaints.codes import CaseState, PauseGround, Regime
from complaints.models import Case
from complaints.services import acceptance, links
from credit_portal.common.errors import DomainError
from credit_portal.common.templatetags._dates import long_date
from tests import factories
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast, act

pytestmark = pytest.mark.django_db
NAMED = {"name": "王小明", "mobile": "13912345678"}
PETITION: Any = {"purpose": "report", "is_secret": False, "identity": NAMED}


@pytest.fixture
def mayor(city: Any) -> Any:
    """Head of the superior body."""
    return factories.user(username="mayor", role="approver", organisation=city, title="秘书长")


def swept(travel: Any, day: str) -> None:
    """Time does its work on a day."""
    travel.move_to(f"2026-{day} 09:00:00+08:00")
    scene.sweep()


def lateness(row: Case) -> list[tuple[date, str]]:
    """What he reads of lateness, the oldest first."""
    late = {str(web_progress.STILL), *(str(web_progress.TEXTS[one]) for one in web_progress.LATE)}
    found = [(one["at"], one["text"]) for one in web_progress.story(row)]
    return [one for one in found if one[1] in late][::-1]


def detail(row: Case, name: str) -> str:
    """What stands beside a step."""
    text = str(web_progress.TEXTS[name])
    return str(next(one["detail"] for one in web_progress.story(row) if one["text"] == text))


def test_late_signatures_letters_and_calls_say_nothing_of_his_answer(
    cast: Cast, mayor: Any, travel: Any, vault_keys: Any
) -> None:
    row = scene.dispatched(cast)
    answered = scene.answered(cast, scene.received(cast, identity=NAMED))
    swept(travel, "03-06")
    names = [one.data["clock"] for one in answered.events.filter(name="overdue")]
    assert names == ["complaints.call_back"] and lateness(answered) == []
    assert row.events.filter(name="overdue", data__clock="complaints.sign").exists()
    assert lateness(row) == []


def test_that_the_superior_was_told_is_said_of_the_body_alone(
    cast: Cast, mayor: Any, travel: Any
) -> None:
    row = scene.handling(cast)
    for day in ("03-10", "03-16", "03-17", "03-23"):
        swept(travel, day)
    late, above = (str(web_progress.TEXTS[one]) for one in ("overdue", "escalated"))
    assert lateness(row) == [
        (date(2026, 3, 10), late), (date(2026, 3, 16), above), (date(2026, 3, 17), late),
        (date(2026, 3, 23), str(web_progress.STILL)),
    ]  # fmt: skip


def test_where_nobody_is_above_it_is_not_said(cast: Cast, travel: Any) -> None:
    row = scene.handling(cast)
    swept(travel, "03-10")
    swept(travel, "03-16")
    assert lateness(row)[-1] == (date(2026, 3, 16), str(web_progress.STILL))


def test_two_clocks_of_one_day_are_one_line(
    cast: Cast, mayor: Any, travel: Any, vault_keys: Any
) -> None:
    row = scene.handling(cast, scene.received(cast, **PETITION))
    assert scene.running(row, "handling").due_on == scene.running(row, "total").due_on
    swept(travel, "05-06")
    swept(travel, "05-20")
    assert row.events.filter(name="escalated").count() == 2
    assert [one[1] for one in lateness(row)] == [
        str(web_progress.TEXTS["overdue"]), str(web_progress.TEXTS["escalated"]),
    ]  # fmt: skip


def test_another_law_is_named(cast: Cast) -> None:
    row = scene.received(cast)
    act(acceptance.set_regime, cast.operator, row, regime="petition")
    assert detail(row, "regime_set") == str(Regime.PETITION.label)


def test_more_time_is_told_with_its_day_and_why(cast: Cast, vault_keys: Any) -> None:
    row = scene.handling(cast)
    scene.decide(cast.supervisor, scene.asked(cast, row))
    assert detail(row, "extension_granted").endswith(long_date(date(2026, 3, 23)))
    petition = scene.handling(cast, scene.received(cast, **PETITION))
    made = scene.asked(cast, petition)
    with pytest.raises(DomainError) as error:
        scene.decide(cast.supervisor, made)
    assert error.value.code == "words_missing"
    scene.decide(cast.supervisor, made, reason="须由省级机构鉴定。")
    day, why = detail(petition, "extension_granted").split("\n")
    assert day.endswith(long_date(scene.running(petition, "total").due_on))
    assert why == "须由省级机构鉴定。"


def test_a_pause_is_told_with_its_ground(cast: Cast) -> None:
    row = scene.handling(cast)
    scene.decide(cast.supervisor, scene.asked(cast, row, "pause", "appraisal"))
    assert detail(row, "pause_granted") == str(PauseGround.APPRAISAL.label)


def test_a_merged_case_has_a_day_and_tells_of_no_other(cast: Cast, travel: Any) -> None:
    main, row = scene.received(cast), scene.filed(cast)[0]
    act(links.merge, cast.supervisor, row, into_id=main.pk)
    told = web_progress.state_of(row)
    assert told.startswith(str(CaseState.HANDLING.label))
    assert long_date(scene.running(main, "total").due_on) in told and main.number not in told
    travel.move_to("2026-03-20 09:00:00+08:00")
    late = scene.filed(cast)[0]
    act(links.merge, cast.supervisor, late, into_id=main.pk)
    assert web_progress.state_of(late) == str(CaseState.HANDLING.label)
