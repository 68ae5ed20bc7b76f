"""Filing one thing at a time: each page keeps the draft."""

from typing import Any

import pytest
from django.test import Client

from commitments.models import Commitment
from tests.commitments import scenes

pytestmark = pytest.mark.django_db


def test_five_pages_make_a_draft_that_can_be_handed_in(
    client: Client, officer: Any, post: Any
) -> None:
    client.force_login(officer)
    first = {name: scenes.FIELDS[name] for name in ("category", "sector", "shape")}
    answer = client.post("/staff/commitments/guided/", {**first, "post": post.pk})
    row = Commitment.objects.get()
    assert answer["Location"] == f"/staff/commitments/{row.pk}/guided/2/"
    for number in range(2, 6):
        page = client.get(f"/staff/commitments/{row.pk}/guided/{number}/")
        asked = page.context["form"].fields
        data = {name: value for name, value in scenes.FIELDS.items() if name in asked}
        version = page.context["form"]["version"].value()
        answer = client.post(
            f"/staff/commitments/{row.pk}/guided/{number}/", {**data, "version": version}
        )
        assert answer.status_code == 302
    assert answer["Location"] == f"/staff/commitments/{row.pk}/"
    row.refresh_from_db()
    assert (row.due_on, row.matter_zh) == (scenes.DUE, scenes.FIELDS["matter_zh"])
    client.post(f"/staff/commitments/{row.pk}/submit/", {"version": row.version})
    row.refresh_from_db()
    assert row.state == "submitted"


def test_a_page_keeps_only_its_own_fields(client: Client, officer: Any, draft: Any) -> None:
    client.force_login(officer)
    address = f"/staff/commitments/{draft.pk}/guided/2/"
    client.post(address, {"title_zh": "新标题", "matter_zh": draft.matter_zh, "due_on": "",
                          "version": draft.version})  # fmt: skip
    draft.refresh_from_db()
    assert (draft.title_zh, draft.due_on) == ("新标题", scenes.DUE)
    assert client.get(f"/staff/commitments/{draft.pk}/guided/6/").status_code == 404


def test_somebody_elses_change_is_not_overwritten(client: Client, officer: Any, draft: Any) -> None:
    client.force_login(officer)
    address = f"/staff/commitments/{draft.pk}/guided/2/"
    answer = client.post(address, {"title_zh": "新标题", "version": draft.version + 5})
    assert answer.status_code == 422
