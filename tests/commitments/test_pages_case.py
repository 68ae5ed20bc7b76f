"""The case page: every act pressed in the page, and its refusals."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from commitments import services
from commitments.models import Commitment, Evidence, PerformanceReport
from credit_portal.common import acts
from tests.commitments import scenes


def press(client: Client, row: Commitment, name: str, **data: Any) -> Any:
    """Press an act of the case."""
    data.setdefault("idempotency_key", str(uuid4()))
    return client.post(reverse("commitments:act", args=[row.pk, name]), data)


def show(client: Client, row: Commitment) -> str:
    """The case page."""
    return client.get(reverse("commitments:case", args=[row.pk])).content.decode()


def state(row: Commitment) -> str:
    """As it stands in the database."""
    row.refresh_from_db()
    return row.state


@pytest.fixture
def filer(client: Client, officer: Any) -> Client:
    """Signed in as the filer."""
    client.force_login(officer)
    return client


@pytest.fixture
def second(officer: Any, approver: Any) -> Client:
    """Signed in as the approver."""
    client = Client()
    client.force_login(approver)
    return client


def test_a_draft_goes_through_the_buttons_of_its_filer(filer: Client, draft: Any) -> None:
    assert press(filer, draft, "submit").status_code == 302
    assert state(draft) == "submitted"
    press(filer, draft, "take_back")
    assert state(draft) == "draft"
    press(filer, draft, "discard")
    assert state(draft) == "discarded"


def test_discarding_asks_once_more(filer: Client, draft: Any) -> None:
    page = show(filer, draft)
    at = page.index('value="discard"')
    assert '<details class="with-fields"' in page[at - 1200 : at]


def test_an_incomplete_draft_says_what_it_lacks(filer: Client, officer: Any, post: Any) -> None:
    row = scenes.draft(officer, post, measure_zh="", sector="")
    page = show(filer, row)
    edit = reverse("commitments:edit", args=[row.pk])
    assert f'href="{edit}#id_measure_zh"' in page
    assert f'href="{edit}#id_sector"' in page
    answer = filer.get(press(filer, row, "submit")["Location"])
    assert 'class="error"' in answer.content.decode()
    assert state(row) == "draft"


def test_a_late_milestone_is_named_without_fault(filer: Client, officer: Any, post: Any) -> None:
    row = scenes.draft(officer, post)
    acts.run(
        services.edit_draft,
        actor=officer,
        commitment_id=row.pk,
        expected_version=None,
        fields={},
        milestones=[{"title_zh": "收尾", "due_on": date(2026, 5, 1)}],
    )
    assert "#id_steps-0-title_zh" in show(filer, row)


def test_a_copy_opens_in_the_form(filer: Client, draft: Any) -> None:
    answer = press(filer, draft, "copy")
    copy = Commitment.objects.exclude(pk=draft.pk).get()
    assert answer["Location"] == reverse("commitments:edit", args=[copy.pk])


def test_the_approver_sees_the_preview_and_approves_it(
    second: Client, approver: Any, submitted: Any
) -> None:
    page = show(second, submitted)
    sha = scenes.seen(submitted, approver)
    assert sha in page
    assert 'class="preview"' in page
    assert press(second, submitted, "approve", doc_sha=sha).status_code == 302
    assert state(submitted) == "registered"


def test_other_content_than_seen_is_not_approved(second: Client, submitted: Any) -> None:
    answer = press(second, submitted, "approve", doc_sha="0" * 64)
    page = second.get(answer["Location"]).content.decode()
    assert '<li class="error">' in page
    assert state(submitted) == "submitted"


def test_the_filer_has_neither_preview_nor_approval(filer: Client, submitted: Any) -> None:
    page = show(filer, submitted)
    assert 'class="preview"' not in page
    assert 'value="approve"' not in page


def test_a_return_needs_a_reason_and_keeps_the_marks(second: Client, submitted: Any) -> None:
    answer = press(second, submitted, "return", reason="", marks=["measure_zh"])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="measure_zh" aria-' in page or 'value="measure_zh" id=' in page
    assert "checked" in page[page.index('value="measure_zh"') :][:120]
    press(second, submitted, "return", reason="请写明验收标准", marks=["measure_zh"])
    assert state(submitted) == "returned"


def test_only_fields_of_its_shape_can_be_marked(second: Client, submitted: Any) -> None:
    page = show(second, submitted)
    assert 'value="due_on"' in page
    assert 'value="indicator_zh"' not in page


def test_a_report_with_evidence(filer: Client, registered: Any) -> None:
    answer = press(
        filer,
        registered,
        "report",
        claim="fulfilled",
        text_zh="已全部建成",
        done_on="2026-03-02",
        file=scenes.picture("验收.png"),
        title="验收报告",
        is_public="on",
    )
    assert answer.status_code == 302
    report = PerformanceReport.objects.get()
    evidence = Evidence.objects.get(report=report)
    assert evidence.title == "验收报告"
    assert evidence.is_public


def test_a_bad_file_gives_the_sentence_and_keeps_the_fields(filer: Client, registered: Any) -> None:
    bad = SimpleUploadedFile("report.pdf", b"MZ\x90\x00 not a document", "application/pdf")
    answer = press(
        filer,
        registered,
        "report",
        claim="fulfilled",
        text_zh="保留的报告",
        done_on="2026-03-02",
        file=bad,
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "保留的报告" in page
    assert 'value="2026-03-02"' in page
    assert 'class="error-summary"' in page
    assert not PerformanceReport.objects.exists()


def test_fulfilled_needs_its_day(filer: Client, registered: Any) -> None:
    answer = press(filer, registered, "report", claim="fulfilled", text_zh="已建成")
    assert answer.status_code == 422
    assert "已建成" in answer.content.decode()


def test_figures_of_the_period_that_the_link_names(
    filer: Client, officer: Any, standing: Any, go_to: Any
) -> None:
    go_to(date(2026, 5, 4))
    filer.force_login(officer)
    april = standing.periods.get(number=2)
    url = reverse("commitments:act", args=[standing.pk, "report"])
    page = filer.get(f"{url}?period={april.pk}").content.decode()
    assert f'value="{april.pk}" selected' in page
    press(
        filer,
        standing,
        "report",
        claim="figures",
        period_id=april.pk,
        numerator="95",
        denominator="100",
    )
    page = show(filer, standing)
    assert ">100</td>" in page  # not 1E+2
    assert PerformanceReport.objects.get().period_id == april.pk


def test_the_same_press_twice_is_one_report(filer: Client, registered: Any) -> None:
    data = {"claim": "progress", "text_zh": "主体完工", "idempotency_key": str(uuid4())}
    assert press(filer, registered, "report", **data).status_code == 302
    assert press(filer, registered, "report", **data).status_code == 302
    assert PerformanceReport.objects.count() == 1


def test_evidence_of_a_draft(filer: Client, draft: Any) -> None:
    assert press(filer, draft, "evidence", title="没有文件").status_code == 422
    press(filer, draft, "evidence", file=scenes.picture("批复.png"), title="立项批复")
    one = Evidence.objects.get()
    answer = filer.get(reverse("commitments:evidence", args=[one.pk]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")


def test_evidence_of_others_is_404(client: Client, stranger: Any, officer: Any, draft: Any) -> None:
    one = acts.run(
        services.add_evidence, actor=officer, commitment_id=draft.pk, upload=scenes.picture("x.png")
    ).value
    client.force_login(stranger)
    assert client.get(reverse("commitments:evidence", args=[one.pk])).status_code == 404


def test_a_link_to_an_act_only_opens_its_form(filer: Client, registered: Any) -> None:
    page = filer.get(reverse("commitments:act", args=[registered.pk, "report"])).content.decode()
    assert '<details class="with-fields" open>' in page
    assert not PerformanceReport.objects.exists()
