"""Letters: drafted by one, issued by a second, numbered without gaps, kept as issued."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pypdf
import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from credit_portal.common import acts
from credit_portal.common.errors import DomainError
from credit_portal.files.services import read_clean
from integrity_files import letter_drafts, letter_pdf
from integrity_files.models import Letter, LetterAnswer, LetterSeries
from integrity_files.services import letter_answers, letters
from tests.integrity_files import record_scenes

pytestmark = pytest.mark.django_db
TEXTS: dict[str, Any] = {
    "addressee_zh": "示例市中级人民法院", "title_zh": "关于商请提供裁判文书的函",
    "body_zh": "现商请贵院提供有关裁判文书。\n请予支持。", "enclosures": ["案件清单", "联系表"],
    "copies_zh": "示例市司法局",
}  # fmt: skip


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


def drafted(officer: Any, kind: str = "letter", **more: Any) -> Letter:
    """A draft."""
    found: Letter = acts.run(
        letters.draft_letter, actor=officer, kind=kind, texts={**TEXTS, **more}
    ).value
    return found


def act(service: Any, actor: Any, row: Letter, **given: Any) -> Letter:
    """One act, read anew."""
    acts.run(service, actor=actor, letter_id=row.pk, **given)
    return Letter.objects.get(pk=row.pk)


def barred(match: str, row: Letter, **change: Any) -> None:
    """The database refuses the change."""
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        Letter.objects.filter(pk=row.pk).update(**change)


def text_of(content: bytes) -> tuple[str, int]:
    """What a PDF says, and on how many pages."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages), len(pages)


def test_a_letter_gets_the_next_number_and_stays(
    credit_officer: Any, credit_reviewer: Any, credit_office: Any
) -> None:
    name = credit_office.short_name_zh or credit_office.name_zh
    for place in (1, 2):
        row = act(letters.issue_letter, credit_reviewer, drafted(credit_officer))
        assert row.number == f"{name}函〔2026〕{place}号"
    other = act(letters.issue_letter, credit_reviewer, drafted(credit_officer, "order"))
    assert other.number == f"{name}责〔2026〕1号"
    assert row.archive is not None and row.archive_sha256 == row.archive.sha256
    text, pages = text_of(read_clean(row.archive))
    assert pages == 1
    for words in (row.number, *TEXTS["enclosures"], "示例市中级人民法院：", "抄送：示例市司法局。",
                  "2026年3月2日", "请予支持。", credit_office.name_zh):  # fmt: skip
        assert "".join(words.split()) in text, words
    for change in ({"title_zh": "别的"}, {"sequence": 9}, {"state": "draft"}):
        barred("stays", row, **change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()
    with pytest.raises(DatabaseError, match="goes on by one"), transaction.atomic():
        LetterSeries.objects.update(last=9)


def test_nobody_issues_his_own_draft(
    credit_officer: Any, credit_reviewer: Any, second_reviewer: Any
) -> None:
    row = drafted(credit_officer)
    with pytest.raises(DomainError) as error:
        act(letters.issue_letter, credit_officer, row)
    assert error.value.code == "not_allowed"
    kept = {"state": "issued", "issued_on": "2026-03-02", "year": 2026, "number": "x",
            "archive_sha256": "0" * 64}  # fmt: skip
    done = act(letters.issue_letter, credit_reviewer, drafted(credit_officer))
    barred("second person|letter_issued", row, issuer=credit_officer, sequence=2,
           archive=done.archive, **kept)  # fmt: skip
    barred("without gaps", row, issuer=credit_reviewer, sequence=3, archive=done.archive, **kept)
    row = act(letters.return_letter, credit_reviewer, row, reason="标题不准。")
    row = act(letters.change_letter, credit_officer, row, texts={**TEXTS, "title_zh": "改"} | {
        "title_zh": "关于商请协助的函"})  # fmt: skip
    assert row.back_zh == ""
    assert act(letters.give_up_letter, credit_officer, row).number == ""


def test_a_long_letter_goes_on_over_the_page(credit_officer: Any) -> None:
    row = drafted(credit_officer, body_zh="\n".join(["请协助核实有关情况并予以函复。" * 4] * 24))
    _text, pages = text_of(letter_pdf.make(row))
    assert pages > 1


def test_an_answer_on_paper_is_checked_by_another_clerk(
    credit_officer: Any, credit_reviewer: Any
) -> None:
    row = drafted(credit_officer)
    given: dict[str, Any] = {
        "received_on": date(2026, 3, 2), "paper_date": date(2026, 2, 27),
        "organ": "示例市中级人民法院", "number": "示法函〔2026〕3号", "gist": "同意提供。",
    }  # fmt: skip
    with pytest.raises(DomainError) as error:
        act(letter_answers.enter_answer, credit_officer, row, upload=record_scenes.paper(), **given)
    assert error.value.code == "not_issued"
    row = act(letters.issue_letter, credit_reviewer, row)
    for code, change in (("date_order", {"paper_date": date(2026, 3, 2),
                                         "received_on": date(2026, 3, 1)}),
                         ("date_future", {"received_on": date(2026, 3, 3)}),
                         ("file_missing", {"upload": None})):  # fmt: skip
        with pytest.raises(DomainError) as error:
            act(letter_answers.enter_answer, credit_officer, row,
                **{"upload": record_scenes.paper(), **given, **change})  # fmt: skip
        assert error.value.code == code
    act(letter_answers.enter_answer, credit_officer, row, upload=record_scenes.paper(), **given)
    found = LetterAnswer.objects.get()
    with pytest.raises(DomainError) as error:
        act(letter_answers.check_answer, credit_officer, row, answer_id=found.pk, agrees=True)
    assert error.value.code == "four_eyes"
    with pytest.raises(DatabaseError, match="another clerk"), transaction.atomic():
        LetterAnswer.objects.update(state="checked", checker=credit_officer,
                                    checked_on="2026-03-02")  # fmt: skip
    act(letter_answers.check_answer, credit_reviewer, row, answer_id=found.pk, agrees=True)
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        LetterAnswer.objects.update(gist_zh="别的")


def test_a_letter_is_begun_from_the_record(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any
) -> None:
    record = record_scenes.decided(credit_officer, credit_reviewer, officer, bureau)
    for kind in ("order", "notice", "decision", "letter"):
        begun = letter_drafts.of_record(record, kind)
        assert begun["title_zh"] and bureau.name_zh in begun["title_zh"]
    office, second, body = Client(), Client(), Client()
    for client, user in ((office, credit_officer), (second, credit_reviewer), (body, officer)):
        client.force_login(user)
    new = reverse("letters:new") + f"?record={record.pk}&kind=decision"
    assert "民事判决书" in office.get(new).content.decode()
    begun = letter_drafts.of_record(record, "decision")
    office.post(new, begun)
    row = Letter.objects.get()
    url = reverse("letters:letter", args=[row.pk])
    assert body.get(url).status_code == 404
    pdf = reverse("letters:pdf", args=[row.pk])
    assert "草稿" in text_of(office.get(pdf).content)[0]
    second.post(reverse("letters:act", args=[row.pk, "issue"]), {"version": row.version})
    assert "决〔2026〕1号" in body.get(url).content.decode()
    assert body.get(pdf).status_code == 200
    assert (
        "决〔2026〕1号" in office.get(reverse("letters:index") + "?kind=decision").content.decode()
    )
    assert row.title_zh in body.get(reverse("records:record", args=[record.pk])).content.decode()
