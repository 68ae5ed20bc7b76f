"""An act rests on what its page showed, and on files that were found clean."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from commitments import services
from commitments.models import Evidence, Verification
from credit_portal.common import acts
from credit_portal.files.models import StoredFile
from tests.api.support import Staff, code
from tests.commitments import scenes

pytestmark = pytest.mark.django_db
OVER = date(2026, 4, 2)
FOUND = {
    "outcome": "kept_late",
    "kept_on": "2026-04-01",
    "findings_zh": "已核实",
    "idempotency_key": "k",
}


def signed_in(user: Any) -> Client:
    """A browser."""
    client = Client()
    client.force_login(user)
    return client


def shown_version(page: Any, name: str) -> str:
    """The version in the form of an act."""
    (act,) = [one for one in page.context["acts"] if one["name"] == name]
    assert f'name="version" value="{act["version"]}"' in page.content.decode()
    return str(act["version"])


def edit(row: Any, user: Any) -> None:
    """Another text."""
    acts.run(
        services.edit_draft,
        actor=user,
        commitment_id=row.pk,
        expected_version=None,
        fields={"matter_zh": "同事改了"},
    )


def test_a_text_that_a_colleague_changed_is_not_submitted_unseen(
    draft: Any, officer: Any, colleague: Any
) -> None:
    browser = signed_in(officer)
    path = f"/staff/commitments/{draft.pk}/"
    seen = shown_version(browser.get(path), "submit")
    edit(draft, colleague)
    browser.post(f"{path}submit/", {"version": seen, "idempotency_key": "k"})
    draft.refresh_from_db()
    assert draft.state == "draft"
    seen = shown_version(browser.get(path), "submit")
    browser.post(f"{path}submit/", {"version": seen, "idempotency_key": "k2"})
    draft.refresh_from_db()
    assert draft.state == "submitted"


@pytest.mark.parametrize("name", ["approve", "return"])
def test_what_was_taken_back_meanwhile_is_not_decided(
    submitted: Any, officer: Any, approver: Any, name: str
) -> None:
    browser = signed_in(approver)
    path = f"/staff/commitments/{submitted.pk}/"
    page = browser.get(path)
    given = {"version": shown_version(page, name), "doc_sha": page.context["sha"], "reason": "x"}
    acts.run(services.take_back, actor=officer, commitment_id=submitted.pk)
    acts.run(services.submit, actor=officer, commitment_id=submitted.pk)
    browser.post(f"{path}{name}/", given)
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_an_outcome_is_not_proposed_on_an_older_report(
    registered: Any, officer: Any, credit_officer: Any, go_to: Any
) -> None:
    go_to(OVER)
    scenes.fulfilled(registered, officer, date(2026, 4, 1))
    task = scenes.live(registered)
    browser = signed_in(credit_officer)
    path = f"/staff/commitments/verifications/{task.pk}/"
    seen = shown_version(browser.get(path), "propose")
    acts.run(
        services.file_report,
        actor=officer,
        commitment_id=registered.pk,
        claim="not_fulfilled",
        text_zh="更正：未完成",
    )
    answer = browser.post(f"{path}propose/", {**FOUND, "version": seen})
    assert answer.status_code == 422
    task.refresh_from_db()
    assert (task.state, task.outcome) == ("open", "")


@pytest.mark.parametrize("name", ["confirm", "return_outcome"])
def test_nor_decided_on_an_older_proposal(
    registered: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any, name: str
) -> None:
    go_to(OVER)
    task = scenes.propose(scenes.live(registered), credit_officer, "broken")
    browser = signed_in(credit_reviewer)
    path = f"/staff/commitments/verifications/{task.pk}/"
    page = browser.get(path)
    seen, sha = shown_version(page, name), page.context["compare"]["doc_sha"]
    Verification.objects.filter(pk=task.pk).update(version=task.version + 1)
    given = {"version": seen, "doc_sha": sha, "reason": "x", "idempotency_key": "k"}
    browser.post(f"{path}{name}/", given)
    task.refresh_from_db()
    assert task.state == "proposed"


def test_the_api_wants_the_version_of_a_verification(
    registered: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    go_to(OVER)
    path = f"verifications/{scenes.live(registered).pk}/"
    for user, name, body in [
        (credit_officer, "propose", {"outcome": "broken", "findings_zh": "未建成"}),
        (credit_reviewer, "return", {"reason": "请补充"}),
    ]:
        staff, act = Staff(user), f"{path}transitions/{name}/"
        assert code(staff.post(act, body), 428) == "precondition_required"
        tag = staff.get(path)["ETag"]
        assert code(staff.post(act, body, If_Match='"v99"'), 412) == "stale"
        assert staff.post(act, body, If_Match=tag).status_code == 200


@pytest.fixture
def scanned(settings: Any) -> None:
    """A scanner is configured, so that files wait for it."""
    settings.CLAMD_SOCKET = "/nonexistent/clamd.sock"


@pytest.fixture
def file(draft: Any, officer: Any, scanned: None) -> StoredFile:
    """A file for the public on the draft, not scanned yet; the draft is submitted."""
    one = acts.run(
        services.add_evidence,
        actor=officer,
        commitment_id=draft.pk,
        upload=scenes.picture("a.png"),
        title="验收照片",
        is_public=True,
    ).value
    acts.run(services.submit, actor=officer, commitment_id=draft.pk)
    found: StoredFile = one.file
    return found


def test_nothing_is_approved_before_its_public_files_are_clean(
    draft: Any, file: StoredFile, approver: Any
) -> None:
    with scenes.refused("file_unchecked"):
        scenes.approve(draft, approver)
    page = signed_in(approver).get(f"/staff/commitments/{draft.pk}/").content.decode()
    assert "验收照片" in page and "检查通过前不得公开：验收照片" in page
    StoredFile.objects.filter(pk=file.pk).update(state="clean")
    assert scenes.approve(draft, approver).state == "registered"


def test_files_for_staff_may_still_be_checked(draft: Any, file: StoredFile, approver: Any) -> None:
    Evidence.objects.filter(commitment=draft).update(is_public=False)
    assert scenes.approve(draft, approver).state == "registered"


def test_nor_is_an_outcome_confirmed(
    registered: Any,
    officer: Any,
    credit_officer: Any,
    credit_reviewer: Any,
    go_to: Any,
    scanned: None,
) -> None:
    go_to(OVER)
    files = [services.Attachment(scenes.picture("b.png"), "现场照片", True)]
    scenes.fulfilled(registered, officer, date(2026, 4, 1), evidence=files)
    task = scenes.propose(
        scenes.live(registered), credit_officer, "kept_late", kept_on=date(2026, 4, 1)
    )
    page = signed_in(credit_reviewer).get(f"/staff/commitments/verifications/{task.pk}/")
    assert "检查通过前不得公开：现场照片" in page.content.decode()
    with scenes.refused("file_unchecked"):
        scenes.confirm(task, credit_reviewer)
    StoredFile.objects.update(state="rejected")
    acts.run(
        services.return_outcome, actor=credit_reviewer, verification_id=task.pk, reason="文件有毒"
    )
    scenes.decide(task, credit_officer, credit_reviewer, "kept_late", kept_on=date(2026, 4, 1))
    assert scenes.last_document(registered)["evidence"] == []
