"""The page of one record, in every state it can have."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from credit_portal.files.services import store
from credit_portal.publishing import services
from credit_portal.publishing.models import Act, Decision
from credit_portal.publishing.services.decisions import Proposal, propose
from tests.portal.support import STANDING, commitment, put

pytestmark = pytest.mark.django_db


def page(ref: str, prefix: str = "") -> Any:
    """The record page as an anonymous visitor gets it."""
    return Client().get(f"{prefix}/records/{ref}/")


def test_it_shows_promise_outcome_date_and_proof(bureau: Any, officer: Any, approver: Any) -> None:
    row = put(
        bureau, officer, approver, outcome="broken", outcome_on="2026-10-20", findings_zh="未完成。"
    )
    body = page(row.ref).content.decode()
    for text in (
        "新增停车位一百个，年内完成。",
        "未履行",
        "未完成。",
        "中秋节",
        "公开账本",
        row.ref,
        "经审核登记并公开",
    ):
        assert text in body
    assert f"/api/v1/records/{row.ref}/proof/?format=tlog-proof" in body


def test_it_is_complete_in_english(bureau: Any, officer: Any, approver: Any) -> None:
    row = put(bureau, officer, approver, outcome="kept_late")
    body = page(row.ref, "/en").content.decode()
    assert '<html lang="en"' in body
    for text in (
        "A hundred parking spaces",
        "Kept late",
        "How the due date was computed",
        bureau.name_en,
    ):
        assert text in body


def test_a_standing_promise_shows_its_figures(bureau: Any, officer: Any, approver: Any) -> None:
    row = put(bureau, officer, approver, **STANDING)
    body = page(row.ref).content.decode()
    for text in ("398", "402", "99%", "2026年第一季度", "未报告", "按期办结率不低于 95%"):
        assert text in body


def test_a_text_in_one_language_says_so(bureau: Any, officer: Any, approver: Any) -> None:
    row = put(bureau, officer, approver, "", matter_zh="")
    body = page(row.ref).content.decode()
    assert "暂无中文译本" in body
    assert '<h1 lang="en">' in body


def test_markup_in_a_text_stays_text(bureau: Any, officer: Any, approver: Any) -> None:
    row = put(bureau, officer, approver, "<script>alert(1)</script>")
    body = page(row.ref).content.decode()
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert" in body


def test_a_removed_record_tells_why_and_nothing_else(
    bureau: Any, officer: Any, approver: Any, credit_reviewer: Any
) -> None:
    row = put(bureau, officer, approver)
    remove(row, bureau, officer, credit_reviewer)
    answer = page(row.ref)
    body = answer.content.decode()
    assert answer.status_code == 410
    assert "停车位" not in body
    assert bureau.name_zh not in body
    assert row.ref in body
    assert "noindex" in body
    assert "记录撤下一事载于第" in body


def remove(row: Any, bureau: Any, officer: Any, reviewer: Any) -> None:
    """Withdraw a displayed record."""
    first = Decision.objects.get(rec=row.rec)
    propose(
        Proposal(
            kind="commitment",
            source_type=first.source_type,
            source_id=first.source_id,
            organisation=bureau,
            proposer=officer,
            approver=reviewer,
            act=Act.WITHDRAW,
            reason="court",
        )
    )
    services.publish_all()


def test_what_never_was_public_is_404() -> None:
    for ref in ("SY-C2026-0000001X", "nope", "%00", "../../etc"):
        assert page(ref).status_code == 404


def test_lower_case_leads_to_the_one_address(bureau: Any, officer: Any, approver: Any) -> None:
    row = put(bureau, officer, approver)
    answer = page(row.ref.lower())
    assert answer.status_code == 301
    assert answer["Location"] == f"/records/{row.ref}/"


def test_evidence_that_the_document_does_not_name_is_404(
    bureau: Any, officer: Any, approver: Any
) -> None:
    row = put(bureau, officer, approver)
    assert Client().get(f"/records/{row.ref}/evidence/{uuid4()}/").status_code == 404


def test_evidence_of_a_displayed_record_can_be_fetched(
    bureau: Any, officer: Any, approver: Any
) -> None:
    picture = BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    upload = SimpleUploadedFile("照片.png", picture.getvalue(), "image/png")
    file = store(upload=upload, owner=officer, purpose="evidence")
    entry = {
        "id": str(uuid4()),
        "title": "照片",
        "sha256": file.sha256,
        "size": file.size,
        "content_type": "image/png",
    }
    row = put(bureau, officer, approver, evidence=[entry])
    answer = Client().get(f"/records/{row.ref}/evidence/{entry['id']}/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_an_earlier_version_can_be_read_and_says_so(
    bureau: Any, officer: Any, approver: Any
) -> None:
    row = put(bureau, officer, approver)
    first = Decision.objects.get(rec=row.rec)
    later = commitment(bureau, "新增停车位二百个")
    propose(
        Proposal(
            kind="commitment",
            source_type=first.source_type,
            source_id=first.source_id,
            organisation=bureau,
            proposer=officer,
            approver=approver,
            act=Act.PUBLISH,
            document=later,
        )
    )
    services.publish_all()
    present = page(row.ref).content.decode()
    earlier = Client().get(f"/records/{row.ref}/?version=1").content.decode()
    assert "二百个，年内完成" in present and 'href="?version=1"' in present
    assert "一百个，年内完成" in earlier and "不再有效" in earlier
    assert Client().get(f"/records/{row.ref}/?version=x").status_code == 200
