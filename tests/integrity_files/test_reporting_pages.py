"""The pages of reporting upward, and who may open them."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from credit_portal.directory import uscc
from integrity_files.models import ReportBatch
from integrity_files.reporting_forms import AnswerForm
from integrity_files.services import report_items
from integrity_files.work_reporting import items
from tests.integrity_files import record_scenes as scene


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {}),
        ("2 E17 机构代码未登记\n\n 5，E3", {2: ("E17", "机构代码未登记"), 5: ("E3", "")}),
        ("二 E17 坏", None),
        ("3", None),
    ],
)
def test_the_answer_is_read_line_by_line(text: str, found: Any) -> None:
    form = AnswerForm({"refused": text})
    assert form.is_valid() is (found is not None)
    assert found is None or form.cleaned_data["refused"] == found


def signed_in(user: Any) -> Client:
    """A browser."""
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_from_the_list_to_the_answer(
    credit_officer: Any, credit_reviewer: Any, officer: Any, auditor: Any, bureau: Any,
    credit_office: Any, settings: Any,
) -> None:  # fmt: skip
    for number, body in enumerate((credit_office, bureau), start=1):
        body.code = uscc.fictional(number)
        body.save(update_fields=["code"])
    settings.PUBLISHING_OFFICE_CODE = credit_office.code
    row = scene.decided(credit_officer, credit_reviewer, officer, bureau)
    report_items.gather_reports()
    works, reviews, reads = map(signed_in, (credit_officer, credit_reviewer, auditor))
    index = reverse("reporting:index")
    assert "组织批次" in works.get(index).content.decode()
    works.post(reverse("reporting:prepare"), {"channel": "bodies"})
    batch = ReportBatch.objects.get()
    page = reverse("reporting:batch", args=[batch.pk])
    assert batch.name in reads.get(page).content.decode()
    assert [line.title for line in items(credit_reviewer)] == [f"批次{batch.name}"]
    act = reverse("reporting:act", args=[batch.pk, "release"])
    assert works.post(act).status_code == 403
    reviews.post(act, {"version": batch.version})
    found = works.get(reverse("reporting:file", args=[batch.pk, "csv"]))
    assert bureau.code in found.content.decode("utf-8-sig")
    answer = {"refused": "1 E17 机构代码未登记"}
    works.post(reverse("reporting:act", args=[batch.pk, "answer"]), answer)
    assert "E17" in works.get(page).content.decode()
    mend, page = reverse("reporting:to-mend"), reverse("records:record", args=[row.pk])
    told = works.get(mend).content.decode()
    assert "机构代码未登记" in told and page in told
    assert page not in reads.get(mend).content.decode()  # an auditor opens no case
    assert batch.name in works.get(reverse("records:record", args=[row.pk])).content.decode()
    assert works.get(reverse("reporting:key")).content.startswith(b"-----BEGIN PUBLIC KEY")
    assert signed_in(officer).get(index).status_code == 403
