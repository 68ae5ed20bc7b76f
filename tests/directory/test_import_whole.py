"""A table of the directory goes in as a whole; its preview sees what a service would refuse."""

from typing import Any

import pytest

from credit_portal.audit.models import AuditEvent
from credit_portal.common.actors import SYSTEM
from credit_portal.directory import row_handlers, services
from credit_portal.directory.models import Organisation
from credit_portal.imports import services as imports
from credit_portal.imports.models import ImportBatch
from tests.directory.test_import_export import begin, term_rows, uploaded

COLUMNS = ("系统编号", "机构名称", "机构类别", "上级机构", "名称启用日期", "网址", "变更生效日期")


def table(*rows: dict[str, str]) -> str:
    """A file of departments with these cells."""
    cells = [{"机构类别": "部门", **row} for row in rows]
    return "\n".join(",".join(row.get(name, "") for name in COLUMNS) for row in [HEAD, *cells])


HEAD = {name: name for name in COLUMNS}


@pytest.fixture
def keeper(system_administrator: Any) -> Any:
    return system_administrator


def codes(batch: ImportBatch) -> dict[int, list[str]]:
    """Codes of the errors by line."""
    rows = batch.rows.order_by("line_number")
    return {row.line_number: [one["code"] for one in row.errors] for row in rows if row.errors}


def test_the_preview_refuses_the_last_of_many_rows_and_leaves_nothing(
    city: Any, keeper: Any
) -> None:
    rows = [{"机构名称": f"示例{n}局", "上级机构": city.name_zh} for n in range(55)]
    last = {"机构名称": "末局", "上级机构": city.name_zh, "名称启用日期": "2099-01-01"}
    bodies, events = Organisation.objects.count(), AuditEvent.objects.count()
    batch = uploaded(keeper, row_handlers.ORGANISATIONS, table(*rows, last))
    assert codes(batch) == {57: ["day_in_future"]}
    assert batch.rows_invalid == 1
    assert (Organisation.objects.count(), AuditEvent.objects.count()) == (bodies, events)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"机构名称": "甲局", "网址": "javascript:alert(1)"}, "website_invalid"),
        ({"机构名称": "示例市住房保障局", "上级机构": "示例市住房保障局"}, "move_below_itself"),
        ({"机构名称": "甲局", "名称启用日期": "0001-01-01"}, "day_implausible"),
        (
            {"系统编号": "{bureau}", "机构名称": "甲局", "变更生效日期": "0001-01-01"},
            "day_implausible",
        ),
    ],
)
def test_the_preview_refuses_a_row_that_the_service_would_refuse(
    bureau: Any, city: Any, keeper: Any, cells: dict[str, str], code: str
) -> None:
    row = {"上级机构": city.name_zh, **cells}
    filled = {name: text.format(bureau=bureau.pk) for name, text in row.items()}
    batch = uploaded(keeper, row_handlers.ORGANISATIONS, table(filled))
    assert codes(batch) == {2: [code]}


def test_an_appointment_is_rehearsed_too(post: Any, keeper: Any) -> None:
    text = term_rows("王示例,,代理,0001-01-01,0001-02-01,,")
    assert codes(uploaded(keeper, row_handlers.APPOINTMENTS, text)) == {2: ["day_implausible"]}


def test_what_fails_after_the_preview_leaves_nothing_of_the_table(city: Any, keeper: Any) -> None:
    rows = [{"机构名称": f"示例{n}局", "上级机构": city.name_zh} for n in range(55)]
    last = {"机构名称": "末局", "上级机构": "示例市乙局"}
    closed = services.create_organisation(
        actor=SYSTEM, kind="department", parent=city, name_zh="示例市乙局"
    )
    batch = uploaded(keeper, row_handlers.ORGANISATIONS, table(*rows, last))
    assert codes(batch) == {}
    services.edit_organisation(actor=SYSTEM, organisation=closed, active=False)
    bodies = Organisation.objects.count()
    begin(keeper, batch)
    stopped = imports.run_batch(batch.pk)
    assert stopped is not None
    assert (stopped.state, stopped.rows_done) == ("failed", 0)
    assert Organisation.objects.count() == bodies


def test_two_rows_that_say_different_things_of_one_body_are_an_error(
    bureau: Any, city: Any, keeper: Any
) -> None:
    row = {"系统编号": str(bureau.pk), "上级机构": city.name_zh, "变更生效日期": "2026-01-01"}
    first, second = ({**row, "机构名称": name} for name in ("甲名局", "乙名局"))
    batch = uploaded(keeper, row_handlers.ORGANISATIONS, table(first, second))
    assert codes(batch) == {3: ["rows_contradict"]}
    batch = uploaded(keeper, row_handlers.ORGANISATIONS, table(first, first))
    assert (codes(batch), batch.rows_duplicate) == ({}, 1)
