"""Rows written in one round trip are the rows that Django writes one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from complaints.models import Case, CaseEvent, IntakeProof
from complaints.services import intake
from credit_portal.audit.models import AuditEvent, AuditReason
from credit_portal.common import clock, rows
from credit_portal.common.models import JobRun
from credit_portal.publishing.models import Displayed
from credit_portal.workflow.models import Deadline

pytestmark = pytest.mark.django_db
ODD = "字，句 '; drop table x; -- \\ %s %(a)s {1} \n\t"
MADE = AuditEvent.objects.filter(target_id=ODD)


def _case(**given: Any) -> Case:
    return Case(
        number=intake.new_number(), channel="web", purpose="complaint", category="B04",
        regime="hotline", title_zh=ODD, facts_zh=ODD * 20, received_on=clock.today(),
        receipt_digest=uuid4().bytes * 2, **given,
    )  # fmt: skip


def _event(**given: Any) -> AuditEvent:
    return AuditEvent(
        act_id=uuid4(), at=clock.now(), verb="complaints.received", target_type="a", target_id=ODD,
        actor_id="", actor_title="", old=None, new={"a": [1, None, ODD]}, **given,
    )  # fmt: skip


def _proof() -> IntakeProof:
    return IntakeProof(commitment=uuid4().bytes * 2, day=clock.today())


def _deadline(bureau: Any) -> Deadline:
    today, now = clock.today(), clock.now()
    return Deadline(
        kind="complaints.total", case_type="complaints.case", case_id=uuid4(), organisation=bureau,
        start_on=today, due_on=today, raw_due_on=today, unit="",
        explanation={"due": ODD}, created_at=now, updated_at=now,
    )  # fmt: skip


def _kept(row: Model) -> dict[str, Any]:
    """All columns of a row as the database has them."""
    found = type(row)._default_manager.filter(pk=row.pk).values().get()
    return {name: bytes(one) if isinstance(one, memoryview) else one for name, one in found.items()}


@pytest.mark.parametrize("make", [_case, _event, _proof, _deadline], ids=lambda one: one.__name__)
def test_a_row_is_the_one_that_django_writes(make: Callable[..., Model], bureau: Any) -> None:
    made = make(bureau) if make is _deadline else make()
    with transaction.atomic():
        made.save(force_insert=True)
        expected = _kept(made)
        transaction.set_rollback(True)
    made._state.adding = True
    rows.insert(made)
    assert not made._state.adding and made._state.db == "default"
    for name in {one.name for one in made._meta.fields if getattr(one, "auto_now", False)}:
        expected[name] = getattr(made, name)
    assert _kept(made) == expected
    made.refresh_from_db()
    assert model_to_dict(made)


def test_together_they_are_one_text_in_their_order() -> None:
    case = _case()
    event = CaseEvent(case=case, place=1, act_id=uuid4(), name="received", on=clock.today(),
                      actor_id="", actor_title="")  # fmt: skip
    with (
        CaptureQueriesContext(
            connection,
        ) as asked,
        rows.together(),
    ):
        rows.insert(case, event)
        rows.insert(_event(), _proof())
        assert not Case.objects.exists()
    written = [one["sql"] for one in asked.captured_queries if "insert" in one["sql"].lower()]
    assert len(written) == 1
    assert written[0].index('complaints_case"') < written[0].index("complaints_caseevent")
    assert case.events.get().pk == event.pk
    assert MADE.exists() and IntakeProof.objects.exists()


def test_nothing_is_written_when_the_block_fails() -> None:
    with pytest.raises(ZeroDivisionError), rows.together():
        rows.insert(_proof())
        raise ZeroDivisionError
    assert not IntakeProof.objects.exists()
    rows.insert(_proof())  # and what comes later is written at once again
    assert IntakeProof.objects.count() == 1


def test_one_refused_row_is_none_at_all() -> None:
    proof = _proof()
    with pytest.raises(DatabaseError), transaction.atomic(), rows.together():
        rows.insert(_event(), proof, IntakeProof(commitment=proof.commitment, day=proof.day))
    assert not MADE.exists() and not IntakeProof.objects.exists()


def test_blocks_in_blocks_are_written_by_the_outer_one() -> None:
    with rows.together():
        with rows.together():
            rows.insert(_proof())
        assert not IntakeProof.objects.exists()
    assert IntakeProof.objects.count() == 1


def test_words_of_a_reason_stand_beside_their_event() -> None:
    event = _event()
    with rows.together():
        rows.insert(event, AuditReason(event=event, text=ODD, salt=b"s" * 32))
    assert AuditEvent.objects.get(pk=event.pk).reason_text == ODD


def test_a_row_whose_key_the_server_makes_is_refused() -> None:
    with pytest.raises(ValueError, match="without a key"):
        rows.insert(JobRun(job="a", day=clock.today(), ran_at=clock.now()))


def test_a_table_that_the_server_fills_in_is_refused() -> None:
    with pytest.raises(TypeError, match="not made here alone"):
        rows.insert(Displayed(pk="one"))
