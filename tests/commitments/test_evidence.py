"""Looking at evidence: beside the text, and never without a trace."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commitments import services
from credit_portal.audit.models import AuditEvent
from credit_portal.common import acts
from tests.commitments import scenes
from tests.files import samples

pytestmark = pytest.mark.django_db


def _add(row: Any, officer: Any, upload: Any) -> Any:
    return acts.run(services.add_evidence, actor=officer, commitment_id=row.pk, upload=upload).value


def _signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _looks() -> list[tuple[str, str]]:
    rows = AuditEvent.objects.filter(verb="commitments.read_evidence")
    return sorted((row.actor_id, row.data["occasion"]) for row in rows)


def test_each_look_leaves_its_row(draft: Any, officer: Any, approver: Any) -> None:
    one = _add(draft, officer, scenes.picture("a.png"))
    client = _signed_in(approver)
    saved = client.get(f"/staff/commitments/evidence/{one.pk}/")
    assert saved["Content-Disposition"].startswith("attachment")
    seen = client.get(f"/staff/commitments/evidence/{one.pk}/shown/")
    assert seen["Content-Disposition"].startswith("inline")
    assert "sandbox" in seen["Content-Security-Policy"]
    assert _looks() == [(str(approver.pk), "download"), (str(approver.pk), "inline")]


def test_what_is_not_his_to_see_leaves_nothing(draft: Any, officer: Any, stranger: Any) -> None:
    one = _add(draft, officer, scenes.picture("a.png"))
    for tail in ("", "shown/"):
        answer = _signed_in(stranger).get(f"/staff/commitments/evidence/{one.pk}/{tail}")
        assert answer.status_code == 404
    assert _looks() == []


def test_a_pdf_may_be_framed_by_our_own_pages_only(draft: Any, officer: Any) -> None:
    upload = SimpleUploadedFile("a.pdf", samples.pdf(), "application/pdf")
    one = _add(draft, officer, upload)
    seen = _signed_in(officer).get(f"/staff/commitments/evidence/{one.pk}/shown/")
    assert seen["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in seen["Content-Security-Policy"]


def test_pages_show_pictures_and_documents_in_place(
    draft: Any, officer: Any, approver: Any
) -> None:
    picture = _add(draft, officer, scenes.picture("a.png"))
    upload = SimpleUploadedFile("b.pdf", samples.pdf(), "application/pdf")
    document = _add(draft, officer, upload)
    acts.run(services.submit, actor=officer, commitment_id=draft.pk)
    for page in (f"/staff/commitments/{draft.pk}/", "/staff/commitments/approve/"):
        answer = _signed_in(approver).get(page)
        body = answer.content.decode()
        assert f'<img src="/staff/commitments/evidence/{picture.pk}/shown/"' in body
        assert f'<iframe src="/staff/commitments/evidence/{document.pk}/shown/"' in body
        assert f'href="/staff/commitments/evidence/{document.pk}/"' in body
        assert "frame-src 'self'" in answer["Content-Security-Policy"]
    assert _looks() == []
