"""Answers selected for the public: consent, found true, redacted, two people each way."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from complaints import answer_panel as panel
from complaints import disclosures_answers
from complaints.models import Case, PublicAnswer
from complaints.services import notes
from complaints.services import public_answers as services
from complaints.work_exchange import items
from credit_portal.common import acts, invariants
from credit_portal.common.errors import DomainError
from credit_portal.publishing.services import document_sha, publish_all, rebuild_displayed
from tests.complaints import exchange_scenes as scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_keys", "travel")]
GONE = "公开答复依据已失，待撤回"
TEXTS = {
    "title_zh": "拖欠的工程款何时付清", "title_en": "",
    "question_zh": "一家企业反映工程款逾期未付。", "answer_zh": "款项已列入计划，四月底前付清。",
}  # fmt: skip


@pytest.fixture
def true(staff: scene.Staff) -> Case:
    """A case found true whose reporter agreed."""
    return staff.answered(scene.case_of(scene.REPORTER, may_publish=True, is_secret=False))


def proposed(staff: scene.Staff, row: Case, **more: str) -> PublicAnswer:
    """An answer that was proposed."""
    made: PublicAnswer = scene.act(services.propose, staff.supervisor, row, texts={**TEXTS, **more})
    return made


def act(service: Any, actor: Any, row: PublicAnswer, **given: Any) -> PublicAnswer:
    """One act on an answer, read anew."""
    acts.run(service, actor=actor, answer_id=row.pk, **given)
    return PublicAnswer.objects.get(pk=row.pk)


def confirm(actor: Any, row: PublicAnswer) -> PublicAnswer:
    """Publish what the preview shows."""
    digest = document_sha(disclosures_answers.document(row))
    return act(services.confirm, actor, row, digest=digest)


def refused(code: str, service: Any, actor: Any, row: Any, **given: Any) -> None:
    """It is refused so."""
    with pytest.raises(DomainError) as error:
        act(service, actor, row, **given)
    assert error.value.code == code


def test_it_is_public_once_a_second_person_confirmed_it(
    staff: scene.Staff, true: Case, credit_reviewer: Any, client: Client
) -> None:
    row = proposed(staff, true)
    assert [one.title for one in items(credit_reviewer)] == [TEXTS["title_zh"]]
    publish_all()
    assert TEXTS["title_zh"] not in client.get("/answers/").content.decode()
    digest = document_sha(disclosures_answers.document(row))
    refused("four_eyes", services.confirm, staff.supervisor, row, digest=digest)
    refused("stale", services.confirm, credit_reviewer, row, digest="0" * 64)
    confirm(credit_reviewer, row)
    publish_all()
    row.refresh_from_db()
    assert row.ref.startswith("SY-Q2026-")
    assert TEXTS["title_zh"] in client.get("/answers/").content.decode()
    page = client.get(f"/records/{row.ref}/").content.decode()
    assert TEXTS["answer_zh"] in page
    for secret in (true.number, scene.NAME, scene.GIVEN["facts_zh"], "SL20260302000123"):
        assert secret not in page
    assert (
        client.get(f"/complaints/answers/{row.ref}/")
        .headers["Location"]
        .endswith(f"/records/{row.ref}/")
    )
    rebuild_displayed()
    assert TEXTS["title_zh"] in client.get("/answers/?category=B01").content.decode()
    assert TEXTS["title_zh"] not in client.get("/answers/?category=B02").content.decode()
    assert {name for name in invariants.broken() if name.startswith("complaints.answers")} == set()


def test_withdrawing_takes_two_as_well(
    staff: scene.Staff, true: Case, credit_reviewer: Any, client: Client
) -> None:
    row = confirm(credit_reviewer, proposed(staff, true))
    publish_all()
    row.refresh_from_db()
    refused("no_withdrawal", services.withdraw, credit_reviewer, row)
    act(services.propose_withdrawal, credit_reviewer, row, reason="答复有误。")
    refused("four_eyes", services.withdraw, credit_reviewer, row)
    act(services.keep, staff.supervisor, row)
    act(services.propose_withdrawal, credit_reviewer, row, reason="答复有误。")
    assert client.get(f"/records/{row.ref}/").status_code == 200
    row = act(services.withdraw, staff.supervisor, row)
    publish_all()
    assert (row.state, row.withdrawer) == ("withdrawn", staff.supervisor)
    assert client.get(f"/records/{row.ref}/").status_code == 410
    assert TEXTS["title_zh"] not in client.get("/answers/").content.decode()


def test_a_refused_one_is_written_anew(
    staff: scene.Staff, true: Case, credit_reviewer: Any
) -> None:
    row = act(services.refuse, credit_reviewer, proposed(staff, true), reason="指向性太强。")
    assert (row.state, row.ref) == ("refused", "")
    again = proposed(staff, true, question_zh="一家企业反映账款逾期。")
    assert (again.pk, again.state, again.decider) == (row.pk, "proposed", None)
    with pytest.raises(DomainError) as error:
        proposed(staff, true)
    assert error.value.code == "proposed_already"


@pytest.mark.parametrize(
    "text", ["电话13912345678", "电话１３９１２３４５６７８", "身份证 21010219900101001X",
             "邮箱 a.b@example.org", "卡号6222021234567890123", "座机024-22345678"]
)  # fmt: skip
def test_numbers_that_name_somebody_are_refused(staff: scene.Staff, true: Case, text: str) -> None:
    with pytest.raises(DomainError) as error:
        proposed(staff, true, answer_zh=f"请联系，{text}。")
    assert (error.value.code, error.value.field) == ("names_person", "answer_zh")


def test_nothing_without_consent_or_of_what_was_not_found_true(staff: scene.Staff) -> None:
    silent = staff.answered(scene.case_of())
    untrue = staff.answered(scene.case_of(number="SL-2", may_publish=True), verified=False)
    waiting = staff.dispatched(scene.case_of(number="SL-3", may_publish=True))
    for row in (silent, untrue, waiting):
        with pytest.raises(DomainError) as error:
            proposed(staff, row)
        assert error.value.code == "not_for_public"


def test_consent_taken_back_meanwhile_stops_it(
    staff: scene.Staff, true: Case, credit_reviewer: Any
) -> None:
    row = proposed(staff, true)
    scene.taken(scene.REPORTER, may_publish=False)
    digest = document_sha(disclosures_answers.document(row))
    refused("not_for_public", services.confirm, credit_reviewer, row, digest=digest)


def lines(user: Any) -> list[str]:
    """What his work list says there is to do."""
    return [str(one.kind) for one in items(user)]


def test_an_answer_whose_ground_is_gone_is_to_be_withdrawn(
    staff: scene.Staff, true: Case, credit_reviewer: Any
) -> None:
    row = confirm(credit_reviewer, proposed(staff, true))
    assert services.doubt_of(row) == "" and lines(staff.supervisor) == []
    scene.act(notes.open_again, staff.operator, true, reason="并未付款。")
    row = PublicAnswer.objects.get()
    assert services.doubt_of(row) and lines(staff.supervisor) == [GONE]
    doubt = services.doubt_of(row)
    assert panel.form_for("propose_withdrawal", "", doubt).initial["reason"] == doubt
    act(services.propose_withdrawal, staff.supervisor, row, reason=doubt)
    assert lines(staff.supervisor) == []
    assert invariants.broken() == {}


@pytest.mark.parametrize("change", ["untrue", "consent"])
def test_a_later_answer_or_consent_taken_back_is_a_doubt(
    staff: scene.Staff, true: Case, credit_reviewer: Any, change: str
) -> None:
    row = confirm(credit_reviewer, proposed(staff, true))
    if change == "untrue":
        true.replies.update(verified=False)
    else:
        scene.taken(scene.REPORTER, may_publish=False)
    row = PublicAnswer.objects.get()
    assert services.doubt_of(row)
    assert list(services.doubtful(PublicAnswer.objects.all())) == [row]


def test_bodies_and_operators_have_no_part_in_it(
    staff: scene.Staff, true: Case, hotline_operator: Any
) -> None:
    row = proposed(staff, true)
    for person in (hotline_operator, staff.handler, staff.head):
        refused("not_found", services.refuse, person, row, reason="不公开。")
