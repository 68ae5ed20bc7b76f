"""Drafts, submission, return, approval: order, staleness, repetition."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from commitments import completeness, disclosures, selectors, services
from commitments.models import Commitment, Evidence
from credit_portal.common import acts
from credit_portal.common.clock import today
from credit_portal.publishing.models import Decision
from credit_portal.workdays.selectors import rule_on
from tests.commitments import scenes

pytestmark = pytest.mark.django_db


def test_a_draft_is_kept_as_typed(officer: Any, post: Any) -> None:
    row = acts.run(
        services.create_draft, actor=officer, post_id=post.pk, fields={"title_zh": "半截"}
    ).value
    assert (row.state, row.title_zh, row.due_on) == ("draft", "半截", None)
    gaps = {lack.field for lack in completeness.lacks(row, [], today())}
    assert {"matter_zh", "sector", "due_on"} <= gaps
    with scenes.refused("incomplete"):
        acts.run(services.submit, actor=officer, commitment_id=row.pk)


def test_a_stranger_cannot_file_for_another_body(stranger: Any, post: Any) -> None:
    with scenes.refused("not_allowed"):
        scenes.draft(stranger, post)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"category": "nonsense"}, "category"),
        ({"state": "registered"}, "state"),
        ({"title_zh": "长" * 201}, "title_zh"),
        ({"due_on": "gestern"}, "due_on"),
        ({"due_on": date(1066, 10, 14)}, "due_on"),
        ({"due_rule": "NO-SUCH", "due_start": date(2026, 3, 2)}, "due_rule"),
        ({"shape": "standing", "target": "101"}, "target"),
        ({"shape": "standing", "report_within": 99}, "report_within"),
        (
            {"shape": "standing", "starts_on": date(2026, 5, 1), "ends_on": date(2026, 4, 1)},
            "ends_on",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(
    officer: Any, post: Any, fields: dict[str, Any], field: str
) -> None:
    from credit_portal.common.errors import Invalid

    with pytest.raises(Invalid) as caught:
        scenes.draft(officer, post, **fields)
    assert caught.value.field == field
    assert not Commitment.objects.exists()


def test_a_due_date_by_rule_explains_itself(officer: Any, post: Any) -> None:
    row = scenes.draft(
        officer, post, due_on=None, due_rule="INFO-ACTIVE", due_start=date(2026, 3, 2)
    )
    assert row.due_on == date(2026, 3, 30)
    assert row.due_explanation is not None
    assert row.due_explanation["rule"]["code"] == "INFO-ACTIVE"


def test_a_stale_edit_is_refused(draft: Any, officer: Any, colleague: Any) -> None:
    acts.run(
        services.edit_draft,
        actor=colleague,
        commitment_id=draft.pk,
        expected_version=1,
        fields={"title_zh": "新标题"},
    )
    with scenes.refused("stale"):
        acts.run(
            services.edit_draft,
            actor=officer,
            commitment_id=draft.pk,
            expected_version=1,
            fields={"title_zh": "旧标题"},
        )
    draft.refresh_from_db()
    assert draft.title_zh == "新标题"


def test_what_is_submitted_cannot_be_edited(submitted: Any, officer: Any) -> None:
    with scenes.refused("not_editable"):
        acts.run(
            services.edit_draft,
            actor=officer,
            commitment_id=submitted.pk,
            expected_version=None,
            fields={"title_zh": "改"},
        )


def test_only_the_filer_takes_back(submitted: Any, officer: Any, colleague: Any) -> None:
    with scenes.refused("not_filer"):
        acts.run(services.take_back, actor=colleague, commitment_id=submitted.pk)
    row = acts.run(services.take_back, actor=officer, commitment_id=submitted.pk).value
    assert row.state == "draft"


def test_returned_with_reason_and_marks_and_submitted_again(
    submitted: Any, officer: Any, approver: Any
) -> None:
    with scenes.refused("reason_missing"):
        acts.run(
            services.return_for_changes, actor=approver, commitment_id=submitted.pk, reason="  "
        )
    row = acts.run(
        services.return_for_changes,
        actor=approver,
        commitment_id=submitted.pk,
        reason="依据不明",
        marks=[("legal_basis_zh", "写明条款")],
    ).value
    remark = selectors.last_return(row)
    assert remark is not None and remark.text == "依据不明"
    assert [mark.field for mark in remark.marks.all()] == ["legal_basis_zh"]
    assert acts.run(services.submit, actor=officer, commitment_id=row.pk).value.state == "submitted"


def test_approval_names_exactly_what_was_seen(submitted: Any, officer: Any, approver: Any) -> None:
    sha = scenes.seen(submitted, approver)
    acts.run(services.take_back, actor=officer, commitment_id=submitted.pk)
    acts.run(
        services.edit_draft,
        actor=officer,
        commitment_id=submitted.pk,
        expected_version=None,
        fields={"matter_zh": "悄悄改掉"},
    )
    acts.run(services.submit, actor=officer, commitment_id=submitted.pk)
    with scenes.refused("content_changed"):
        acts.run(services.approve, actor=approver, commitment_id=submitted.pk, doc_sha=sha)
    assert not Decision.objects.exists()


def test_the_preview_is_what_is_published(submitted: Any, approver: Any) -> None:
    preview = disclosures.registration_preview(submitted, approver)
    scenes.approve(submitted, approver)
    assert scenes.last_document(submitted) == preview
    assert disclosures.document(submitted) == preview


def test_the_preview_changes_nothing(submitted: Any, approver: Any) -> None:
    disclosures.registration_preview(submitted, approver)
    assert Commitment.objects.get(pk=submitted.pk).state == "submitted"


def test_a_double_click_is_one_approval(submitted: Any, approver: Any) -> None:
    sha = scenes.seen(submitted, approver)
    both = [
        acts.run(
            services.approve,
            actor=approver,
            commitment_id=submitted.pk,
            doc_sha=sha,
            idempotency_key="key-1",
        )
        for _time in range(2)
    ]
    assert both[0].answer == both[1].answer and both[1].replayed
    assert Decision.objects.count() == 1
    with scenes.refused("state_conflict"):
        acts.run(services.approve, actor=approver, commitment_id=submitted.pk, doc_sha=sha)


def test_what_is_due_already_is_not_approved(submitted: Any, approver: Any, clock: Any) -> None:
    clock.move_to("2026-04-01 09:00:00+08:00")
    with scenes.refused("due_passed"):
        scenes.approve(submitted, approver)


def test_a_batch_is_approved_as_a_whole_or_not(officer: Any, approver: Any, post: Any) -> None:
    rows = [scenes.submitted(officer, post, title_zh=f"承诺{n}") for n in range(3)]
    items = [(row.pk, scenes.seen(row, approver)) for row in rows]
    with scenes.refused("content_changed"):
        acts.run(services.approve_batch, actor=approver, items=[*items[:2], (rows[2].pk, "0" * 64)])
    with scenes.refused("batch_too_large"):
        acts.run(services.approve_batch, actor=approver, items=items * 17)
    acts.run(services.approve_batch, actor=approver, items=items)
    assert Decision.objects.count() == 3


def test_a_copy_starts_without_dates(registered: Any, officer: Any) -> None:
    copy = acts.run(services.copy_as_draft, actor=officer, commitment_id=registered.pk).value
    assert (copy.title_zh, copy.due_on, copy.state) == (registered.title_zh, None, "draft")


def test_a_discarded_draft_is_gone_from_the_lists(draft: Any, officer: Any) -> None:
    acts.run(services.discard_draft, actor=officer, commitment_id=draft.pk)
    assert not selectors.my_drafts(officer).exists()
    assert not selectors.board(officer).exists()
    with scenes.refused("state_conflict"):
        acts.run(services.submit, actor=officer, commitment_id=draft.pk)


def test_milestones_lie_before_the_due_date(draft: Any, officer: Any) -> None:
    late = [{"title_zh": "封顶", "due_on": date(2026, 4, 30)}]
    acts.run(
        services.edit_draft,
        actor=officer,
        commitment_id=draft.pk,
        expected_version=1,
        fields={},
        milestones=late,
    )
    with scenes.refused("incomplete"):
        acts.run(services.submit, actor=officer, commitment_id=draft.pk)


def test_evidence_is_public_only_where_chosen(draft: Any, officer: Any, approver: Any) -> None:
    for name, public in (("open.png", True), ("closed.png", False)):
        acts.run(
            services.add_evidence,
            actor=officer,
            commitment_id=draft.pk,
            title=name,
            upload=scenes.picture(name),
            is_public=public,
        )
    row = acts.run(services.submit, actor=officer, commitment_id=draft.pk).value
    shown = disclosures.registration_preview(row, approver)["evidence"]
    assert [one["title"] for one in shown] == ["open.png"]
    first = Evidence.objects.first()
    assert first is not None
    with scenes.refused("not_editable"):
        acts.run(
            services.remove_evidence, actor=officer, commitment_id=row.pk, evidence_id=first.pk
        )


def test_only_a_public_principal_is_named(submitted: Any, approver: Any, post: Any) -> None:
    assert disclosures.registration_preview(submitted, approver)["post"]["holder"] == "李示例"
    post.is_public = False
    post.save()
    assert disclosures.registration_preview(submitted, approver)["post"]["holder"] is None


def test_changing_the_shape_and_back_loses_nothing(officer: Any, post: Any) -> None:
    row = scenes.draft(officer, post, **scenes.STANDING)

    def shape(code: str) -> Commitment:
        edited = {"shape": code} | ({"due_on": scenes.DUE} if code == "one_off" else {})
        return acts.run(
            services.edit_draft,
            actor=officer,
            commitment_id=row.pk,
            expected_version=None,
            fields=edited,
        ).value

    shape("one_off")
    found = shape("standing")
    found.refresh_from_db()
    assert (found.indicator_zh, found.target) == ("五个工作日内办结的比例", Decimal(95))
    assert found.due_on == scenes.DUE


@pytest.mark.parametrize("kept", ["one_off", "standing"])
def test_submitting_drops_the_fields_of_the_other_shape(officer: Any, post: Any, kept: str) -> None:
    both = {**scenes.STANDING, "due_on": scenes.DUE, "shape": kept}
    row = scenes.submitted(officer, post, **both)
    row.refresh_from_db()
    if kept == "one_off":
        assert (row.due_on, row.target, row.period, row.source_zh) == (scenes.DUE, None, "", "")
    else:
        assert (row.due_on, row.due_explanation, row.target) == (None, None, Decimal(95))


def test_the_usual_time_to_report_comes_from_the_rule_in_force(officer: Any, post: Any) -> None:
    fields = {**scenes.STANDING, "report_within": None}
    usual = rule_on("COM-REPORT", today()).count
    assert scenes.draft(officer, post, **fields).report_within == usual
