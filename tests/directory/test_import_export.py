"""Bodies, posts and appointments from and to CSV and XLSX."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from django.utils import translation

from credit_portal.accounts.models import RoleGrant, User
from credit_portal.audit.models import AuditEvent
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import Conflict, NotAllowed, NotFound
from credit_portal.directory import exports, row_handlers, selectors, services, uscc
from credit_portal.directory.models import Appointment, Organisation, Person, Post
from credit_portal.imports import readers, registry
from credit_portal.imports import services as imports
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.imports.selectors import rows_of, rows_that_change
from integrity_files.services import record_entry
from tests import factories
from tests.imports.sentences import error_sentences, warning_sentences

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


def begin(actor: Any, batch: ImportBatch) -> None:
    """Commit alone where that is enough, else let a second administrator confirm."""
    if not registry.handler(batch.handler).takes_two(batch):
        imports.commit(actor=actor, batch=batch)
        return
    with pytest.raises(Conflict) as caught:
        imports.commit(actor=actor, batch=batch)
    assert caught.value.code == "import_takes_two"
    with pytest.raises(NotAllowed):
        imports.second(actor=actor, batch_id=batch.pk)
    imports.second(actor=_other_keeper(actor), batch_id=batch.pk)


def _other_keeper(actor: Any) -> Any:
    found = type(actor).objects.filter(username="second_keeper").first()
    return found or factories.user(
        username="second_keeper",
        role="system_administrator",
        organisation=actor.organisation,
        title="系统管理员",
    )


def imported(actor: Any, kind: str, text: str) -> ImportBatch:
    batch = uploaded(actor, kind, text)
    assert error_sentences(batch) == []
    begin(actor, batch)
    while imports.commit_chunk(actor=actor, batch=batch):
        pass
    batch.refresh_from_db()
    assert batch.state == "committed"
    return batch


def taken_back(actor: Any, batch: ImportBatch) -> None:
    """What the handler does to take a batch back, all or nothing."""
    done = list(rows_of(batch, ImportRow.State.DONE))
    with transaction.atomic():
        registry.handler(batch.handler).undo(done, actor, batch)


def test_the_deputy_of_the_uploader_is_no_second_person(city: Any, keeper: Any) -> None:
    basis = keeper.grants.get()
    deputy = factories.user(username="deputy", role=None, organisation=city, title="科员")
    RoleGrant.objects.create(
        user=deputy, role=basis.role, organisation=basis.organisation, kind="delegated",
        stands_in_for=basis, starts_on=clock.today(), ends_on=clock.today(), origin="demo",
    )  # fmt: skip
    batch = uploaded(keeper, row_handlers.ORGANISATIONS, BODIES)
    with pytest.raises(NotAllowed) as refused:
        imports.second(actor=User.objects.get(pk=deputy.pk), batch_id=batch.pk)
    assert refused.value.code == "import_own"


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
        ("机构类别", "统一社会信用代码", "名称启用日期", "上级机构"), sentences, strict=True
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
        taken_back(keeper, posts)
    assert caught.value.code == "import_in_use"
    before = Person.objects.count()
    for batch in (terms, posts, bodies):
        taken_back(keeper, batch)
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


# -- what is there already: recognised, compared, changed ----------------------------------------
def exported(keeper: Any, kind: str, root: Any) -> list[dict[str, str]]:
    """The rows of an export as a person sees them in Excel."""
    content = exports.export(actor=keeper, kind=kind, root=root, form="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    headers, *rows = ([str(cell or "") for cell in row] for row in sheet.values)
    return [dict(zip(headers, row, strict=True)) for row in rows]


def brought_back(rows: list[dict[str, str]]) -> str:
    """The edited rows as a file."""
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    return "\r\n".join(",".join(line) for line in lines)


def differences(batch: ImportBatch) -> list[list[str]]:
    """[column, before, after] of every row that changes something."""
    return [one for row in rows_that_change(batch) for one in row.cleaned["changes"]]


def test_an_edited_body_is_shown_before_and_after_and_then_changed(
    city: Any, bureau: Any, other_bureau: Any, keeper: Any
) -> None:
    rows = exported(keeper, row_handlers.ORGANISATIONS, city)
    row = next(row for row in rows if row["机构名称"] == bureau.name_zh)
    row |= {"机构名称": "示例市房产局", "联系电话": "024-1", "上级机构": other_bureau.name_zh}
    row |= {"变更生效日期": "2026-03-01", "变更依据": "9号"}
    batch = uploaded(keeper, row_handlers.ORGANISATIONS, brought_back(rows))
    assert (batch.rows_invalid, batch.rows_duplicate) == (0, len(rows) - 1)
    assert differences(batch) == [
        ["name_zh", bureau.name_zh, "示例市房产局"],
        ["phone", "", "024-1"],
        ["parent", city.name_zh, other_bureau.name_zh],
    ]
    begin(keeper, batch)
    assert not imports.commit_chunk(actor=keeper, batch=batch)
    bureau.refresh_from_db()
    assert (bureau.phone, bureau.parent) == ("024-1", other_bureau)
    assert [str(name) for name in selectors.names_of(bureau)] == [
        "示例市房产局",
        "示例市住房保障局",
    ]
    with pytest.raises(Conflict, match=r"第 \d+ 行"):
        taken_back(keeper, batch)


def test_a_small_change_takes_one_person(city: Any, bureau: Any, keeper: Any) -> None:
    rows = exported(keeper, row_handlers.ORGANISATIONS, bureau)
    rows[0] |= {"联系电话": "024-1"}
    imported(keeper, row_handlers.ORGANISATIONS, brought_back(rows))
    bureau.refresh_from_db()
    assert bureau.phone == "024-1"


def test_a_name_changed_by_table_takes_two_and_a_missing_one_is_supplied_by_one(
    city: Any, bureau: Any, keeper: Any
) -> None:
    for column, value, two in (
        ("简称", "公安局", True),
        ("英文名称", "Housing", False),
    ):
        services.edit_organisation(actor=SYSTEM, organisation=bureau, name_en="")
        rows = exported(keeper, row_handlers.ORGANISATIONS, bureau)
        rows[0] |= {column: value}
        batch = uploaded(keeper, row_handlers.ORGANISATIONS, brought_back(rows))
        assert registry.handler(batch.handler).takes_two(batch) == two
    services.edit_organisation(actor=SYSTEM, organisation=bureau, name_en="Housing")
    rows = exported(keeper, row_handlers.ORGANISATIONS, bureau)
    rows[0] |= {"英文名称": "Palace"}
    batch = uploaded(keeper, row_handlers.ORGANISATIONS, brought_back(rows))
    assert registry.handler(batch.handler).takes_two(batch)


def test_what_moved_on_stops_the_import(city: Any, bureau: Any, keeper: Any) -> None:
    rows = exported(keeper, row_handlers.ORGANISATIONS, bureau)
    rows[0] |= {"联系电话": "024-1"}
    batch = uploaded(keeper, row_handlers.ORGANISATIONS, brought_back(rows))
    services.edit_organisation(actor=SYSTEM, organisation=bureau, phone="024-2")
    imports.commit(actor=keeper, batch=batch)
    with pytest.raises(Conflict) as caught:
        imports.commit_chunk(actor=keeper, batch=batch)
    assert caught.value.code == "import_stale"


def test_the_day_of_a_name_is_not_changed_by_table(city: Any, bureau: Any, keeper: Any) -> None:
    rows = exported(keeper, row_handlers.ORGANISATIONS, bureau)
    rows[0] |= {"名称启用日期": "2020-01-01"}
    batch = uploaded(keeper, row_handlers.ORGANISATIONS, brought_back(rows))
    assert "名称启用日期" in warning_sentences(batch)[0]
    assert differences(batch) == []


def test_posts_of_one_title_are_told_apart_by_id(city: Any, bureau: Any, keeper: Any) -> None:
    first, second = (
        services.create_post(actor=SYSTEM, organisation=bureau, title_zh="副局长") for _ in range(2)
    )
    rows = exported(keeper, row_handlers.POSTS, bureau)
    rows[1] |= {"岗位英文名称": "Deputy"}
    batch = imported(keeper, row_handlers.POSTS, brought_back(rows))
    assert batch.rows_done == 1
    assert Post.objects.filter(pk__in=[first.pk, second.pk], title_en="Deputy").count() == 1
    bare = [{**row, "系统编号": ""} for row in rows]
    batch = uploaded(keeper, row_handlers.POSTS, brought_back(bare))
    assert batch.rows_invalid == 2
    assert "系统编号" in error_sentences(batch)[0]


def term_rows(*rows: str) -> str:
    """A table of appointments to the bureau's principal post."""
    head = "机构,岗位名称,姓名,人员编号,任职方式,任职日期,离任日期,任职依据,系统编号"
    return "\r\n".join([head, *(f"示例市住房保障局,局长,{row}" for row in rows)])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("李示例,,代理,2026-01-01,,,", "person_ambiguous"),
        ("王示例,{person},代理,2026-01-01,,,", "person_unknown"),
        ("王示例,,,2024-01-01,,,", "appointment_of_another"),
        ("王示例,,,2026-01-01,,,", "post_held"),
        ("李示例,,,2024-01-01,,,0198b0c0-0000-7000-8000-000000000000", "row_unknown"),
        ("王示例,,,2024-01-01,,,{term}", "appointment_of_another"),
    ],
)
def test_it_refuses_a_row_that_could_mean_another(
    post: Any, keeper: Any, row: str, code: str
) -> None:
    term = post.appointments.get()
    text = term_rows(row.format(person=term.person_id, term=term.pk))
    batch = uploaded(keeper, row_handlers.APPOINTMENTS, text)
    found = [problem["code"] for line in batch.rows.all() for problem in line.errors]
    assert found == [code]


