"""A promise is changed or withdrawn by its own procedure only, and both texts stay public."""

from datetime import date
from typing import Any

import pytest

from commitments import disclosures, services
from commitments.models import Commitment, Compensation, LawfulChange
from credit_portal.common import acts
from credit_portal.publishing.models import Displayed
from credit_portal.publishing.services import publish_all
from credit_portal.workflow.models import Deadline
from integrity_files.models import FileEntry
from tests import factories
from tests.commitments import scenes, scenes_change

pytestmark = pytest.mark.django_db


@pytest.fixture
def superior(city: Any) -> Any:
    """Decides for the city."""
    return scenes_change.superior(city)


def test_both_texts_stay_public_side_by_side(registered: Any, officer: Any, superior: Any) -> None:
    publish_all()
    case = scenes_change.changed(registered, officer, superior)
    publish_all()
    registered.refresh_from_db()
    new = Commitment.objects.get(replaces=registered)
    old_doc = Displayed.objects.get(rec=registered.rec).document
    new_doc = Displayed.objects.get(rec=new.rec).document
    assert (old_doc["outcome"], new_doc["outcome"]) == ("changed_lawfully", "open")
    assert old_doc["replaced_by"]["ref"] == new.ref != ""
    assert old_doc["replaced_by"]["title_zh"] == new_doc["title_zh"] == "建成四个社区养老服务中心"
    assert new_doc["replaces"]["ref"] == registered.ref
    assert new_doc["replaces"]["due_on"] == old_doc["due_on"] == "2026-03-31"
    change = new_doc["replaces"]["change"]
    assert change == old_doc["replaced_by"]["change"]
    assert change["document"]["number"] == "示政发〔2026〕12号"
    assert change["decided_by_zh"] == "示例市人民政府"
    assert [one["step"] for one in change["steps"]] == ["legality_review", "collective_decision"]
    assert [file["title"] for file in old_doc["evidence"]] == ["决定"]
    assert disclosures.document(registered) == old_doc
    assert (case.state, case.decider) == ("approved", superior)


def test_no_due_date_moves_and_the_clocks_change_hands(
    registered: Any, officer: Any, superior: Any
) -> None:
    scenes_change.changed(registered, officer, superior)
    registered.refresh_from_db()
    new = Commitment.objects.get(replaces=registered)
    assert (registered.due_on, new.due_on) == (scenes.DUE, scenes_change.LATER)
    clocks = Deadline.objects.filter(kind="commitments.due")
    assert clocks.get(case_id=registered.pk).outcome == "cancelled"
    assert clocks.get(case_id=new.pk).outcome == ""
    assert (new.state, new.approver, new.registered_on) == (
        "registered", superior, date(2026, 3, 2),
    )  # fmt: skip


def test_it_enters_the_record_of_body_and_holder(
    registered: Any, officer: Any, superior: Any
) -> None:
    case = scenes_change.changed(registered, officer, superior)
    with acts.reading_as(superior, "review 1", scope=["/"]):
        entries = list(FileEntry.objects.filter(source_id=str(case.pk)))
    assert {(one.category_id, one.data["outcome"]) for one in entries} == {
        ("O1", "changed_lawfully"),
        ("C5", "changed_lawfully"),
    }


def test_a_withdrawal_leaves_the_text_on_display(
    registered: Any, officer: Any, superior: Any
) -> None:
    publish_all()
    scenes_change.approve(scenes_change.laid(registered, officer, "withdraw"), superior)
    publish_all()
    registered.refresh_from_db()
    shown = Displayed.objects.get(rec=registered.rec).document
    assert shown["outcome"] == "withdrawn_lawfully"
    assert shown["withdrawal"]["ground"] == "national_policy"
    assert shown["matter_zh"] == scenes.FIELDS["matter_zh"]
    assert shown["replaced_by"] is None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"ground": ""}, "incomplete"),
        ({"document_number": ""}, "incomplete"),
        ({"ground": "public_interest"}, "incomplete"),
        ({"ground": "beneficiary_agreed"}, "incomplete"),
        ({"compensation": "agreed"}, "incomplete"),
        ({"compensation_zh": ""}, "incomplete"),
    ],
)
def test_an_incomplete_case_is_refused(
    registered: Any, officer: Any, fields: dict[str, Any], code: str
) -> None:
    case = scenes_change.filled(scenes_change.begun(registered, officer), officer, **fields)
    with scenes.refused(code):
        acts.run(services.submit_change, actor=officer, change_id=case.pk)


