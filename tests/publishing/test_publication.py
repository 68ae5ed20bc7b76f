"""From decision to display."""

from datetime import timedelta
from typing import Any

import pytest

from credit_portal.common import clock, invariants
from credit_portal.ledger import leaf, note
from credit_portal.ledger import services as ledger
from credit_portal.ledger.models import LedgerCheckpoint, LedgerEntry
from credit_portal.publishing import (
    documents,
    references,
    registry,
    rows,
    selectors,
    services,
    store,
)
from credit_portal.publishing.models import CodesLeaf, Decision, Disclosure, Displayed, Opening
from tests.publishing.support import TOLD, decide, document, publish, source

pytestmark = pytest.mark.django_db


def test_a_decision_is_not_public_until_it_is_published(
    bureau: Any, officer: Any, approver: Any
) -> None:
    decide(bureau, officer, approver)
    assert not selectors.published().exists()
    assert services.publish_pending_batch() == 1
    assert services.publish_pending_batch() == 0
    shown = selectors.published().get()
    assert shown.title_zh == "三日内答复"
    assert references.parse(shown.ref).letter == "Z"
    assert references.parse(shown.ref).year == clock.today().year
    assert shown.row["ref"] == shown.ref
    assert shown.document == document()
    assert invariants.broken() == {}


def test_the_leaf_says_what_was_disclosed(bureau: Any, officer: Any, approver: Any) -> None:
    decision = publish(bureau, officer, approver, until=clock.today() + timedelta(days=9))
    version = Disclosure.objects.get(decision=decision)
    entry = leaf.parse(bytes(LedgerEntry.objects.get(idx=version.leaf_index).entry))
    opening = Opening.objects.get(disclosure=version)
    assert (entry.rec, entry.seq, entry.prev, entry.act) == (decision.rec, 1, None, "publish")
    assert entry.agency == (bureau.code or bureau.slug)
    assert version.until is not None
    assert entry.until == version.until.isoformat()
    assert note.decode(entry.cm) == leaf.commitment(bytes(opening.salt), document())
    assert decision.document is None
    assert decision.doc_sha == documents.document_sha(document())


def test_a_batch_is_one_checkpoint_and_the_codes_are_logged_once(
    bureau: Any, officer: Any, approver: Any
) -> None:
    for _ in range(3):
        decide(bureau, officer, approver)
    services.publish_pending_batch()
    assert LedgerCheckpoint.objects.count() == 1
    publish(bureau, officer, approver)
    assert LedgerCheckpoint.objects.count() == 2
    assert CodesLeaf.objects.count() == 1
    assert LedgerEntry.objects.count() == 5


def test_a_new_version_keeps_reference_and_first_date(
    bureau: Any, officer: Any, approver: Any
) -> None:
    thing = source()
    publish(bureau, officer, approver, source=thing)
    first = selectors.published().get()
    publish(bureau, officer, approver, source=thing, act="correct", document=document("五日内答复"))
    shown = selectors.published().get()
    assert (shown.ref, shown.published_at) == (first.ref, first.published_at)
    assert (shown.version, shown.title_zh) == (2, "五日内答复")
    history = selectors.versions(shown.rec)
    assert [version.act for version in history] == ["publish", "correct"]
    titles = [version.opening.document["title_zh"] for version in history]
    assert titles == ["三日内答复", "五日内答复"]
    assert invariants.broken() == {}


def test_two_versions_in_one_batch_are_chained(bureau: Any, officer: Any, approver: Any) -> None:
    thing = source()
    decide(bureau, officer, approver, source=thing)
    decide(bureau, officer, approver, source=thing, document=document("第二版"))
    assert services.publish_pending_batch() == 2
    first, second = Disclosure.objects.order_by("seq")
    entry = leaf.parse(bytes(LedgerEntry.objects.get(idx=second.leaf_index).entry))
    assert entry.prev == note.encode(bytes(first.leaf_hash))
    assert selectors.published().get().title_zh == "第二版"


def test_a_text_wrong_about_a_person_is_erased(bureau: Any, officer: Any, approver: Any) -> None:
    thing = source()
    publish(bureau, officer, approver, source=thing)
    publish(
        bureau,
        officer,
        approver,
        source=thing,
        act="correct",
        document=document("改正"),
        erase_previous=True,
    )
    assert Opening.objects.get().document["title_zh"] == "改正"
    assert invariants.broken() == {}


def test_about_a_person_the_leaf_names_the_office_and_the_day(
    bureau: Any, officer: Any, approver: Any, settings: Any
) -> None:
    publish(bureau, officer, approver)
    decision = publish(bureau, officer, approver, about_person=True)
    version = Disclosure.objects.get(decision=decision)
    assert version.agency == settings.PUBLISHING_OFFICE_CODE != bureau.slug
    assert (version.at.hour, version.at.minute, version.at.second) in {(0, 0, 0), (8, 0, 0)}
    publish(bureau, officer, approver)
    assert invariants.broken() == {}