def test_an_appointment_is_recognised_by_post_and_first_day(post: Any, keeper: Any) -> None:
    text = term_rows("李示例,,,2024-01-01,2025-12-31,免〔2025〕1号,")
    shown = uploaded(keeper, row_handlers.APPOINTMENTS, text)
    assert registry.handler(shown.handler).takes_two(shown), "who heads the body is ended by two"
    batch = imported(keeper, row_handlers.APPOINTMENTS, text)
    assert (batch.rows_done, Appointment.objects.count()) == (1, 1)
    assert post.appointments.get().ends_on == date(2025, 12, 31)


def test_a_namesake_is_entered_when_marked_as_new(post: Any, keeper: Any) -> None:
    imported(keeper, row_handlers.APPOINTMENTS, term_rows("李示例,新增,代理,2026-01-01,,,"))
    assert Person.objects.filter(name="李示例").count() == 2


def test_an_appointment_on_which_an_entry_rests_is_not_taken_back(
    city: Any, bureau: Any, keeper: Any, credit_reviewer: Any
) -> None:
    head = services.create_post(
        actor=SYSTEM, organisation=bureau, title_zh="局长", is_principal=True
    )
    batch = imported(keeper, row_handlers.APPOINTMENTS, term_rows("赵示例,,,2026-01-01,,,"))
    term = Appointment.objects.get(post=head)
    record_entry(
        subject=term.person,
        category="C5",
        source=head,
        post=head,
        data={},
        occurred_on=date(2026, 2, 1),
        actor=credit_reviewer,
    )
    with pytest.raises(Conflict) as caught:
        taken_back(keeper, batch)
    assert "第 2 行" in str(caught.value)
    assert Appointment.objects.filter(pk=term.pk).exists()
