"""Commitments through the staff API: the whole life, by the same services as the pages."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from commitments.models import Commitment
from integrity_files.models import FileEntry
from tests.api.support import ROOT, Staff, code, get
from tests.commitments.scenes import FIELDS

pytestmark = pytest.mark.django_db
FILED = {**FIELDS, "due_on": "2026-03-31"}


def act(staff: Staff, noun: str, key: Any, name: str, body: Any = None, **headers: str) -> Any:
    """Answer to a transition that is allowed, on the version seen where it needs one."""
    if name in {"submit", "return", "propose"}:
        headers["If_Match"] = staff.get(f"{noun}/{key}/")["ETag"]
    answer = staff.post(f"{noun}/{key}/transitions/{name}/", body, **headers)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.fixture
def four(officer: Any, approver: Any, credit_officer: Any, credit_reviewer: Any) -> list[Staff]:
    """Everybody whom a promise needs: a token each, those who decide at their desks."""
    return [
        Staff(officer),
        Staff.at_the_desk(approver),
        Staff(credit_officer),
        Staff.at_the_desk(credit_reviewer),
    ]


def test_a_promise_lives_through_the_api(clock: Any, post: Any, four: list[Staff]) -> None:
    filer, second, verifier, reviewer = four
    made = filer.post("commitments/", {"post": str(post.pk), **FILED}).json()
    key = made["id"]
    act(filer, "commitments", key, "submit")
    seen = second.get(f"commitments/{key}/preview/").json()
    assert seen["document"]["title_zh"] == FIELDS["title_zh"]
    done = act(second, "commitments", key, "approve", {"doc_sha": seen["doc_sha"]})
    assert (done["state"], done["registered_on"]) == ("registered", "2026-03-02")

    told = {"claim": "fulfilled", "done_on": "2026-03-02", "text_zh": "已建成"}
    act(filer, "commitments", key, "report", told)
    (task,) = verifier.get("verifications/?state=open").json()["results"]
    found = {"outcome": "kept", "findings_zh": "已现场核实", "kept_on": "2026-03-02"}
    act(verifier, "verifications", task["id"], "propose", found)
    seen = reviewer.get(f"verifications/{task['id']}/preview/").json()
    act(reviewer, "verifications", task["id"], "confirm", {"doc_sha": seen["doc_sha"]})
    assert filer.get(f"commitments/{key}/").json()["outcome"] == "kept"
    assert FileEntry.objects.exists()


def test_everybody_lists_his_own_scope(
    draft: Any, officer: Any, stranger: Any, auditor: Any, credit_officer: Any
) -> None:
    assert [row["id"] for row in Staff(officer).get("commitments/").json()["results"]] == [
        str(draft.pk)
    ]
    for other in (stranger, auditor, credit_officer):
        assert Staff(other).get("commitments/").json()["results"] == []


@pytest.mark.parametrize(
    ("query", "count"),
    [("state=draft", 1), ("state=registered", 0), ("shape=one_off&sector=elderly_care", 1),
     ("due_before=2026-03-30", 0), ("due_after=2026-03-31", 1), ("organisation=none", 0)],
)  # fmt: skip
def test_lists_are_filtered(draft: Any, officer: Any, query: str, count: int) -> None:
    assert len(Staff(officer).get(f"commitments/?{query}").json()["results"]) == count


def test_a_filter_value_that_does_not_exist_is_refused(officer: Any) -> None:
    staff = Staff(officer)
    for query in ("commitments/?state=splendid", "verifications/?commitment=5"):
        assert code(staff.get(query), 400) == "invalid_parameter"


def test_allowed_to_see_but_not_to_do_is_forbidden(submitted: Any, officer: Any) -> None:
    staff = Staff(officer)
    body = {"doc_sha": "0" * 64}
    answer = staff.post(f"commitments/{submitted.pk}/transitions/approve/", body)
    assert code(answer, 403) in {"not_allowed", "four_eyes"}
    assert code(staff.get(f"commitments/{submitted.pk}/preview/"), 403)


def test_what_was_not_previewed_is_not_approved(submitted: Any, approver: Any) -> None:
    body = {"doc_sha": "0" * 64}
    staff = Staff.at_the_desk(approver)
    answer = staff.post(f"commitments/{submitted.pk}/transitions/approve/", body)
    assert code(answer, 409)
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_a_token_never_approves(submitted: Any, approver: Any) -> None:
    staff, path = Staff(approver), f"commitments/{submitted.pk}/"
    body = {"doc_sha": staff.get(f"{path}preview/").json()["doc_sha"]}
    answer = staff.post(f"{path}transitions/approve/", body)
    assert code(answer, 403) == "reauthentication_needed"
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_a_transition_out_of_turn_is_a_conflict(draft: Any, officer: Any) -> None:
    answer = Staff(officer).post(f"commitments/{draft.pk}/transitions/take_back/")
    assert answer.status_code in (403, 409)
    assert code(answer, answer.status_code)


def test_an_unknown_transition_is_not_found(draft: Any, officer: Any) -> None:
    answer = Staff(officer).post(f"commitments/{draft.pk}/transitions/abolish/")
    assert code(answer, 404) == "not_found"


def test_faults_name_their_member(officer: Any, post: Any) -> None:
    body = {
        "post": str(post.pk),
        "due_on": "30.02.2026",
        "milestones": [{"title_zh": "甲"}, {"due_on": 5}],
    }
    answer = Staff(officer).post("commitments/", body)
    assert code(answer, 400) == "invalid"
    fields = {fault["field"] for fault in answer.json()["errors"]}
    assert {"due_on", "milestones.1.due_on"} <= fields


READ_ONLY = [
    ("state", "registered"), ("outcome", "kept"), ("approver", "x"), ("filer", "x"), ("ref", "SY"),
    ("version", 99), ("registered_on", "2020-01-01"), ("organisation", "x"), ("id", "x"),
    ("is_demo", True), ("authors", []), ("due_explanation", {}), ("kept_on", "2020-01-01"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), READ_ONLY)
def test_what_may_not_be_set_is_refused_and_unchanged(
    draft: Any, officer: Any, name: str, value: Any
) -> None:
    before = Commitment.objects.values().get(pk=draft.pk)
    body = {"title_zh": "改过的标题", name: value}
    answer = Staff(officer).patch(f"commitments/{draft.pk}/", body, If_Match='"v1"')
    assert code(answer, 400) == "invalid"
    assert answer.json()["errors"][0]["code"] == "unknown_member"
    assert Commitment.objects.values().get(pk=draft.pk) == before


def test_a_session_acts_only_with_its_csrf_token(draft: Any, officer: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(officer)
    assert browser.get(f"{ROOT}commitments/{draft.pk}/").status_code == 200
    answer = browser.post(f"{ROOT}commitments/{draft.pk}/transitions/submit/")
    assert code(answer, 403) == "permission_denied"


def test_a_reading_token_does_not_write(draft: Any, officer: Any) -> None:
    reader = Staff(officer, "read")
    assert reader.get(f"commitments/{draft.pk}/").status_code == 200
    for method, path in [
        ("post", "commitments/"),
        ("patch", f"commitments/{draft.pk}/"),
        ("post", f"commitments/{draft.pk}/transitions/submit/"),
    ]:
        assert code(reader.ask(method, path, {}, If_Match='"v1"'), 403) == "permission_denied"
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_staff_answers_are_private(draft: Any, officer: Any) -> None:
    for path in ("commitments/", f"commitments/{draft.pk}/"):
        answer = Staff(officer).get(path)
        assert "private" in answer["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in answer
    assert get(f"commitments/{draft.pk}/").status_code == 401


def test_options_tell_the_methods(draft: Any, officer: Any) -> None:
    answer = Staff(officer).ask("options", f"commitments/{draft.pk}/")
    assert answer.json() == {"methods": ["GET", "PATCH", "HEAD", "OPTIONS"]}


def test_due_day_is_kept_as_a_date(draft: Any, officer: Any) -> None:
    body = Staff(officer).get(f"commitments/{draft.pk}/").json()
    assert date.fromisoformat(body["due_on"]) == draft.due_on
