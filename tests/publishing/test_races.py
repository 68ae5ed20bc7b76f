"""Two publishers at once, a killed one, and a broken batch: with real commits."""

import os
import signal
import subprocess
import sys
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from credit_portal.common import invariants
from credit_portal.ledger.models import LedgerCheckpoint, LedgerEntry
from credit_portal.publishing import services, store
from credit_portal.publishing.models import Decision, Disclosure, Displayed, Opening
from tests.plugins import servers
from tests.publishing.support import decide
from tests.threads import at_once

pytestmark = pytest.mark.committed


def _decide_many(count: int, *cast: Any) -> None:
    for _ in range(count):
        decide(*cast)


def test_two_publishers_at_once_publish_each_once(
    db: None, bureau: Any, officer: Any, approver: Any
) -> None:
    _decide_many(60, bureau, officer, approver)
    results = at_once(lambda: services.publish_all(7), 4)
    services.publish_all()
    assert not [result for result in results if isinstance(result, Exception)]
    assert Decision.objects.filter(done_at=None).count() == 0
    assert set(Counter(Disclosure.objects.values_list("decision_id", flat=True)).values()) == {1}
    assert Displayed.objects.count() == 60
    assert invariants.broken() == {}


def test_a_batch_that_breaks_leaves_nothing(
    db: None, bureau: Any, officer: Any, approver: Any, monkeypatch: Any
) -> None:
    _decide_many(3, bureau, officer, approver)
    for step in (
        "insert_disclosures",
        "insert_openings",
        "upsert_displayed",
        "finish",
        "bump_generation",
    ):
        with monkeypatch.context() as patch, pytest.raises(ZeroDivisionError):
            patch.setattr(store, step, lambda *args: 1 / 0)
            services.publish_pending_batch()
        for table in (Disclosure, Opening, Displayed, LedgerEntry, LedgerCheckpoint):
            assert not table.objects.exists()
    assert services.publish_all() == 3
    assert invariants.broken() == {}


KILLED = """
import os, signal, django
django.setup()
from credit_portal.publishing import services, store
import tests.publishing.support
finish = store.finish
def stop(*args):
    finish(*args)
    print("in the middle", flush=True)
    signal.pause()
store.finish = stop
services.publish_pending_batch()
"""


def test_a_publisher_killed_in_the_middle_leaves_nothing_half(
    db: None, bureau: Any, officer: Any, approver: Any
) -> None:
    _decide_many(5, bureau, officer, approver)
    name = str(connection.settings_dict["NAME"])
    environment = {
        **os.environ,
        "TESTING": "1",
        **{
            key: urlsplit(os.environ[key])._replace(path=f"/{name}").geturl()
            for key in ("DATABASE_URL", "DATABASE_PUBLIC_URL")
        },
    }
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        cwd=settings.BASE_DIR,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "in the middle"
    assert services.publish_pending_batch() == 0  # the other one holds the lock
    process.send_signal(signal.SIGKILL)
    process.wait()
    servers.wait_until_alone()
    assert not Disclosure.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert services.publish_all() == 5
    assert invariants.broken() == {}


def test_the_ledger_verifies_after_publication(
    db: None, bureau: Any, officer: Any, approver: Any, capsys: Any
) -> None:
    _decide_many(20, bureau, officer, approver)
    services.publish_all(6)
    call_command("verify_ledger")
    call_command("verify_invariants")
    assert "BROKEN" not in capsys.readouterr().out


def test_the_command_publishes_by_hand(
    db: None, bureau: Any, officer: Any, approver: Any, capsys: Any
) -> None:
    _decide_many(5, bureau, officer, approver)
    call_command("publish", "--batch", "2")
    call_command("rebuild_displayed")
    out = capsys.readouterr().out
    assert "done: 5 decisions published" in out
    assert "done: 5 rows" in out


def test_a_broken_invariant_is_printed_and_fails(
    db: None, bureau: Any, officer: Any, approver: Any, capsys: Any
) -> None:
    _decide_many(1, bureau, officer, approver)
    services.publish_all()
    with connections["owner"].cursor() as cursor:
        cursor.execute("alter table publishing_displayed disable trigger publishing_displayed_gone")
        cursor.execute("delete from publishing_displayed")
    with pytest.raises(SystemExit) as failed:
        call_command("verify_invariants")
    assert failed.value.code == 1
    assert "I06 BROKEN" in capsys.readouterr().out
