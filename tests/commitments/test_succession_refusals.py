"""What a succession cannot be, each refused with a sentence a clerk understands."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from credit_portal.common.errors import DomainError
from credit_portal.directory.models import Appointment, Person
from credit_portal.directory.services import appoint, reopen_organisation
from tests import factories
from tests.commitments import scenes
from tests.commitments.successions import carry_out, line, payload, post_of, propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def heir(other_bureau: Any) -> Any:
    """The post that takes over."""
    return post_of(other_bureau)


@pytest.fixture
def keepers(system_administrator: Any, second_system_administrator: Any) -> tuple[Any, Any]:
    """Who proposes and who confirms."""
    return system_administrator, second_system_administrator


def sentence(actor: Any, body: Any, told: dict[str, Any]) -> str:
    """What the clerk reads, in Chinese."""
    with translation.override("zh-hans"), pytest.raises(DomainError) as caught:
        propose(actor, body, told)
    text = str(caught.value)
    assert not text.isascii(), text
    return text


def test_a_body_succeeded_twice(bureau: Any, heir: Any, credit_office: Any, keepers: Any) -> None:
    carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir)))
    third = post_of(credit_office, "赵示例")
    with scenes.refused("succeeded_twice"):
        propose(keepers[0], bureau, payload("merge", bureau, line(bureau, third)))
    told = sentence(keepers[0], bureau, payload("merge", bureau, line(bureau, third)))
    assert str(heir.organisation) in told


def test_two_bodies_that_take_everything(
    bureau: Any, heir: Any, credit_office: Any, keepers: Any
) -> None:
    third = post_of(credit_office, "赵示例")
    told = payload("split", bureau, line(bureau, heir), line(bureau, third))
    with scenes.refused("succeeded_twice"):
        propose(keepers[0], bureau, told)


def test_a_cycle(bureau: Any, post: Any, heir: Any, keepers: Any) -> None:
    from credit_portal.common.actors import SYSTEM

    carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir)))
    bureau.refresh_from_db()
    reopen_organisation(actor=SYSTEM, organisation=bureau, basis="示例")
    back = payload("merge", heir.organisation, line(heir.organisation, post))
    with scenes.refused("succession_cycle"):
        propose(keepers[0], heir.organisation, back)
    assert "反向承继" in sentence(keepers[0], heir.organisation, back)


def test_a_body_that_takes_over_from_itself(bureau: Any, post: Any, keepers: Any) -> None:
    with scenes.refused("succession_to_itself"):
        propose(keepers[0], bureau, payload("merge", bureau, line(bureau, post)))


def test_a_closed_successor(bureau: Any, heir: Any, keepers: Any) -> None:
    from credit_portal.common.actors import SYSTEM
    from credit_portal.directory.services import close_organisation

    close_organisation(
        actor=SYSTEM, organisation=heir.organisation, closed_on=date(2026, 3, 1), basis="示例"
    )
    with scenes.refused("successor_closed"):
        propose(keepers[0], bureau, payload("merge", bureau, line(bureau, heir)))


def test_days_out_of_order(
    city: Any, bureau: Any, heir: Any, credit_office: Any, keepers: Any
) -> None:
    whole = line(bureau, heir)
    with scenes.refused("day_in_future"):
        propose(keepers[0], bureau, payload("merge", bureau, whole, effective_on="2026-04-01"))
    with scenes.refused("document_in_future"):
        propose(keepers[0], bureau, payload("merge", bureau, whole, document_on="2026-04-01"))
    young = factories.organisation(name_zh="示例市新局", parent=city, named_since=date(2026, 2, 1))
    new = post_of(young, "钱示例")
    with scenes.refused("before_birth"):
        propose(keepers[0], bureau, payload("merge", bureau, line(bureau, new),
                                            effective_on="2026-01-05"))  # fmt: skip
    carry_out(keepers, bureau, payload("merge", bureau, whole))
    third = post_of(credit_office, "赵示例")
    with scenes.refused("succession_order"):
        propose(keepers[0], heir.organisation, payload(
            "merge", heir.organisation, line(heir.organisation, third),
            effective_on="2026-02-01"))  # fmt: skip


def test_a_succession_without_document(bureau: Any, heir: Any, keepers: Any) -> None:
    with scenes.refused("document_missing"):
        propose(keepers[0], bureau, payload("merge", bureau, line(bureau, heir),
                                            document_number=" "))  # fmt: skip


def test_shapes(bureau: Any, heir: Any, post: Any, keepers: Any) -> None:
    for kind, lines in (
        ("merge", []),
        ("split", [line(bureau, heir)]),
        ("change_of_government", [line(bureau, heir)]),
        ("change_of_holder", [line(bureau, heir)]),
    ):
        with scenes.refused("succession_shape"):
            propose(keepers[0], bureau, payload(kind, bureau, *lines))


def test_bodies_of_another_government(bureau: Any, post: Any, keepers: Any) -> None:
    foreign = factories.organisation(name_zh="外国政府", kind="foreign_government")
    there = post_of(foreign, "Doe")
    with scenes.refused("succession_foreign"):
        propose(keepers[0], bureau, payload("merge", bureau, line(bureau, there)))


def test_overlapping_appointments_name_who_stands_in_the_way(post: Any) -> None:
    from credit_portal.common.actors import SYSTEM

    person = Person.objects.create(name="孙示例")
    with translation.override("zh-hans"), pytest.raises(DomainError) as caught:
        appoint(actor=SYSTEM, post=post, person=person, starts_on=date(2026, 1, 1))
    assert caught.value.code == "post_held"
    assert "李示例" in str(caught.value)
    assert "2024" in str(caught.value)


def test_an_appointment_after_the_end(bureau: Any, post: Any, heir: Any, keepers: Any) -> None:
    from credit_portal.common.actors import SYSTEM

    person = Person.objects.create(name="孙示例")
    appoint(actor=SYSTEM, post=post, person=person, kind=Appointment.Kind.DELEGATED,
            starts_on=date(2026, 3, 2))  # fmt: skip
    with scenes.refused("holder_after_end"):
        propose(keepers[0], bureau, payload("merge", bureau, line(bureau, heir)))


def test_bodies_below_must_go_first(city: Any, bureau: Any, heir: Any, keepers: Any) -> None:
    factories.organisation(name_zh="示例市房产科", parent=bureau)
    with scenes.refused("bodies_below"):
        carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir)))
