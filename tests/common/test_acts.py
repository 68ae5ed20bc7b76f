"""The durable transaction: once per key, nothing kept on refusal, context gone at commit."""

import hashlib
import json
from typing import Any

import pytest
from django.db import connection, transaction

from credit_portal.common import acts, clock
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.common.models import IdempotencyKey, JobRun
from tests.threads import at_once


@transaction.atomic
def note_day(*, actor: Any, job: str) -> JobRun:
    """A small service that writes one row."""
    return JobRun.objects.create(job=job, day=clock.today(), ran_at=clock.now())


def refuse(*, actor: Any, job: str) -> None:
    """Writes, then refuses."""
    JobRun.objects.create(job=job, day=clock.today(), ran_at=clock.now())
    raise Invalid("no", "no")


def context(*, actor: Any) -> tuple[str, str]:
    """What row-level security would see."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('app.actor', true), current_setting('app.purpose', true)"
        )
        return tuple(cursor.fetchone())


@pytest.mark.committed
def test_the_same_key_is_one_effect_and_the_same_answer() -> None:
    first = acts.run(note_day, actor=SYSTEM, idempotency_key="k1", job="a")
    again = acts.run(note_day, actor=SYSTEM, idempotency_key="k1", job="a")
    assert again.replayed
    assert again.answer == first.answer
    assert JobRun.objects.filter(job="a").count() == 1


@pytest.mark.committed
def test_a_key_with_other_content_is_refused() -> None:
    acts.run(note_day, actor=SYSTEM, idempotency_key="k2", job="b")
    with pytest.raises(Conflict) as refused:
        acts.run(note_day, actor=SYSTEM, idempotency_key="k2", job="c")
    assert refused.value.code == "idempotency_key_reused"
    assert not JobRun.objects.filter(job="c").exists()


@pytest.mark.committed
def test_what_was_sent_cannot_be_found_by_trying(settings: Any) -> None:
    """A stored fingerprint says nothing without the key."""
    acts.run(note_day, actor=SYSTEM, idempotency_key="k5", job="13800138000")
    stored = bytes(IdempotencyKey.objects.get(key="k5").fingerprint)
    text = json.dumps({"job": "13800138000"}, sort_keys=True, ensure_ascii=False)
    assert len(stored) == 32
    assert stored != hashlib.sha256(text.encode()).digest()
    settings.SECRET_KEY = "another key"
    with pytest.raises(Conflict):
        acts.run(note_day, actor=SYSTEM, idempotency_key="k5", job="13800138000")


@pytest.mark.committed
def test_a_refusal_keeps_nothing_and_frees_the_key() -> None:
    with pytest.raises(Invalid):
        acts.run(refuse, actor=SYSTEM, idempotency_key="k3", job="d")
    assert not JobRun.objects.filter(job="d").exists()
    assert not acts.run(note_day, actor=SYSTEM, idempotency_key="k3", job="d").replayed


@pytest.mark.committed
def test_the_context_is_set_inside_and_gone_afterwards() -> None:
    inside = acts.run(context, actor=SYSTEM, purpose="test").value
    assert inside == ("system", "test")
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting('app.actor', true), '')")
        assert cursor.fetchone()[0] == ""


@pytest.mark.committed
def test_twenty_threads_with_one_key_make_one_row() -> None:
    def submit() -> dict[str, Any]:
        return acts.run(note_day, actor=SYSTEM, idempotency_key="race", job="race").answer

    answers = at_once(submit, 20)
    assert len(answers) == 20
    assert len({answer["id"] for answer in answers}) == 1
    assert JobRun.objects.filter(job="race").count() == 1
