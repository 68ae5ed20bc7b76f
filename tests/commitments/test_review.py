"""Reopening what was determined: two people determine anew, both outcomes stay in the files."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commitments import disclosures, services
from commitments import selectors_contradictions as reads
from commitments.models import Contradiction, Verification
from credit_portal.accounts.models import RoleGrant
from credit_portal.common import acts
from credit_portal.common.invariants import broken
from credit_portal.directory.models import Appointment, Person
from credit_portal.notices.models import Notice
from integrity_files.models import FileEntry
from tests import factories
from tests.commitments import kept, scenes

AFTER = date(2026, 4, 2)


@pytest.fixture
def determined(
    registered: Any, officer: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> Any:
    """A promise found kept on 30 March, seen from April, after its due date."""
    go_to(date(2026, 3, 30))
    scenes.fulfilled(registered, officer, date(2026, 3, 30))
    task = scenes.live(registered)
    scenes.decide(task, credit_officer, credit_reviewer, "kept", kept_on=date(2026, 3, 30))
    go_to(AFTER)
    registered.refresh_from_db()
    return registered


@pytest.fixture
def contested(determined: Any, credit_officer: Any, credit_reviewer: Any) -> Verification:
    """It, reopened on three confirmed contradictions."""
    kept.confirmed(determined, credit_officer)
    return kept.reopen(determined, credit_reviewer)


def test_three_confirmed_ones_reopen_what_was_kept(determined: Any, contested: Any) -> None:
    determined.refresh_from_db()
    assert (determined.outcome, contested.opened_because) == ("kept", "contradicted")
    assert contested.supersedes.outcome == "kept"
    document = scenes.last_document(determined)
    assert (document["outcome"], document["status"]["code"]) == ("kept", "contested")
    assert document["timeline"][-1]["detail_zh"].startswith("3条未兑现的反映经核查属实")
    assert contested.contradictions.count() == 3


def test_the_words_of_reporters_are_in_no_document(
    determined: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    facts = "暗号甲乙丙丁：窗口工作人员推诿三次。"
    for _one in range(3):
        said = kept.contradict(determined, facts=facts, contact="暗号联系").contradiction
        kept.check(said, credit_officer, summary="暗号概要", reason="暗号理由")
    kept.reopen(determined, credit_reviewer)
    assert "暗号" not in str(scenes.last_document(determined))
    assert not any("暗号" in str(one.context) for one in Notice.objects.all())
    assert "暗号" not in str([event.data for event in determined.events.all()])


def test_two_do_not_suffice(determined: Any, credit_officer: Any, credit_reviewer: Any) -> None:
    kept.confirmed(determined, credit_officer, 2)
    assert reads.ready(credit_reviewer) == []
    with scenes.refused("not_enough"):
        kept.reopen(determined, credit_reviewer)


def test_one_suffices_when_it_was_promised_by_name(
    determined: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    kept.confirmed(determined, credit_officer, 1, to_named=True)
    assert [one.count for one in reads.ready(credit_reviewer)] == [1]
    assert kept.reopen(determined, credit_reviewer).is_review


def test_who_checked_one_does_not_reopen(
    determined: Any, city: Any, credit_office: Any, credit_officer: Any
) -> None:
    both = factories.user(
        username="both", role="credit_officer", organisation=credit_office,
        title="核实专员", granted_on=city,
    )  # fmt: skip
    RoleGrant.objects.create(
        user=both, role_id="credit_reviewer", organisation=city, starts_on=date(2020, 1, 1),
        origin="demo",
    )  # fmt: skip
    kept.confirmed(determined, credit_officer, 2)
    kept.confirmed(determined, both, 1)
    assert reads.ready(both) == []
    with scenes.refused("four_eyes"):
        kept.reopen(determined, both)


def test_the_database_keeps_them_apart(determined: Any, contested: Any) -> None:
    said = contested.contradictions.first()
    with pytest.raises(IntegrityError, match="checked none"), transaction.atomic():
        Contradiction.objects.filter(pk=said.pk).update(decided_by=contested.opened_by)


def test_a_review_ends_with_an_outcome_only(contested: Any, credit_officer: Any) -> None:
    with scenes.refused("outcome_needed"):
        acts.run(
            services.dismiss_verification,
            actor=credit_officer,
            verification_id=contested.pk,
            reason="不再核实",
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.filter(pk=contested.pk).update(state="dismissed")


def test_found_broken_it_supersedes_what_stood(
    determined: Any, contested: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    scenes.decide(contested, credit_officer, credit_reviewer, "broken")
    determined.refresh_from_db()
    assert (determined.outcome, determined.kept_on) == ("broken", None)
    document = scenes.last_document(determined)
    assert (document["outcome"], document["status"]) == ("broken", None)
    said = [step["detail_zh"] for step in document["timeline"]]
    assert said[-1] == "重新核实确认：未履行"
    assert "核实确认：如期履行" in said
    assert disclosures.document(determined) == document
    assert not [code for code in broken() if code.startswith("commitments.")]


def test_the_new_entry_corrects_the_former_one(
    determined: Any, contested: Any, bureau: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    scenes.decide(contested, credit_officer, credit_reviewer, "broken")
    first, second = FileEntry.objects.filter(organisation=bureau).order_by("recorded_at", "id")
    assert (first.data["outcome"], second.data["outcome"]) == ("kept", "broken")
    assert second.corrects == first


def test_the_file_of_the_holder_is_corrected_too(
    determined: Any, contested: Any, post: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    scenes.decide(contested, credit_officer, credit_reviewer, "broken")
    person = Appointment.objects.get(post=post).person
    scope = [determined.organisation.path]
    with acts.reading_as(credit_officer, "review 1", scope=scope):
        entries = list(FileEntry.objects.filter(person=person).order_by("recorded_at", "id"))
    assert [one.data["outcome"] for one in entries] == ["kept", "broken"]
    assert entries[1].corrects_id == entries[0].pk


def test_a_former_holder_is_released(
    determined: Any, post: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    before = Appointment.objects.get(post=post)
    before.ends_on = date(2026, 3, 30)
    before.save()
    after = Appointment.objects.create(
        post=post, person=Person.objects.create(name="赵示例"), kind="regular",
        starts_on=date(2026, 3, 31),
    )  # fmt: skip
    kept.confirmed(determined, credit_officer)
    task = kept.reopen(determined, credit_reviewer)
    scenes.decide(task, credit_officer, credit_reviewer, "broken")
    with acts.reading_as(credit_officer, "review 1", scope=[determined.organisation.path]):
        found = {
            (one.person_id, one.data["outcome"])
            for one in FileEntry.objects.filter(subject_kind="person", source_id=str(task.pk))
        }
    assert found == {(before.person_id, "superseded"), (after.person_id, "broken")}


def test_it_may_be_found_kept_again(
    determined: Any, contested: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    day = date(2026, 3, 30)
    scenes.decide(contested, credit_officer, credit_reviewer, "kept", kept_on=day)
    determined.refresh_from_db()
    assert determined.outcome == "kept"
    assert reads.counted(determined, None) == []
    with scenes.refused("not_enough"):
        kept.reopen(determined, credit_reviewer)


def test_contradictions_wait_for_the_due_date(
    registered: Any, officer: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    scenes.fulfilled(registered, officer, date(2026, 3, 2))
    task = scenes.live(registered)
    scenes.decide(task, credit_officer, credit_reviewer, "kept", kept_on=date(2026, 3, 2))
    kept.confirmed(registered, credit_officer)
    with scenes.refused("due_not_passed"):
        kept.reopen(registered, credit_reviewer)
    go_to(AFTER)
    assert [one.commitment for one in reads.ready(credit_reviewer)] == [registered]


def test_what_was_found_broken_is_not_reopened(
    registered: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    go_to(AFTER)
    scenes.decide(scenes.live(registered), credit_officer, credit_reviewer, "broken")
    kept.confirmed(registered, credit_officer)
    with scenes.refused("not_doubted"):
        kept.reopen(registered, credit_reviewer)


def test_a_live_verification_takes_no_second_one(
    registered: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    go_to(AFTER)
    kept.confirmed(registered, credit_officer)
    with scenes.refused("already_open"):
        kept.reopen(registered, credit_reviewer)


def test_the_body_and_the_officers_are_told(contested: Any, officer: Any) -> None:
    told = Notice.objects.filter(template="verification_contested", channel="in_site")
    assert officer in {one.recipient for one in told}
    assert Notice.objects.filter(template="contradictions_enough", channel="in_site").exists()
