"""Answers of old submissions go, young ones stay."""

from datetime import timedelta

import pytest

from credit_portal.common import clock, retention
from credit_portal.common.models import IdempotencyKey


@pytest.mark.committed
def test_old_keys_are_purged_once_a_day() -> None:
    for name, age in (("old", 31), ("young", 29)):
        IdempotencyKey.objects.create(
            actor_id="a",
            service="s",
            key=name,
            fingerprint=b"",
            answer={},
            created_at=clock.now() - timedelta(days=age),
        )
    assert retention.purge_idempotency_keys() == 1
    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["young"]
    assert retention.purge_idempotency_keys() == 0
