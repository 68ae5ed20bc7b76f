"""The signer with its own role and connection: the wake-up it hears, the lock it takes."""

from __future__ import annotations

import time

import pytest
from django.db import DatabaseError, connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper

from credit_portal.common import db
from credit_portal.ledger import signer, waking
from credit_portal.ledger.checks import check_ledger
from credit_portal.ledger.models import LedgerCheckpoint
from credit_portal.ledger.services import append
from credit_portal.ledger.waking import wake
from tests.ledger.logs import entries

pytestmark = pytest.mark.committed


def test_it_is_woken_at_commit_and_two_of_it_do_not_sign_at_once(
    committed_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waking, "wake", wake)
    link = connections["signer"]
    waking.listen(link)
    with transaction.atomic():
        append(entries(3))
    begun = time.monotonic()
    waking.wait(link, 20.0)
    assert time.monotonic() - begun < 10.0
    other = DatabaseWrapper(connections.settings["signer"], "signer")
    connections["signer"] = other
    try:
        with transaction.atomic(using="signer"):
            assert db.advisory_lock(signer.LOCK, using="signer")
            connections["signer"] = link
            assert signer.sign_pending() is None
            connections["signer"] = other
    finally:
        other.close()
        connections["signer"] = link
    assert signer.sign_pending() == 3
    assert LedgerCheckpoint.objects.get().size == 3
    assert check_ledger().faults == []
    waking.wait(link, 0.0)
    link.connection.close()
    with pytest.raises(Exception, match="closed"):
        waking.wait(link, 0.0)
    link.close()


def test_the_application_cannot_sign(committed_database: str) -> None:
    with transaction.atomic():
        append(entries(1))
    with connections["default"].cursor() as cursor, pytest.raises(DatabaseError, match="denied"):
        cursor.execute(
            "insert into ledger_checkpoint (size, root, note, at)"
            " values (2, sha256('x'), 'x', now())"
        )