def test_the_owning_app_is_told_once(bureau: Any, officer: Any, approver: Any) -> None:
    TOLD.clear()
    thing = source()
    decision = publish(bureau, officer, approver, source=thing)
    publish(bureau, officer, approver, source=thing, document=document("新情况"))
    ref = selectors.published().get().ref
    assert [(str(thing.pk), ref, decision.rec)] == TOLD


def test_a_fact_of_time_needs_nobody_but_a_public_record(
    bureau: Any, officer: Any, approver: Any
) -> None:
    thing = source()
    facts = {
        "kind": "specimen",
        "source": thing,
        "organisation": bureau,
        "document": document(outcome="open", note_zh="已到期，正在核实"),
    }
    assert services.publish_status(**facts) is None
    publish(bureau, officer, approver, source=thing)
    assert services.publish_status(**facts) is not None
    assert services.publish_status(**facts) is None
    services.publish_all()
    assert Disclosure.objects.order_by("-seq")[0].basis_id == "S01"
    assert invariants.broken() == {}


def test_each_commit_is_a_generation(bureau: Any, officer: Any, approver: Any) -> None:
    before, stamp = selectors.generation(), selectors.validator()
    publish(bureau, officer, approver)
    assert selectors.generation() == before + 1
    assert selectors.validator() != stamp
    services.publish_all()
    assert selectors.generation() == before + 1


def test_numbers_run_without_gaps(bureau: Any, officer: Any, approver: Any) -> None:
    for _ in range(3):
        decide(bureau, officer, approver)
    services.publish_pending_batch(2)
    services.publish_pending_batch(2)
    numbers = [references.parse(row.ref).number for row in selectors.published()]
    assert numbers == [3, 2, 1]


def test_a_batch_has_room_for_so_many_bytes_and_one_at_least(
    bureau: Any, officer: Any, approver: Any, monkeypatch: Any
) -> None:
    for _ in range(4):
        decide(bureau, officer, approver)
    length = len(store.pending(1)[0][6].encode())
    monkeypatch.setattr(store, "PENDING_BYTES", 2 * length)
    assert services.publish_pending_batch() == 2
    monkeypatch.setattr(store, "PENDING_BYTES", 1)
    assert services.publish_pending_batch() == 1
    assert services.publish_all() == 1


def test_the_rebuilt_rows_are_the_same(bureau: Any, officer: Any, approver: Any) -> None:
    thing = source()
    publish(bureau, officer, approver, source=thing)
    second = document("第二版", due_on="2026-12-01")
    publish(bureau, officer, approver, source=thing, document=second)
    publish(bureau, officer, approver)
    before = list(Displayed.objects.values().order_by("rec"))
    Displayed.objects.update(title_zh="窜改", search_text="")
    assert services.rebuild_displayed(batch=1) == 2
    assert list(Displayed.objects.values().order_by("rec")) == before


def test_one_record_that_cannot_be_published_holds_nobody_up(
    bureau: Any, officer: Any, approver: Any, monkeypatch: Any
) -> None:
    bad = [decide(bureau, officer, approver, document=document(f"坏 {n}")) for n in range(2)]
    for _ in range(5):
        decide(bureau, officer, approver)
    real = rows.summary

    def fail(kind: Any, content: Any) -> Any:
        if content["title_zh"].startswith("坏"):
            raise KeyError("broken by a later version of the code")
        return real(kind, content)

    with monkeypatch.context() as patch:
        patch.setattr(rows, "summary", fail)
        assert services.publish_all(4) == 5
    assert selectors.pending_count() == 2
    assert services.publish_all() == len(bad)


def test_a_fault_of_everything_is_raised(
    bureau: Any, officer: Any, approver: Any, monkeypatch: Any
) -> None:
    for _ in range(9):
        decide(bureau, officer, approver)
    monkeypatch.setattr(ledger, "append", lambda entries: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.publish_all()


def test_an_unknown_kind_is_a_mistake_of_the_code(bureau: Any, officer: Any, approver: Any) -> None:
    with pytest.raises(registry.UnknownKind):
        decide(bureau, officer, approver, kind="nothing")


def test_a_letter_belongs_to_one_kind() -> None:
    with pytest.raises(ValueError):
        registry.register_kind(registry.Kind("other", "Z", "他", "Other", dict))


def test_decisions_keep_no_document_once_published(
    bureau: Any, officer: Any, approver: Any
) -> None:
    publish(bureau, officer, approver)
    assert not Decision.objects.filter(document__isnull=False).exists()


def test_the_task_is_the_executor(bureau: Any, officer: Any, approver: Any) -> None:
    from celery import current_app

    current_app.loader.import_default_modules()
    decide(bureau, officer, approver)
    current_app.tasks["credit_portal.publishing.tasks.publish_pending"].apply()
    assert selectors.published().count() == 1
