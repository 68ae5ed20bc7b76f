"""Removed, never public, foreign: what the answer may and may not tell (design.md 2.7)."""

from typing import Any
from uuid import uuid4

import pytest

from tests.api.support import Staff, code, get
from tests.portal.support import commitment
from tests.publishing.support import decide, publish, source

pytestmark = pytest.mark.django_db
TITLE = "不会留下的标题"


@pytest.fixture
def removed(bureau: Any, officer: Any, approver: Any, credit_reviewer: Any) -> str:
    """Reference of a record that was published, and withdrawn after an objection."""
    thing = source()
    document = commitment(bureau, TITLE)
    publish(bureau, officer, approver, source=thing, kind="commitment", document=document)
    ref = str(get("records/").json()["results"][0]["ref"])
    publish(
        bureau,
        officer,
        credit_reviewer,
        source=thing,
        kind="commitment",
        document=None,
        act="withdraw",
        basis="W01",
        reason="objection_upheld",
    )
    return ref


def test_a_removed_record_leaves_reason_date_and_basis(removed: str, bureau: Any) -> None:
    for path in (f"records/{removed}/", f"records/{removed}/proof/"):
        answer = get(path)
        assert code(answer, 410) == "gone"
        body = answer.json()
        assert (body["ref"], body["act"]) == (removed, "withdraw")
        assert body["reason"]["code"] == "objection_upheld"
        assert (body["basis"]["code"], bool(body["basis"]["name_zh"])) == ("W01", True)
        assert body["removed_at"]
        text = answer.content.decode()
        assert TITLE not in text
        assert bureau.name_zh not in text
        assert bureau.slug not in text


def test_lists_leave_it_out_and_changes_tell_the_tombstone(removed: str) -> None:
    assert get("records/").json()["results"] == []
    (change,) = get("changes/").json()["results"]
    assert (change["ref"], change["act"]) == (removed, "withdraw")
    assert change["removed_at"]
    assert TITLE not in str(change)


def test_a_removal_is_not_kept_by_caches(removed: str) -> None:
    answer = get(f"records/{removed}/")
    assert "ETag" not in answer
    assert answer["Cache-Control"] == "no-store"


def test_never_public_reads_like_nonexistent(bureau: Any, officer: Any, approver: Any) -> None:
    pending = decide(bureau, officer, approver)
    bodies = {
        get(f"records/{ref}/").content
        for ref in ("SY-C2026-0000001S", "nonsense", pending.rec[:24], "x" * 300, str(pending.pk))
    }
    assert len(bodies) == 1
    proofs = {get(f"records/{ref}/proof/").content for ref in ("SY-C2026-0000001S", "x")}
    assert proofs == bodies


def test_a_foreign_draft_reads_like_nonexistent(draft: Any, stranger: Any) -> None:
    staff = Staff(stranger)
    for path in ("commitments/{}/", "commitments/{}/preview/"):
        foreign, none = staff.get(path.format(draft.pk)), staff.get(path.format(uuid4()))
        assert code(foreign, 404) == "not_found"
        assert foreign.content == none.content
    for name in ("submit", "discard", "copy"):
        foreign = staff.post(f"commitments/{draft.pk}/transitions/{name}/")
        assert code(foreign, 404) == "not_found"
    edit = staff.patch(f"commitments/{draft.pk}/", {"title_zh": "改"}, If_Match='"v1"')
    assert code(edit, 404) == "not_found"
    draft.refresh_from_db()
    assert (draft.state, draft.version) == ("draft", 1)
