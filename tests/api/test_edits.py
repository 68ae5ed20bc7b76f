"""Edits rest on the version seen; a submission sent twice is one effect and one answer."""

from typing import Any

import pytest
from django.db import transaction

from commitments.models import Commitment
from tests.api.support import Staff, code

pytestmark = pytest.mark.django_db


def test_an_edit_names_the_version_it_rests_on(draft: Any, officer: Any) -> None:
    staff, path = Staff(officer), f"commitments/{draft.pk}/"
    tag = staff.get(path)["ETag"]
    assert code(staff.patch(path, {"title_zh": "甲"}), 428) == "precondition_required"
    assert code(staff.patch(path, {"title_zh": "甲"}, If_Match="*"), 428)
    done = staff.patch(path, {"title_zh": "乙"}, If_Match=tag)
    assert (done.status_code, done.json()["title_zh"]) == (200, "乙")
    assert done["ETag"] == staff.get(path)["ETag"] != tag
    assert code(staff.patch(path, {"title_zh": "丙"}, If_Match=tag), 412) == "stale"
    for forged in ('"v0"', '"v999"', '"vx"', "v1, v2", '"' + "9" * 500 + '"'):
        assert code(staff.patch(path, {"title_zh": "丁"}, If_Match=forged), 412) == "stale"
    draft.refresh_from_db()
    assert draft.title_zh == "乙"


def test_a_read_answers_304_until_the_case_changes(draft: Any, officer: Any) -> None:
    staff, path = Staff(officer), f"commitments/{draft.pk}/"
    tag = staff.get(path)["ETag"]
    assert staff.get(path, If_None_Match=tag).status_code == 304
    assert staff.post(f"{path}transitions/submit/", If_Match=tag).status_code == 200
    assert staff.get(path, If_None_Match=tag).status_code == 200


def test_a_return_names_the_version_seen(submitted: Any, approver: Any) -> None:
    staff, path = Staff(approver), f"commitments/{submitted.pk}/"
    body, act = {"reason": "请补充指标"}, f"{path}transitions/return/"
    assert code(staff.post(act, body, If_Match='"v1"'), 412) == "stale"
    assert code(staff.post(act, body), 428) == "precondition_required"
    assert code(staff.post(act, body, If_Match="*"), 428) == "precondition_required"
    assert staff.post(act, body, If_Match=staff.get(path)["ETag"]).status_code == 200


def test_other_transitions_may(submitted: Any, officer: Any) -> None:
    staff, path = Staff(officer), f"commitments/{submitted.pk}/"
    act = f"{path}transitions/take_back/"
    assert code(staff.post(act, If_Match='"v1"'), 412) == "stale"
    for given in ({"If_Match": staff.get(path)["ETag"]}, {"If_Match": "*"}, {}):
        point = transaction.savepoint()
        assert staff.post(act, **given).status_code == 200
        transaction.savepoint_rollback(point)


def test_the_same_submission_twice_is_one_draft(clock: Any, officer: Any, post: Any) -> None:
    staff, body = Staff(officer), {"post": str(post.pk), "title_zh": "一次"}
    first = staff.post("commitments/", body, Idempotency_Key="k1")
    second = staff.post("commitments/", body, Idempotency_Key="k1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert first["ETag"] == second["ETag"]
    assert second["Idempotency-Replayed"] == "true"
    assert Commitment.objects.count() == 1
    third = staff.post("commitments/", body)
    assert third.json()["id"] != first.json()["id"]


def test_the_answer_stays_the_first_one(clock: Any, draft: Any, officer: Any) -> None:
    staff, path = Staff(officer), f"commitments/{draft.pk}/"
    edit = {"title_zh": "第一次"}
    tag = staff.get(path)["ETag"]
    first = staff.patch(path, edit, If_Match=tag, Idempotency_Key="k2")
    staff.patch(path, {"title_zh": "后来"}, If_Match=first["ETag"])
    again = staff.patch(path, edit, If_Match=tag, Idempotency_Key="k2")
    assert again.json() == first.json()
    draft.refresh_from_db()
    assert draft.title_zh == "后来"


def test_a_key_with_other_content_is_a_conflict(clock: Any, officer: Any, post: Any) -> None:
    staff, body = Staff(officer), {"post": str(post.pk), "title_zh": "甲"}
    staff.post("commitments/", body, Idempotency_Key="k3")
    other = staff.post("commitments/", {**body, "title_zh": "乙"}, Idempotency_Key="k3")
    assert code(other, 409) == "idempotency_key_reused"


def test_the_key_of_another_person_is_another_key(
    clock: Any, officer: Any, colleague: Any, post: Any
) -> None:
    body = {"post": str(post.pk), "title_zh": "甲"}
    made = {
        Staff(user).post("commitments/", body, Idempotency_Key="k4").json()["id"]
        for user in (officer, colleague)
    }
    assert len(made) == 2


def test_a_transition_twice_with_one_key_is_done_once(draft: Any, officer: Any) -> None:
    staff, path = Staff(officer), f"commitments/{draft.pk}/transitions/submit/"
    tag = staff.get(f"commitments/{draft.pk}/")["ETag"]
    first = staff.post(path, Idempotency_Key="k5", If_Match=tag)
    again = staff.post(path, Idempotency_Key="k5", If_Match=tag)
    assert first.json() == again.json()
    assert code(staff.post(path, If_Match=first["ETag"]), 409)


def test_a_copy_answers_the_new_draft(registered: Any, officer: Any) -> None:
    answer = Staff(officer).post(f"commitments/{registered.pk}/transitions/copy/").json()
    assert (answer["state"], answer["id"] != str(registered.pk)) == ("draft", True)


@pytest.mark.parametrize("key", ["k" * 201, "line\tbreak"])
def test_a_key_is_short_and_plain(officer: Any, post: Any, key: str) -> None:
    answer = Staff(officer).post("commitments/", {"post": str(post.pk)}, Idempotency_Key=key)
    assert code(answer, 400) == "idempotency_key_invalid"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [(b"{", 400), (b"\xff", 400), (b'{"a": NaN}', 400), (b"[" * 5000, 400), (b"[]", 400),
     (b"null", 400), (b'{"post": "\\ud800"}', 400), (b'{"title_zh": "\\u0000"}', 400)],
)  # fmt: skip
def test_a_body_that_is_no_object_is_refused(officer: Any, body: bytes, wanted: int) -> None:
    client = Staff(officer).client
    answer = client.post("/api/v1/commitments/", body, content_type="application/json")
    assert code(answer, wanted)


def test_a_body_too_large_is_refused(officer: Any, draft: Any, settings: Any) -> None:
    staff = Staff(officer)
    body = {"title_zh": "诺" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE}
    assert code(staff.post("commitments/", body), 413) == "too_large"
    assert code(staff.patch(f"commitments/{draft.pk}/", body, If_Match='"v1"'), 413)
