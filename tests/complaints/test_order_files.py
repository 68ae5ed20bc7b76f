"""Work orders from a table: previewed, all or none, and nothing of it left open on the way."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from complaints.importing.columns import COLUMNS
from complaints.importing.orders import NAME
from complaints.models import Case, Contact, Identity, WorkOrder
from complaints.services import acceptance, order_files
from credit_portal.audit.models import AuditEvent
from credit_portal.common.errors import Conflict, DomainError, Invalid, NotAllowed
from credit_portal.imports import services, templates
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.imports.registry import handler
from credit_portal.imports.tables import write_csv, write_xlsx
from tests.complaints import exchange_scenes as scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_keys", "credit_office")]
HEADERS = ["事项编号", "标题", "反映内容", "登记时间", "投诉对象", "反映人姓名", "联系电话",
           "是否匿名", "可否回访", "内容分类", "涉及金额", "内部备注"]  # fmt: skip
ROW = ["SL20260302000123", "反映拖欠工程款", "合同约定去年年底付清，至今未付。",
       "2026-02-26 10:30:00",
       "示例市住房保障局", scene.NAME, scene.MOBILE, "否", "是", "违约毁约", "12,000.5",
       "联系人微信wx_zhao"]  # fmt: skip


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


def line(**cells: str) -> list[str]:
    """A row with some cells changed, by header."""
    return [cells.get(header, cell) for header, cell in zip(HEADERS, ROW, strict=True)]


def uploaded(actor: Any, *rows: list[str], headers: list[str] = HEADERS) -> ImportBatch:
    """A file, previewed."""
    content = write_csv(headers, rows)
    batch = services.upload(actor=actor, handler=NAME, content=content, file_name="工单.csv")
    return services.preview(actor=actor, batch=batch)


def imported(actor: Any, *rows: list[str]) -> ImportBatch:
    """A file, taken over."""
    batch = services.commit(actor=actor, batch=uploaded(actor, *rows))
    services.commit_chunk(actor=actor, batch=batch)
    batch.refresh_from_db()
    return batch


def problems(batch: ImportBatch) -> list[tuple[int, str, str]]:
    """What is wrong, by line and column."""
    rows = ImportRow.objects.filter(batch=batch).order_by("line_number")
    return [(row.line_number, one["column"], one["code"]) for row in rows for one in row.errors]


def test_a_table_becomes_cases_and_keeps_nothing_of_them(
    hotline_supervisor: Any, bureau: Any
) -> None:
    batch = imported(hotline_supervisor, ROW, line(事项编号="SL-2", 是否匿名="是"))
    assert (batch.state, batch.rows_done) == ("committed", 2)
    first, second = (WorkOrder.objects.get(pk=pk).case for pk in (ROW[0], "SL-2"))
    assert (first.accused, first.category, str(first.amount)) == (bureau, "B01", "12000.50")
    assert first.work_order.started_on.isoformat() == "2026-02-26"
    assert Identity.objects.get().case == Contact.objects.get().case == first
    assert second.is_anonymous
    kept = ImportRow.objects.filter(batch=batch).values_list("raw", "cleaned")
    assert list(kept) == [([], {}), ([], {})]
    trail = AuditEvent.objects.get(verb="complaints.orders_imported")
    assert trail.new is not None and trail.new["rows"] == 2


def test_who_reported_is_sealed_while_the_table_waits(hotline_supervisor: Any, bureau: Any) -> None:
    batch = uploaded(hotline_supervisor, ROW, line(事项编号="SL-2", 是否匿名="是"))
    assert problems(batch) == []
    text = str(list(ImportRow.objects.values_list("raw", "cleaned", "errors")))
    for word in (scene.NAME, scene.MOBILE, "wx_zhao"):
        assert word not in text


def test_nothing_is_taken_while_a_row_is_wrong(hotline_supervisor: Any, bureau: Any) -> None:
    wrong = line(事项编号="SL-2", 登记时间="2026-03-05", 内容分类="别的", 涉及金额="很多")
    batch = uploaded(hotline_supervisor, ROW, wrong, line(事项编号="编号三"))
    assert set(problems(batch)) == {
        (3, "started_on", "date_future"), (3, "category", "choice_unknown"),
        (3, "amount", "number_unreadable"), (4, "number", "number_wrong"),
    }  # fmt: skip
    with pytest.raises(Invalid) as error:
        services.commit(actor=hotline_supervisor, batch=batch)
    assert error.value.code == "import_has_errors"
    assert not Case.objects.exists()


def test_what_is_here_already_is_passed_over_added_or_refused(
    hotline_supervisor: Any, bureau: Any
) -> None:
    imported(hotline_supervisor, ROW, line(事项编号="SL-2"))
    row = WorkOrder.objects.get(pk="SL-2").case
    scene.act(acceptance.refuse, hotline_supervisor, row, ground="no_facts", reason="请补充。")
    same = uploaded(hotline_supervisor, ROW)
    assert (same.rows_duplicate, same.rows_to_do) == (1, 0)
    ended = uploaded(hotline_supervisor, line(事项编号="SL-2", 反映内容="补充。"))
    assert problems(ended) == [(2, "number", "order_ended")]
    imported(hotline_supervisor, line(反映内容="又被推迟半年。"))
    (note,) = WorkOrder.objects.get(pk=ROW[0]).case.notes.all()
    assert note.text == "反映内容：又被推迟半年。"


def test_two_rows_of_one_number_that_differ_are_an_error(
    hotline_supervisor: Any, bureau: Any
) -> None:
    batch = uploaded(hotline_supervisor, ROW, line(反映内容="别的内容。"))
    assert [code for _line, _column, code in problems(batch)] == ["rows_contradict"]


def test_the_same_row_twice_is_one_order(hotline_supervisor: Any, bureau: Any) -> None:
    batch = imported(hotline_supervisor, ROW, ROW)
    assert (batch.state, WorkOrder.objects.count(), Case.objects.count()) == ("committed", 1, 1)


def test_a_table_without_our_columns_is_not_kept(hotline_supervisor: Any) -> None:
    with pytest.raises(Invalid) as error:
        uploaded(hotline_supervisor, ["a", "b"], headers=["编号", "说明"])
    assert error.value.code == "columns_missing"
    assert not ImportBatch.objects.exists()


def test_nothing_is_kept_where_nothing_can_be_sealed(
    hotline_supervisor: Any, settings: Any, bureau: Any
) -> None:
    settings.VAULT_PUBLIC_KEY += ".gone"
    with pytest.raises(DomainError) as error:
        uploaded(hotline_supervisor, ROW)
    assert error.value.code == "vault_not_ready"
    assert not ImportRow.objects.exists()


def test_only_who_exchanges_orders_may(hotline_operator: Any, hotline_supervisor: Any) -> None:
    with pytest.raises(NotAllowed):
        uploaded(hotline_operator, ROW)
    batch = uploaded(hotline_supervisor, ROW)
    with pytest.raises(Conflict):
        handler(NAME).undo([], hotline_supervisor, batch)


def test_a_table_nobody_took_over_is_forgotten(hotline_supervisor: Any, travel: Any) -> None:
    uploaded(hotline_supervisor, ROW)
    assert order_files.forget_old() == 0
    travel.shift(timedelta(days=8))
    assert order_files.forget_old() == 1
    assert not ImportRow.objects.exists()


def test_the_template_can_be_filled_in_and_comes_back(hotline_supervisor: Any, bureau: Any) -> None:
    rows = handler(NAME)
    assert templates.template_xlsx(rows).startswith(b"PK")
    titles = [column.title_zh for column in COLUMNS]
    cells = dict(zip(HEADERS, ROW, strict=True))
    filled = [[cells.get(title, "") for title in titles]]
    content = write_xlsx([("数据", titles, filled)])
    batch = services.upload(
        actor=hotline_supervisor, handler=NAME, content=io.BytesIO(content).read(),
        file_name="工单.xlsx",
    )  # fmt: skip
    assert problems(services.preview(actor=hotline_supervisor, batch=batch)) == []
