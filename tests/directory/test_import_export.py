"""Bodies, posts and appointments from and to CSV and XLSX."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.utils import translation

from credit_portal.audit.models import AuditEvent
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import Conflict, NotAllowed, NotFound
from credit_portal.directory import exports, row_handlers, selectors, services, uscc
from credit_portal.directory.models import Appointment, Organisation, Person, Post
from credit_portal.imports import readers
from credit_portal.imports import services as imports
from credit_portal.imports.models import ImportBatch
from credit_portal.imports.selectors import error_sentences

BODIES = (
    "机构名称,英文名称,统一社会信用代码,机构类别,上级机构,名称启用日期\r\n"
    f"示例市教育局,Education,{uscc.fictional(9)},部门,示例市人民政府,2024年1月1日\r\n"
    f"示例市考试院,,,事业单位,{uscc.fictional(9)},\r\n"
)
POSTS = (
    "机构,岗位名称,主要负责人,公开姓名\r\n示例市教育局,局长,是,是\r\n示例市教育局,副局长,否,否\r\n"
)
TERMS = (
    "机构,岗位名称,姓名,任职方式,任职日期,离任日期\r\n"
    "示例市教育局,局长,甲示例,,2024-01-01,2024-12-31\r\n"
    "示例市教育局,局长,乙示例,代理,2025/1/1,\r\n"
)


def uploaded(actor: Any, kind: str, text: str) -> ImportBatch:
    batch = imports.upload(actor=actor, handler=kind, content=text.encode(), file_name="a.csv")
    return imports.preview(actor=actor, batch=batch)


def imported(actor: Any, kind: str, text: str) -> ImportBatch:
    batch = uploaded(actor, kind, text)
    assert error_sentences(batch) == []
    imports.commit(actor=actor, batch=batch)
    while imports.commit_chunk(actor=actor, batch=batch):
        pass
    batch.refresh_from_db()
    assert batch.state == "committed"
    return batch


@pytest.fixture
def keeper(system_administrator: Any) -> Any:
    return system_administrator


def test_bodies_posts_and_holders_go_in_and_come_out_again(city: Any, keeper: Any) -> None:
    imported(keeper, row_handlers.ORGANISATIONS, BODIES)
    imported(keeper, row_handlers.POSTS, POSTS)
    imported(keeper, row_handlers.APPOINTMENTS, TERMS)
    school = Organisation.objects.get(name_zh="示例市考试院")
    assert school.parent == Organisation.objects.get(code=uscc.fictional(9))
    assert school.parent.code_is_fictional
    post = selectors.principal_post(school.parent)
    assert post is not None
    holder = selectors.holder_on(post, date(2025, 6, 1))
    assert holder is not None
    assert holder.person.name == "乙示例"
    for kind in (row_handlers.ORGANISATIONS, row_handlers.POSTS, row_handlers.APPOINTMENTS):
        out = exports.export(actor=keeper, kind=kind, root=school.parent)
        again = uploaded(keeper, kind, out.decode("utf-8-sig"))
        assert (again.rows_invalid, again.rows_duplicate) == (0, again.rows_total)
    assert AuditEvent.objects.filter(verb="directory.import").count() == 3
    assert AuditEvent.objects.filter(verb="directory.export").count() == 3


def test_errors_name_line_column_and_remedy(city: Any, keeper: Any) -> None:
    text = (
        "机构名称,机构类别,统一社会信用代码,上级机构,名称启用日期\r\n"
        "甲,俱乐部,123,无此机构,2024-02-30\r\n"
    )
    batch = uploaded(keeper, row_handlers.ORGANISATIONS, text)
    sentences = error_sentences(batch)
    assert batch.rows_invalid == 1
    assert len(sentences) == 4
    for column, sentence in zip(
        ("机构类别", "名称启用日期", "统一社会信用代码", "上级机构"), sentences, strict=True
    ):
        assert "2" in sentence
        assert column in sentence
    with translation.override("en"):
        assert "Line 2, column “机构类别”: “俱乐部” is not possible" in error_sentences(batch)[0]


def test_an_import_can_be_taken_back(city: Any, keeper: Any) -> None:
    bodies = imported(keeper, row_handlers.ORGANISATIONS, BODIES)
    posts = imported(keeper, row_handlers.POSTS, POSTS)
    terms = imported(keeper, row_handlers.APPOINTMENTS, TERMS)
    with pytest.raises(Conflict) as caught:
        imports.undo(actor=keeper, batch=posts)
    assert caught.value.code == "import_in_use"
    before = Person.objects.count()
    for batch in (terms, posts, bodies):
        assert imports.undo(actor=keeper, batch=batch).state == "undone"
    assert Appointment.objects.count() == 0
    assert Person.objects.count() == before - 2
    assert not Post.objects.filter(title_zh="副局长").exists()
    assert not Organisation.objects.filter(name_zh__in=["示例市教育局", "示例市考试院"]).exists()


def test_the_workbook_holds_text_only(city: Any, keeper: Any) -> None:
    services.create_organisation(
        actor=SYSTEM, kind="department", parent=city, name_zh='=HYPERLINK("http://x")'
    )
    out = exports.export(actor=keeper, kind=row_handlers.ORGANISATIONS, root=city, form="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(out)).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {
        "s",
        "inlineStr",
        "n",
    }
    assert sheet["A3"].value == '\'=HYPERLINK("http://x")'
    table = readers.read_table(out, "a.xlsx")
    assert table.rows[1].cells[0] == '=HYPERLINK("http://x")'


def test_others_neither_import_nor_export(city: Any, officer: Any, keeper: Any) -> None:
    with pytest.raises(NotAllowed):
        uploaded(officer, row_handlers.POSTS, POSTS)
    with pytest.raises(NotAllowed):
        exports.export(actor=officer, kind=row_handlers.POSTS, root=city)
    with pytest.raises(NotFound):
        exports.export(actor=keeper, kind="directory.secrets", root=city)
