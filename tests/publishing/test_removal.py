"""The end of a display: by decision, by date, and what stays."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction

from credit_portal.common import clock, invariants
from credit_portal.common.errors import NotFound
from credit_portal.ledger import leaf, note
from credit_portal.ledger.models import LedgerEntry
from credit_portal.publishing import selectors, services
from credit_portal.publishing.models import Disclosure, Displayed, Opening, Removal
from tests.publishing.support import decide, publish, run_sql, source

pytestmark = pytest.mark.django_db


@pytest.fixture
def removed(bureau: Any, officer: Any, approver: Any, credit_reviewer: Any) -> Any:
    """A record that was published, and withdrawn after an objection."""
    thing = source()
    publish(bureau, officer, approver, source=thing)
    publish(
        bureau,
        officer,
        credit_reviewer,
        source=thing,
        act="withdraw",
        basis="W01",
        reason="objection_upheld",
    )
    return thing


def test_a_removal_leaves_reason_date_and_basis_only(removed: Any) -> None:
    assert not selectors.published().exists()
    assert not Opening.objects.exists()
    notice = selectors.removals().get()
    assert isinstance(selectors.lookup(notice.ref), Removal)
    assert (notice.act, notice.basis_id, notice.reason) == ("withdraw", "W01", "objection_upheld")
    assert "三日内答复" not in str(notice.notice)
    with pytest.raises(NotFound):
        selectors.proof_of(notice.ref)
    assert invariants.broken() == {}


def test_the_notice_opens_the_leaf_of_the_removal(removed: Any) -> None:
    notice = selectors.removals().get()
    version = Disclosure.objects.get(pk=notice.disclosure_id)
    entry = leaf.parse(bytes(LedgerEntry.objects.get(idx=version.leaf_index).entry))
    assert note.decode(entry.cm) == leaf.commitment(bytes(notice.salt), notice.notice)


def test_the_change_feed_tells_the_removal_only(
    removed: Any, bureau: Any, officer: Any, approver: Any
) -> None:
    publish(bureau, officer, approver)
    gone, new = selectors.changes_since()
    assert (gone.act, gone.removed_at is None) == ("withdraw", False)
    assert (new.act, new.removed_at) == ("publish", None)
    assert selectors.changes_since(new.cursor) == []


def test_what_was_removed_can_be_restored(
    removed: Any, bureau: Any, officer: Any, credit_reviewer: Any
) -> None:
    ref = selectors.removals().get().ref
    publish(bureau, officer, credit_reviewer, source=removed, act="restore")
    shown = selectors.lookup(ref)
    assert isinstance(shown, Displayed)
    assert shown.version == 3
    assert Opening.objects.count() == 1
    assert invariants.broken() == {}


def test_publish_and_withdraw_in_one_batch_shows_nothing(
    bureau: Any, officer: Any, approver: Any, credit_reviewer: Any
) -> None:
    thing = source()
    decide(bureau, officer, approver, source=thing)
    decide(bureau, officer, credit_reviewer, source=thing, act="withdraw")
    assert services.publish_pending_batch() == 2
    assert not Displayed.objects.exists()
    assert not Opening.objects.exists()
    assert Removal.objects.count() == 1
    assert invariants.broken() == {}


def test_display_ends_by_its_date_without_any_job(bureau: Any, officer: Any, approver: Any) -> None:
    last_day = clock.today() + timedelta(days=10)
    publish(bureau, officer, approver, until=last_day)
    ref = selectors.published().get().ref
    with time_machine.travel(clock.now() + timedelta(days=10), tick=False):
        assert isinstance(selectors.lookup(ref), Displayed)
    with time_machine.travel(clock.now() + timedelta(days=11), tick=False):
        assert not selectors.published().exists()
        gone = selectors.lookup(ref)
        assert isinstance(gone, Removal)
        assert (gone.act, gone.reason, gone.basis_id) == ("expire", "period_ended", "E01")
        assert clock.TZ.utcoffset(gone.removed_at) and gone.removed_at.date() > last_day
        assert selectors.changes_since()[0].act == "expire"
        assert invariants.broken() == {}


def test_the_job_erases_what_has_ended(bureau: Any, officer: Any, approver: Any) -> None:
    publish(bureau, officer, approver, until=clock.today())
    publish(bureau, officer, approver)
    services.publish_all()
    assert Displayed.objects.count() == 2
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        assert services.publish_all() == 1
        assert services.publish_all() == 0
        assert Displayed.objects.count() == Opening.objects.count() == 1
        assert Removal.objects.get().act == "expire"
        assert invariants.broken() == {}


def test_remove_opening_needs_a_removal_of_this_transaction(
    bureau: Any, officer: Any, approver: Any, removed: Any
) -> None:
    shown = publish(bureau, officer, approver)
    call = "select remove_opening(%s, %s)"
    with pytest.raises(DatabaseError, match="no removal"), transaction.atomic():
        run_sql(call, shown.rec, shown.pk)
    other = Removal.objects.get()
    with pytest.raises(DatabaseError, match="no removal"), transaction.atomic():
        run_sql(call, shown.rec, Disclosure.objects.get(pk=other.disclosure_id).decision_id)
    assert Opening.objects.count() == 1


def test_nothing_vanishes_from_display_without_a_leaf(
    bureau: Any, officer: Any, approver: Any
) -> None:
    publish(bureau, officer, approver)
    with pytest.raises(DatabaseError, match="nothing in the ledger"), transaction.atomic():
        run_sql("delete from publishing_displayed")
    with pytest.raises(DatabaseError, match="latest version"), transaction.atomic():
        run_sql("update publishing_displayed set document = '{}'")
    with pytest.raises(DatabaseError, match="latest version"), transaction.atomic():
        run_sql("update publishing_displayed set until = '2000-01-01'")
