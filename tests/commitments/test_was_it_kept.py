"""Was it kept for you? Answers are counted, contradictions checked, nobody is known by them."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from commitments import selectors_contradictions as reads
from commitments import services
from commitments.models import Contradiction, ContradictionText, ReviewRule
from commitments.services import contradictions
from credit_portal.audit.models import AuditEvent
from credit_portal.common import acts
from credit_portal.common.actors import ANYBODY
from credit_portal.files.models import StoredFile
from credit_portal.notices.models import Notice
from credit_portal.workflow import receipts
from tests.commitments import kept, scenes

CONTACT = "138 0000 1234"


def test_a_yes_is_counted_and_leaves_nothing_else(registered: Any) -> None:
    acts.run(services.say_kept, actor=ANYBODY, commitment_id=registered.pk)
    assert reads.counts(registered.pk) == reads.Counts(yes=1)
    assert not ContradictionText.objects.exists()


def test_a_no_waits_for_the_credit_office(registered: Any, credit_officer: Any) -> None:
    filed = kept.contradict(registered)
    row = Contradiction.objects.get()
    assert (row.state, row.filed_on) == ("filed", date(2026, 3, 2))
    assert bytes(row.receipt or b"") == receipts.digest(filed.receipt)
    assert list(reads.to_check(credit_officer)) == [row]
    assert reads.counts(registered.pk) == reads.Counts(no=1, waiting=1)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"facts": "没办"}, "facts_short"),
        ({"facts": "长" * 4001}, "facts_long"),
        ({"happened_on": None}, "happened_on_missing"),
        ({"happened_on": date(2026, 3, 3)}, "happened_on_future"),
        ({"contact": "1" * 121}, "contact_long"),
    ],
)
def test_it_refuses_what_nobody_could_check(registered: Any, given: Any, code: str) -> None:
    with scenes.refused(code):
        kept.contradict(registered, **given)
    assert not Contradiction.objects.exists()


def test_nobody_answers_about_a_draft(submitted: Any) -> None:
    with scenes.refused("not_found"):
        kept.contradict(submitted)


def test_neither_the_moment_nor_the_sender_is_kept(registered: Any) -> None:
    kept.contradict(registered, contact=CONTACT, upload=scenes.picture("我家门口.png"))
    row, file = Contradiction.objects.get(), StoredFile.objects.get()
    assert row.pk.version == file.pk.version == 4
    assert file.name == "file.png"
    assert file.created_at.isoformat().startswith("2026-03-01T16:00:00")  # midnight here
    event = AuditEvent.objects.get(verb="commitments.answer")
    assert (event.actor_id, event.target_id) == ("", str(registered.pk))
    assert str(row.pk) not in str(event.data)


def test_the_contact_is_sealed_and_opened_for_a_reason(
    registered: Any, credit_officer: Any
) -> None:
    said = kept.contradict(registered, contact=CONTACT).contradiction
    assert CONTACT.encode() not in bytes(ContradictionText.objects.get().contact or b"")
    given = {"actor": credit_officer, "contradiction_id": said.pk}
    with scenes.refused("reason_missing"):
        acts.run(services.read_contact, answer=lambda _c: {}, reason=" ", **given)
    done = acts.run(services.read_contact, answer=lambda _c: {}, reason="核对日期", **given)
    assert done.value == CONTACT
    assert AuditEvent.objects.filter(verb="commitments.read_contact").count() == 1


def test_the_body_neither_sees_nor_checks_it(registered: Any, officer: Any, approver: Any) -> None:
    said = kept.contradict(registered).contradiction
    for user in (officer, approver):
        assert not reads.visible_to(user).exists()
        with scenes.refused("not_found"):
            kept.check(said, user)


def test_a_contradiction_is_decided_once(registered: Any, credit_officer: Any) -> None:
    said = kept.contradict(registered).contradiction
    kept.check(said, credit_officer)
    with scenes.refused("decided_already"):
        acts.run(
            services.refuse_contradiction,
            actor=credit_officer,
            contradiction_id=said.pk,
            reason="重复处理",
        )


def test_a_refused_one_loses_its_contact(registered: Any, credit_officer: Any) -> None:
    said = kept.contradict(registered, contact=CONTACT).contradiction
    given = {"actor": credit_officer, "contradiction_id": said.pk, "reason": "说的是别的单位"}
    acts.run(services.refuse_contradiction, **given)
    text = ContradictionText.objects.get()
    assert (text.contact, text.contradiction.state) == (None, "not_confirmed")


def test_the_same_person_counts_once(registered: Any, credit_officer: Any) -> None:
    first, second = (kept.contradict(registered).contradiction for _one in range(2))
    given = {"actor": credit_officer, "contradiction_id": second.pk, "reason": "同一人再次反映"}
    with scenes.refused("same_as"):
        acts.run(services.mark_duplicate, same_as=second.pk, **given)
    acts.run(services.mark_duplicate, same_as=first.pk, **given)
    assert reads.counts(registered.pk).no == 1


def test_the_receipt_takes_it_back(registered: Any, credit_officer: Any) -> None:
    filed = kept.contradict(registered, contact=CONTACT)
    digest = receipts.digest(filed.receipt)
    acts.run(services.withdraw_contradiction, actor=ANYBODY, digest=digest)
    text = ContradictionText.objects.get()
    assert (text.facts, text.contact, text.contradiction.state) == ("", None, "withdrawn")
    assert reads.counts(registered.pk) == reads.Counts()
    with scenes.refused("withdrawn_already"):
        acts.run(services.withdraw_contradiction, actor=ANYBODY, digest=digest)


def test_the_receipt_tells_how_it_stands(registered: Any, credit_officer: Any) -> None:
    filed = kept.contradict(registered)
    assert receipts.lookup(filed.receipt).state == "待核查"
    kept.check(filed.contradiction, credit_officer)
    found = receipts.lookup(filed.receipt)
    assert found.state == "核查：反映属实"
    assert kept.FACTS not in str(found)


def test_the_body_reads_the_summary_only_and_comments_once(
    registered: Any, officer: Any, stranger: Any, credit_officer: Any
) -> None:
    said = kept.contradict(registered).contradiction
    given = {"contradiction_id": said.pk, "text": "当日停电，已张贴告示。"}
    with scenes.refused("not_found"):
        acts.run(services.comment_contradiction, actor=officer, **given)
    kept.check(said, credit_officer)
    with scenes.refused("not_found"):
        acts.run(services.comment_contradiction, actor=stranger, **given)
    acts.run(services.comment_contradiction, actor=officer, **given)
    with scenes.refused("commented_already"):
        acts.run(services.comment_contradiction, actor=officer, **given)


def test_officers_are_told_once_a_day_without_the_words(
    registered: Any, credit_officer: Any
) -> None:
    for _one in range(3):
        kept.contradict(registered)
    notices = Notice.objects.filter(template="contradiction_filed", channel="in_site")
    assert [one.recipient for one in notices] == [credit_officer]
    assert kept.FACTS not in str(notices[0].context)


def test_erased_words_are_gone_and_the_count_stays(registered: Any, credit_officer: Any) -> None:
    said = kept.confirmed(registered, credit_officer, 1)[0]
    given = {"actor": credit_officer, "contradiction_id": said.pk, "reason": "本人申请"}
    acts.run(services.erase_contradiction, **given)
    text = ContradictionText.objects.get()
    assert (text.facts, text.summary, text.reason) == ("", "", "")
    assert reads.counts(registered.pk).confirmed == 1


def test_the_database_refuses_a_decider_of_the_body(registered: Any, approver: Any) -> None:
    said = kept.contradict(registered).contradiction
    with pytest.raises(IntegrityError, match="had no part"), transaction.atomic():
        Contradiction.objects.filter(pk=said.pk).update(
            state="confirmed", decided_by=approver, decided_on=date(2026, 3, 2)
        )


def test_the_counts_that_reopen_are_rows_that_nobody_changes(db: None) -> None:
    rule = reads.rule(reads.REOPEN, date(2026, 3, 2))
    assert (rule.count, rule.confidence) == (3, "design")
    with pytest.raises(Exception, match=r"permission denied|insert only"), transaction.atomic():
        ReviewRule.objects.update(count=1)


def test_no_column_of_an_answer_could_hold_an_address(db: None) -> None:
    wanted = {Contradiction._meta.db_table, ContradictionText._meta.db_table}
    with connection.cursor() as cursor:
        cursor.execute(
            "select column_name, data_type from information_schema.columns"
            " where table_name = any(%s)",
            [list(wanted)],
        )
        columns = cursor.fetchall()
    assert not [name for name, kind in columns if "timestamp" in kind or kind == "inet"]
    assert not {"ip", "agent", "session", "user_id"} & {name for name, _kind in columns}
    assert contradictions.LONGEST_CONTACT == 120
