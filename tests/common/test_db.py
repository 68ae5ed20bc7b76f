"""Turns: a lock that would be let go at once is refused, and the question comes after it."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from credit_portal.common.db import take_turns, turn_and_ask

pytestmark = pytest.mark.committed


def test_a_turn_is_taken_inside_of_a_transaction_only() -> None:
    with pytest.raises(TransactionManagementError):
        take_turns(7)
    with pytest.raises(TransactionManagementError):
        turn_and_ask(7, "select 1", share=True)
    with transaction.atomic():
        take_turns(7)


def test_it_answers_with_the_first_value() -> None:
    with transaction.atomic():
        assert turn_and_ask(7, "select %s::int + 1, 5", 41) == 42
        assert turn_and_ask(7, "select 1 where false") is None
        locks = "select count(*) from pg_locks where locktype = 'advisory' and objid = 7"
        assert turn_and_ask(7, locks) == 1
