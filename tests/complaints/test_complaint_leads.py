"""A complaint found true becomes a lead in one step, and the case follows what becomes of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from complaints import lead_story, web_progress
from complaints.models import AccusedPost, Case, Recusal
from complaints.services import leads, steps
from complaints.services.leads import convert
from credit_portal.common import clock
from credit_portal.common.actors import ANYBODY, SYSTEM
from credit_portal.common.errors import DomainError
from credit_portal.directory.services import appoint
from credit_portal.files import services as files
from credit_portal.files.models import StoredFile
from credit_portal.notices.models import Notice
from integrity_files import selectors_leads, services
from integrity_files.models import Lead, Record
from tests.complaints import exchange_scenes as scene
from tests.integrity_files import record_scenes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_keys", "travel")]
GIVEN: dict[str, Any] = {
    "title": "拖欠工程款", "facts": "合同约定付清而至今未付。", "category": "B02",
    "happened_on": date(2026, 1, 1),
}  # fmt: skip


@pytest.fixture
def true(staff: scene.Staff) -> Case:
    """A case whose answer says that it is true."""
    return staff.answered(scene.case_of(scene.REPORTER))


def with_file(row: Case) -> Any:
    """A cleaned file that the reporter handed in."""
    upload = SimpleUploadedFile("赵某的合同.png", record_scenes.paper(77).read(), "image/png")
    kept = files.store(upload=upload, owner=ANYBODY, purpose="complaint", anonymous=True)
    return steps.say(row, "more", "见附件。", file=kept)


def refused(code: str, actor: Any, row: Case, **more: Any) -> None:
    """It is refused so, and nothing is left of it."""
    with pytest.raises(DomainError) as error:
        scene.act(convert, actor, row, **{**GIVEN, **more})
    assert error.value.code == code
    assert not Lead.objects.exists() and StoredFile.objects.filter(purpose="lead").count() == 0


def test_it_takes_words_and_copies_of_files_along_and_nobody(
    staff: scene.Staff, true: Case, credit_officer: Any
) -> None:
    note = with_file(true)
    scene.act(convert, staff.supervisor, true, **GIVEN, note_ids=[note.pk])
    lead = Lead.objects.get()
    assert (true.lead, lead.origin, lead.organisation) == (lead, "complaint", staff.body)
    assert (lead.title_zh, lead.facts_zh) == (GIVEN["title"], GIVEN["facts"])
    assert (lead.category, lead.happened_on) == ("B02", date(2026, 1, 1))
    copy = lead.files.get().file
    assert copy.pk != note.file.pk and copy.storage_name != note.file.storage_name
    assert copy.name == "线索附件1.png"
    assert files.read_clean(copy) == files.read_clean(note.file)
    shown = str([lead.__dict__, copy.__dict__, *lead.events.values()])
    assert scene.NAME not in shown and true.number not in shown and true.facts_zh not in shown
    told = Notice.objects.filter(template="lead_opened", channel="in_site")
    assert {one.recipient for one in told} == {credit_officer}
    seen = services.read_evidence(actor=credit_officer, lead_id=lead.pk, file_id=copy.pk)
    assert seen == copy


def test_once_only(staff: scene.Staff, true: Case) -> None:
    scene.act(convert, staff.supervisor, true, **GIVEN)
    with pytest.raises(DomainError) as error:
        scene.act(convert, staff.supervisor, true, **GIVEN)
    assert error.value.code == "lead_there"
    assert Lead.objects.count() == 1
    assert not leads.may_convert(staff.supervisor, true)


def test_only_what_was_found_true(staff: scene.Staff) -> None:
    waiting = staff.dispatched(scene.case_of())
    refused("not_found_true", staff.supervisor, waiting)
    untrue = staff.answered(scene.case_of(number="SL-2"), verified=False)
    refused("not_found_true", staff.supervisor, untrue)
    unnamed = scene.case_of(number="SL-3", accused_zh="某中心")
    refused("body_missing", staff.supervisor, unnamed)


def test_whoever_is_barred_from_the_case_is_so_from_its_lead(
    staff: scene.Staff, true: Case, credit_officer: Any, credit_reviewer: Any
) -> None:
    """A former holder of the accused post, now at the credit office; and one who keeps out."""
    appoint(
        actor=SYSTEM, post=credit_officer.post, person=credit_officer.person, kind="regular",
        starts_on=date(2025, 1, 1),
    )  # fmt: skip
    AccusedPost.objects.create(case=true, post=credit_officer.post, named_on=date(2026, 3, 2))
    Recusal.objects.create(
        case=true, user=credit_reviewer, maker=staff.supervisor, made_on=clock.today()
    )
    scene.act(convert, staff.supervisor, true, **GIVEN)
    lead = Lead.objects.get()
    assert not Notice.objects.filter(template="lead_opened").exists()
    for user in (credit_officer, credit_reviewer):
        assert not selectors_leads.visible_to(user).exists()
        assert not selectors_leads.may_know(user, lead)
    assert selectors_leads.officers_for(lead) == []


def test_neither_operators_nor_whoever_must_not_know(
    staff: scene.Staff, true: Case, hotline_operator: Any
) -> None:
    refused("not_allowed", hotline_operator, true)
    refused("not_found", staff.handler, Case(pk=uuid4()))
    Recusal.objects.create(
        case=true, user=staff.supervisor, maker=staff.supervisor, made_on=clock.today()
    )
    with pytest.raises(DomainError) as error:
        convert(actor=staff.supervisor, case_id=true.pk, **GIVEN)
    assert error.value.code == "not_found"


@pytest.mark.parametrize(
    ("more", "code"),
    [({"facts": "请联系 139 1234 5678。"}, "names_person"),
     ({"title": "身份证21010219900101001X"}, "names_person"),
     ({"happened_on": date(2026, 3, 3)}, "date_future"), ({"category": "B77"}, "choice_unknown"),
     ({"facts": " "}, "words_missing"), ({"note_ids": [uuid4()]}, "file_unknown")],
)  # fmt: skip
def test_what_does_not_fit_is_refused(
    staff: scene.Staff, true: Case, more: dict[str, Any], code: str
) -> None:
    refused(code, staff.supervisor, true, **more)


def codes(row: Case) -> list[str]:
    """What the reporter is told."""
    row.refresh_from_db()
    return [one.code for one in lead_story.of(row)]


def test_the_case_follows_its_lead_to_the_record(
    staff: scene.Staff, true: Case, credit_officer: Any, credit_reviewer: Any, officer: Any,
    travel: Any,
) -> None:  # fmt: skip
    assert codes(true) == []
    scene.act(convert, staff.supervisor, true, **GIVEN)
    assert codes(true) == ["opened"]
    lead = true.lead
    assert lead is not None
    services.take_lead(actor=credit_officer, lead_id=lead.pk)
    services.find_true(
        actor=credit_officer, lead_id=lead.pk, finding="属实，至今未付。", excuses=["E4"]
    )
    row = services.order_rectification(
        actor=credit_officer, lead_id=lead.pk, order="三十日内付清。"
    )
    assert codes(true) == ["opened", "found_true", "ordered"]
    act = record_scenes.act
    row = act(services.serve_notice, credit_officer, row, notice=record_scenes.NOTICE)
    row = act(services.file_statement, officer, row, text="将分期支付。", short="将分期支付。")
    row = act(services.consider_statement, credit_officer, row, considered="不影响付款义务。")
    row = record_scenes.propose(row, credit_officer)
    row = act(services.decide_determination, credit_reviewer, row)
    assert row.state == "decided"
    assert codes(true)[-1] == "decided"
    assert Record.objects.get().lead == lead


def test_whoever_reported_reads_it_by_his_receipt(
    staff: scene.Staff, true: Case, credit_officer: Any
) -> None:
    scene.act(convert, staff.supervisor, true, **GIVEN)
    assert true.lead is not None
    services.take_lead(actor=credit_officer, lead_id=true.lead.pk)
    services.find_true(actor=credit_officer, lead_id=true.lead.pk, finding="属实。")
    told = [str(one.text) for one in web_progress.page(true)["pursued"]]
    assert told == ["已转信用办，正在核实。", "信用办核实属实。"]


def test_the_credit_office_takes_along_what_it_reads(
    staff: scene.Staff, true: Case, credit_officer: Any
) -> None:
    note = with_file(true)
    assert leads.files_of(credit_officer, true) == []
    refused("file_unknown", credit_officer, true, note_ids=[note.pk])
    scene.act(convert, credit_officer, true, **GIVEN)
    assert Lead.objects.get().opener == credit_officer


def test_a_lead_found_untrue_is_told_too(
    staff: scene.Staff, true: Case, credit_officer: Any, credit_reviewer: Any
) -> None:
    scene.act(convert, staff.supervisor, true, **GIVEN)
    lead = true.lead
    assert lead is not None
    services.take_lead(actor=credit_officer, lead_id=lead.pk)
    services.propose_untrue(actor=credit_officer, lead_id=lead.pk, finding="款项已付清。")
    assert codes(true) == ["opened"]  # until a second person confirms it
    services.confirm_untrue(actor=credit_reviewer, lead_id=lead.pk)
    assert codes(true) == ["opened", "closed"]
