"""The filing form: kept as typed, complete before it is handed in, safe against haste."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from commitments import services
from commitments.models import Commitment
from credit_portal.common import acts
from tests.commitments import scenes

NEW = "/staff/commitments/new/"


def typed(post: Any, **more: Any) -> dict[str, Any]:
    """What the browser sends for a one-off promise."""
    rows = {"steps-TOTAL_FORMS": "2", "steps-INITIAL_FORMS": "0"}
    fields = {name: str(value) for name, value in scenes.FIELDS.items()}
    return {**fields, **rows, "post": str(post.pk), "idempotency_key": str(uuid4()), **more}


def edit(row: Commitment) -> str:
    """Address of the form."""
    return reverse("commitments:edit", args=[row.pk])


@pytest.fixture
def desk(client: Client, officer: Any) -> Client:
    """Signed in as the filer."""
    client.force_login(officer)
    return client


def test_a_draft_is_kept_with_its_milestones(desk: Client, post: Any) -> None:
    step = {"steps-0-title_zh": "主体封顶", "steps-0-due_on": "2026-03-20"}
    answer = desk.post(NEW, typed(post, **step))
    row = Commitment.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("commitments:case", args=[row.pk])
    assert row.title_zh == scenes.FIELDS["title_zh"]
    assert [step.due_on for step in row.milestones.all()] == [date(2026, 3, 20)]
    assert 'value="2026-03-20"' in desk.get(edit(row)).content.decode()


def test_hardly_anything_is_needed_for_a_draft(desk: Client, post: Any) -> None:
    empty = dict.fromkeys(scenes.FIELDS, "") | {"category": "deadline", "shape": "one_off"}
    assert desk.post(NEW, typed(post, **empty)).status_code == 302
    page = desk.get(reverse("commitments:case", args=[Commitment.objects.get().pk]))
    assert "提交前还须补充" in page.content.decode()


def test_the_same_submission_twice_is_one_draft(desk: Client, post: Any) -> None:
    data = typed(post)
    first, second = desk.post(NEW, data), desk.post(NEW, data)
    assert first["Location"] == second["Location"]
    assert Commitment.objects.count() == 1


def test_what_was_typed_stays_when_a_field_is_wrong(desk: Client, post: Any) -> None:
    answer = desk.post(NEW, typed(post, due_on="下周三", matter_zh="保留的文字"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_due_on"' in page
    assert "保留的文字" in page
    assert not Commitment.objects.exists()


def test_a_refusal_of_the_service_stands_beside_its_field(desk: Client, post: Any) -> None:
    more = {"shape": "standing", "figure": "share", "target": "140", "report_within": "5"}
    answer = desk.post(NEW, typed(post, **more))
    assert answer.status_code == 422
    assert 'id="id_target_error"' in answer.content.decode()


def test_a_milestone_needs_day_and_title(desk: Client, post: Any) -> None:
    answer = desk.post(NEW, typed(post, **{"steps-0-title_zh": "开工"}))
    assert answer.status_code == 422
    assert 'href="#id_steps-0-due_on"' in answer.content.decode()


def test_only_posts_of_ones_own_bodies_are_offered(
    desk: Client, other_bureau: Any, post: Any
) -> None:
    from tests import factories

    foreign = factories.post_with_holder(
        other_bureau, title_zh="局长", title_en="Director", holder="赵示例", since=date(2024, 1, 1)
    )
    assert desk.post(NEW, typed(foreign)).status_code == 422
    assert not Commitment.objects.exists()


def test_a_stale_edit_keeps_the_text_and_says_so(
    desk: Client, colleague: Any, draft: Any, post: Any
) -> None:
    stale = typed(post, version=draft.version, title_zh="我的文字")
    acts.run(
        services.edit_draft,
        actor=colleague,
        commitment_id=draft.pk,
        expected_version=None,
        fields={"title_zh": "同事的文字"},
    )
    answer = desk.post(edit(draft), stale)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "您填写的内容尚未保存" in page
    assert "我的文字" in page
    draft.refresh_from_db()
    assert draft.title_zh == "同事的文字"
    assert f'name="version" value="{draft.version}"' in page


def test_after_a_look_the_text_may_replace_the_other(
    desk: Client, colleague: Any, draft: Any, post: Any
) -> None:
    acts.run(
        services.edit_draft,
        actor=colleague,
        commitment_id=draft.pk,
        expected_version=None,
        fields={"title_zh": "同事的文字"},
    )
    draft.refresh_from_db()
    again = typed(post, version=draft.version, title_zh="商定的文字")
    assert desk.post(edit(draft), again).status_code == 302
    draft.refresh_from_db()
    assert draft.title_zh == "商定的文字"


def test_marks_of_a_return_stand_beside_their_fields(
    desk: Client, approver: Any, submitted: Any
) -> None:
    acts.run(
        services.return_for_changes,
        actor=approver,
        commitment_id=submitted.pk,
        reason="请补文号",
        marks=[("legal_basis_zh", "缺文号")],
    )
    page = desk.get(edit(submitted)).content.decode()
    assert "请补文号" in page
    assert '<b class="remark">缺文号</b>' in page
    assert 'href="#id_legal_basis_zh"' in page


def test_a_submitted_text_cannot_be_edited(desk: Client, submitted: Any, post: Any) -> None:
    assert desk.get(edit(submitted)).status_code == 409
    assert desk.post(edit(submitted), typed(post, title_zh="别的")).status_code == 409
    submitted.refresh_from_db()
    assert submitted.title_zh == scenes.FIELDS["title_zh"]


def test_english_twins_are_folded_until_they_hold_something(
    desk: Client, officer: Any, post: Any
) -> None:
    row = scenes.draft(officer, post, matter_en="Three centres by March.")
    page = desk.get(edit(row)).content.decode()
    assert page.count('<details class="twin" open>') == 2  # the title and this one
    assert page.count('<details class="twin">') == 8


def test_garbage_in_every_field_is_no_error_of_ours(desk: Client, post: Any) -> None:
    names = [*scenes.FIELDS, *scenes.STANDING, "due_rule", "version", "steps-TOTAL_FORMS"]
    for rubbish in ("\0", "９" * 6000, "<script>", "-1", "\ud7ff"):
        data = typed(post, **dict.fromkeys(names, rubbish))
        assert desk.post(NEW, data).status_code == 422
    assert not Commitment.objects.exists()
