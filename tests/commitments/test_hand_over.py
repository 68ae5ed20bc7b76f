"""Hand-over sheets: made, acknowledged in time or escalated; on paper; for newcomers."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pypdf
import pytest
from django.utils import translation

from credit_portal.common import acts, invariants, pdf
from credit_portal.common.actors import SYSTEM
from credit_portal.directory.models import Person
from credit_portal.directory.services import appoint, end_appointment
from credit_portal.notices.models import Notice
from credit_portal.publishing.services import publish_all
from credit_portal.workflow import hand_over_pdf, hand_overs
from credit_portal.workflow.models_hand_over import HandOver
from credit_portal.workflow.selectors import my_work
from tests import factories
from tests.commitments import scenes
from tests.commitments.successions import carry_out, line, payload, post_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def heir(other_bureau: Any) -> Any:
    """The post that takes over."""
    return post_of(other_bureau)


@pytest.fixture
def sheet(
    registered: Any, standing: Any, stranger: Any, bureau: Any, heir: Any,
    system_administrator: Any, second_system_administrator: Any,
) -> HandOver:  # fmt: skip
    """What the other bureau took over."""
    keepers = (system_administrator, second_system_administrator)
    return carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir)))[0]


def acknowledge(actor: Any, sheet: HandOver) -> HandOver:
    """Acknowledge it."""
    return acts.run(hand_overs.acknowledge, actor=actor, hand_over_id=sheet.pk).value


def test_it_waits_first_in_the_work_of_the_successor(
    sheet: HandOver, stranger: Any, officer: Any
) -> None:
    scenes.draft(stranger, sheet.post)
    first = my_work(stranger)[0]
    assert first.taken_over
    assert first.reference == sheet.number
    assert not any(item.taken_over for item in my_work(officer))


def test_it_is_acknowledged_once_and_in_time(sheet: HandOver, stranger: Any, officer: Any) -> None:
    with scenes.refused("not_found"):
        acknowledge(officer, sheet)
    acknowledge(stranger, sheet)
    deadline = hand_overs.deadline_of(sheet)
    assert deadline is not None and deadline.rule is not None
    assert (deadline.outcome, deadline.rule.code) == ("met", "HANDOVER-ACK")
    with scenes.refused("hand_over_done"):
        acknowledge(stranger, sheet)
    assert not any(item.taken_over for item in my_work(stranger))


def test_the_superior_sees_it_but_the_body_acknowledges(sheet: HandOver, city: Any) -> None:
    above = factories.user(username="above", role="approver", organisation=city, title="副秘书长")
    with scenes.refused("not_allowed"):
        acknowledge(above, sheet)


def test_in_silence_it_escalates_to_the_superior(
    sheet: HandOver, city: Any, go_to: Callable[[date], None]
) -> None:
    above = factories.user(username="above", role="approver", organisation=city, title="副秘书长")
    go_to(date(2026, 4, 20))
    deadline = hand_overs.deadline_of(sheet)
    assert deadline is not None
    assert deadline.overdue_at is not None
    told = Notice.objects.filter(template="hand_over_overdue", recipient=above)
    assert told.exists()


def test_the_sheet_on_paper_has_every_item(sheet: HandOver) -> None:
    with translation.override("zh-hans"):
        content = hand_over_pdf.make(sheet)
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    text = "".join("".join(page.extract_text().split()) for page in pages)
    for item in sheet.items.all():
        assert item.title_zh in text
    assert "示政发〔2026〕9号" in text
    assert sheet.number in text


def test_a_character_without_glyph_is_spelled_out() -> None:
    assert pdf.printable({"a": ["龘，好"]}) == {"a": ["〔U+9F98〕，好"]}
    assert {ord(one) for one in "〔承继〕：—“”①Aé"} <= pdf.characters()


def newcomer(post: Any, day: date, name: str = "周示例") -> Any:
    """Somebody takes the post over on a day."""
    old = post.appointments.get(ends_on=None)
    eve = day.replace(day=day.day - 1)
    end_appointment(actor=SYSTEM, appointment=old, ends_on=eve)
    person = Person.objects.create(name=name)
    return appoint(actor=SYSTEM, post=post, person=person, starts_on=day)


def test_a_sheet_that_fell_away_says_when_and_why(
    sheet: HandOver, stranger: Any, other_bureau: Any, city: Any, client: Any,
    system_administrator: Any, second_system_administrator: Any,
) -> None:  # fmt: skip
    third = post_of(factories.organisation(name_zh="示例市第三局", parent=city), holder="李示例")
    keepers = (second_system_administrator, system_administrator)
    carry_out(keepers, other_bureau, payload("merge", other_bureau, line(other_bureau, third)))
    client.force_login(stranger)
    with translation.override("zh-hans"):
        text = hand_over_pdf.data(sheet)["paragraphs"][-1]
    assert text.startswith("本清单未经确认，已于2026年3月")
    assert "示政发〔2026〕9号" in text
    page = client.get(f"/staff/hand-overs/{sheet.pk}/").content.decode()
    assert text in page
    assert "待确认" not in page
    rows = client.get("/staff/hand-overs/").content.decode()
    assert "已失效" in rows
    with scenes.refused("hand_over_fell_away"):
        acknowledge(stranger, sheet)


def test_a_newcomer_gets_a_sheet_of_the_post(
    registered: Any, post: Any, officer: Any, clock: Any
) -> None:
    assert hand_overs.make_for_newcomers() == 0
    clock.move_to("2026-03-10 09:00+08:00")
    term = newcomer(post, date(2026, 3, 10))
    assert hand_overs.make_for_newcomers() == 1
    assert hand_overs.make_for_newcomers() == 0
    sheet = HandOver.objects.get()
    assert (sheet.appointment, sheet.items.get().case_id) == (term, registered.pk)
    officer.person = term.person
    officer.save(update_fields=["person"])
    assert my_work(officer)[0].taken_over
    publish_all()
    assert invariants.broken() == {}


def test_what_a_succession_brought_is_not_listed_twice(
    registered: Any, bureau: Any, heir: Any, clock: Any, system_administrator: Any,
    second_system_administrator: Any,
) -> None:  # fmt: skip
    clock.move_to("2026-03-12 09:00+08:00")
    newcomer(heir, date(2026, 3, 10))
    keepers = (system_administrator, second_system_administrator)
    carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir)))
    assert hand_overs.make_for_newcomers() == 0


def test_a_term_that_begins_later_gets_its_sheet_on_its_day(
    registered: Any, post: Any, clock: Any
) -> None:
    newcomer(post, date(2026, 3, 20))
    assert hand_overs.make_for_newcomers() == 0
    clock.move_to("2026-03-27 09:00+08:00")  # a week without any beat
    assert hand_overs.make_for_newcomers() == 1
