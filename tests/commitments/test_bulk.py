"""Bulk filing of a body from a table."""

from typing import Any

import pytest

from commitments.models import Commitment
from credit_portal.imports import services, tables
from tests.commitments import scenes
from tests.imports.sentences import error_sentences

pytestmark = pytest.mark.django_db
HEADERS = [
    "责任岗位",
    "承诺标题",
    "承诺内容",
    "承诺形式",
    "承诺类别",
    "领域",
    "衡量方式",
    "受益对象",
    "法律依据",
    "职权依据",
    "应交佐证",
    "履行期限",
]
GOOD = [
    "局长",
    "修缮老旧小区",
    "年内修缮十个老旧小区",
    "one_off",
    "livelihood",
    "housing",
    "修缮小区数",
    "居民",
    "《优化营商环境条例》第三十一条",
    "法定职责",
    "验收文件",
    "2026年12月25日",
]


def preview(officer: Any, bureau: Any, *rows: list[str]) -> Any:
    """An uploaded and previewed batch."""
    batch = services.upload(
        actor=officer,
        handler="commitments",
        content=tables.write_csv(HEADERS, rows),
        file_name="承诺.csv",
        organisation_id=bureau.pk,
    )
    return services.preview(actor=officer, batch=batch)


def commit(officer: Any, batch: Any) -> Any:
    """Apply all of it."""
    services.commit(actor=officer, batch=batch)
    while services.commit_chunk(actor=officer, batch=batch):
        pass
    batch.refresh_from_db()
    return batch


def changed(position: int, text: str) -> list[str]:
    """A good row with one cell changed."""
    return [*GOOD[:position], text, *GOOD[position + 1 :]]


def test_rows_become_submitted_commitments(officer: Any, bureau: Any, post: Any) -> None:
    batch = preview(officer, bureau, GOOD, changed(1, "修缮新小区"))
    assert batch.rows_invalid == 0, error_sentences(batch)
    commit(officer, batch)
    assert list(Commitment.objects.values_list("state", flat=True)) == ["submitted"] * 2


def test_labels_in_chinese_are_understood(officer: Any, bureau: Any, post: Any) -> None:
    from commitments import codes

    row = changed(3, str(codes.Shape.ONE_OFF.label))
    row[4], row[5] = str(codes.Category.LIVELIHOOD.label), str(codes.Sector.HOUSING.label)
    assert preview(officer, bureau, row).rows_invalid == 0


@pytest.mark.parametrize(
    ("position", "text"),
    [
        (0, "不存在的岗位"),
        (1, ""),
        (3, "偶尔"),
        (5, "justice"),
        (11, "明年"),
        (11, "2026-02-30"),
        (11, "2025-01-01"),
    ],
)
def test_a_bad_cell_is_an_error_of_its_row(
    officer: Any, bureau: Any, post: Any, position: int, text: str
) -> None:
    batch = preview(officer, bureau, GOOD, changed(position, text))
    assert batch.rows_invalid == 1
    assert "3" in error_sentences(batch)[0]
    with scenes.refused("import_has_errors"):
        services.commit(actor=officer, batch=batch)
    assert not Commitment.objects.exists()


def test_the_same_row_again_is_passed_over(officer: Any, bureau: Any, post: Any) -> None:
    commit(officer, preview(officer, bureau, GOOD))
    assert preview(officer, bureau, GOOD, GOOD).rows_duplicate == 2


def test_it_can_be_taken_back_before_approval(
    officer: Any, approver: Any, bureau: Any, post: Any
) -> None:
    batch = commit(officer, preview(officer, bureau, GOOD, changed(1, "修缮新小区")))
    services.undo(actor=officer, batch=batch)
    assert set(Commitment.objects.values_list("state", flat=True)) == {"discarded"}


def test_but_not_afterwards(officer: Any, approver: Any, bureau: Any, post: Any) -> None:
    batch = commit(officer, preview(officer, bureau, GOOD))
    scenes.approve(Commitment.objects.get(), approver)
    with scenes.refused("already_approved"):
        services.undo(actor=officer, batch=batch)
    assert Commitment.objects.get().state == "registered"


def test_a_stranger_cannot_import_for_the_body(stranger: Any, bureau: Any, post: Any) -> None:
    with scenes.refused("import_not_allowed"):
        preview(stranger, bureau, GOOD)