def test_a_ground_outside_the_list_is_refused(registered: Any, officer: Any) -> None:
    case = scenes_change.begun(registered, officer)
    with scenes.refused("invalid"):
        scenes_change.filled(case, officer, ground="personnel")


def test_the_same_text_again_is_no_change(registered: Any, officer: Any) -> None:
    case = scenes_change.filled(scenes_change.begun(registered, officer), officer)
    old = {name: getattr(registered, name) for name in ("due_on", "title_zh")}
    acts.run(
        services.edit_draft, actor=officer, commitment_id=case.successor_id,
        expected_version=None, fields=old,
    )  # fmt: skip
    with scenes.refused("incomplete"):
        acts.run(services.submit_change, actor=officer, change_id=case.pk)


def test_after_its_due_date_a_promise_is_only_verified(
    registered: Any, officer: Any, superior: Any, go_to: Any
) -> None:
    case = scenes_change.laid(registered, officer)
    go_to(date(2026, 4, 1))
    with scenes.refused("due_passed_unchangeable"):
        scenes_change.approve(case, superior)
    acts.run(services.take_back_change, actor=officer, change_id=case.pk)
    with scenes.refused("due_passed_unchangeable"):
        acts.run(services.submit_change, actor=officer, change_id=case.pk)
    acts.run(services.discard_change, actor=officer, change_id=case.pk)
    with scenes.refused("due_passed_unchangeable"):
        scenes_change.begun(registered, officer)


def test_one_case_at_a_time(registered: Any, officer: Any) -> None:
    scenes_change.begun(registered, officer)
    with scenes.refused("change_open"):
        scenes_change.begun(registered, officer, "withdraw")


def test_a_draft_is_not_changed_that_way(draft: Any, officer: Any) -> None:
    with scenes.refused("not_registered"):
        scenes_change.begun(draft, officer)


def test_the_new_text_has_no_other_way(registered: Any, officer: Any) -> None:
    case = scenes_change.begun(registered, officer)
    new = Commitment.objects.get(replaces=case.commitment)
    with scenes.refused("by_change_only"):
        acts.run(services.submit, actor=officer, commitment_id=new.pk)
    with scenes.refused("by_change_only"):
        acts.run(services.discard_draft, actor=officer, commitment_id=new.pk)


def test_the_new_text_stands_still_while_it_is_decided(registered: Any, officer: Any) -> None:
    case = scenes_change.laid(registered, officer)
    with scenes.refused("change_submitted"):
        acts.run(
            services.edit_draft, actor=officer, commitment_id=case.successor_id,
            expected_version=None, fields={"title_zh": "另一个标题"},
        )  # fmt: skip


def test_what_was_proposed_is_decided_first(
    registered: Any, officer: Any, superior: Any, credit_officer: Any
) -> None:
    case = scenes_change.laid(registered, officer)
    scenes.fulfilled(registered, officer, date(2026, 3, 2))
    scenes.propose(
        scenes.live(registered), credit_officer, "kept", kept_on=date(2026, 3, 2)
    )  # fmt: skip
    with scenes.refused("being_confirmed"):
        scenes_change.approve(case, superior)


def test_an_open_verification_is_closed_with_it(
    registered: Any, officer: Any, superior: Any
) -> None:
    case = scenes_change.laid(registered, officer)
    scenes.fulfilled(registered, officer, date(2026, 3, 2))
    task = scenes.live(registered)
    scenes_change.approve(case, superior)
    task.refresh_from_db()
    assert task.state == "dismissed"
    document = scenes.last_document(registered)
    assert (document["status"], document["reports"]) == (None, [])


