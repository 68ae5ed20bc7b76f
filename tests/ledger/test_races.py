"""Appending from several connections at once: dense indices, one tree, heads that cover it."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from django.db import connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper

from credit_portal.ledger import selectors
from credit_portal.ledger.checks import check_ledger
from credit_portal.ledger.models import LedgerCheckpoint, LedgerEntry
from credit_portal.ledger.services import append
from credit_portal.ledger.signer import sign_pending

pytestmark = pytest.mark.committed
THREADS, ROUNDS = 4, 25


def work(number: int, given: list[list[int]], failures: list[BaseException]) -> None:
    """Append in batches of different lengths over an own connection; every fifth rolls back."""
    connections["default"] = DatabaseWrapper(connections.settings["default"], "default")
    try:
        for turn in range(ROUNDS):
            count = 1 + (turn + number) % 7
            batch = [f"{number}/{turn}/{place}".encode() for place in range(count)]
            try:
                with transaction.atomic():
                    indices = append(batch)
                    if turn % 5 == 4:
                        raise InterruptedError
                given.append(indices)
            except InterruptedError:
                continue
    except BaseException as error:
        failures.append(error)
    finally:
        connections["default"].close()
        connections["signer"].close()


def test_four_threads_append_without_gap_or_double(committed_database: str) -> None:
    given: list[list[int]] = []
    failures: list[BaseException] = []
    threads = [
        threading.Thread(target=work, args=(number, given, failures)) for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    indices = Counter(index for batch in given for index in batch)
    assert sorted(indices) == list(range(LedgerEntry.objects.count()))
    assert set(indices.values()) == {1}
    assert len(given) == THREADS * ROUNDS * 4 // 5
    sign_pending()
    assert 0 < LedgerCheckpoint.objects.count() <= len(given) + 1
    assert check_ledger().faults == []
    for batch in given:
        stored = [selectors.entry(index) for index in batch]
        assert len({entry.rsplit(b"/", 1)[0] for entry in stored}) == 1