def test_refused_the_promise_stays_and_the_text_lapses(
    registered: Any, officer: Any, superior: Any
) -> None:
    case = scenes_change.laid(registered, officer)
    acts.run(services.refuse_change, actor=superior, change_id=case.pk, reason="依据不足。")
    registered.refresh_from_db()
    new = Commitment.objects.get(replaces=registered)
    assert (registered.outcome, new.state) == ("open", "discarded")
    assert scenes_change.begun(registered, officer).state == "draft"


def test_returned_it_is_mended_and_laid_again(registered: Any, officer: Any, superior: Any) -> None:
    case = scenes_change.laid(registered, officer)
    acts.run(services.return_change, actor=superior, change_id=case.pk, reason="请补充。")
    scenes_change.filled(LawfulChange.objects.get(pk=case.pk), officer)
    again = acts.run(services.submit_change, actor=officer, change_id=case.pk).value
    assert scenes_change.approve(again, superior).state == "approved"


def test_what_was_seen_is_what_is_approved(registered: Any, officer: Any, superior: Any) -> None:
    case = scenes_change.laid(registered, officer)
    with scenes.refused("content_changed"):
        acts.run(
            services.approve_change, actor=superior, change_id=case.pk, doc_sha="0" * 64
        )  # fmt: skip


def test_a_standing_promise_waits_for_its_ended_periods(
    standing: Any, officer: Any, go_to: Any
) -> None:
    go_to(date(2026, 4, 2))
    with scenes.refused("periods_open"):
        scenes_change.begun(standing, officer)


def test_a_standing_promise_ends_with_its_clocks(
    standing: Any, officer: Any, superior: Any, go_to: Any
) -> None:
    case = scenes_change.begun(standing, officer)
    acts.run(
        services.edit_draft, actor=officer, commitment_id=case.successor_id,
        expected_version=None, fields={"target": "90"},
    )  # fmt: skip
    acts.run(
        services.edit_change, actor=officer, change_id=case.pk, fields=scenes_change.CASE,
        procedure=scenes_change.PROCEDURE,
        document=services.Attachment(scenes.picture("决定.png"), "决定"),
    )  # fmt: skip
    acts.run(services.submit_change, actor=officer, change_id=case.pk)
    case.refresh_from_db()
    scenes_change.approve(case, superior)
    go_to(date(2026, 5, 20))
    standing.refresh_from_db()
    assert standing.outcome == "changed_lawfully"
    assert not standing.verifications.exists()
    period = standing.periods.first()
    with scenes.refused("already_determined"):
        scenes.figures(standing, officer, period, "1", "1")


def test_agreed_compensation_runs_on_a_clock(
    registered: Any, officer: Any, superior: Any, go_to: Any
) -> None:
    publish_all()
    scenes_change.changed(registered, officer, superior, **scenes_change.AGREED)
    owed = Compensation.objects.get(commitment=registered)
    clock = Deadline.objects.get(kind="commitments.compensation", case_id=owed.pk)
    assert clock.due_on == date(2026, 5, 8)
    go_to(date(2026, 5, 11))
    assert registered.events.filter(name="compensation_overdue").count() == 1
    acts.run(
        services.report_paid, actor=officer, commitment_id=registered.pk,
        paid_on=date(2026, 5, 11),
    )  # fmt: skip
    clock.refresh_from_db()
    change = scenes.last_document(registered)["replaced_by"]["change"]
    assert (clock.outcome, change["compensation"]["paid_on"]) == ("late", "2026-05-11")
    with scenes.refused("nothing_owed"):
        acts.run(
            services.report_paid, actor=officer, commitment_id=registered.pk,
            paid_on=date(2026, 5, 11),
        )  # fmt: skip


def test_a_government_is_decided_on_by_the_credit_office(
    city: Any, credit_reviewer: Any, credit_officer: Any
) -> None:
    filer = factories.user(username="f", role="filer", organisation=city, title="科员")
    approver = factories.user(username="a", role="approver", organisation=city, title="秘书长")
    post = factories.post_with_holder(
        city, title_zh="市长", title_en="Mayor", holder="王示例", since=date(2024, 1, 1)
    )
    row = scenes.registered(filer, approver, post)
    case = scenes_change.laid(row, filer)
    with scenes.refused("superior_only"):
        scenes_change.approve(case, approver)
    assert scenes_change.approve(case, credit_reviewer).state == "approved"
