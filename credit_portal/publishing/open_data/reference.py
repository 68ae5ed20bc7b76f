"""What records refer to: bodies, divisions, legal grounds, the calendar and time limits."""

from collections.abc import Callable, Iterator
from typing import Any

from credit_portal.directory import selectors as directory
from credit_portal.publishing.models import Basis
from credit_portal.publishing.open_data.columns import Column
from credit_portal.publishing.open_data.dataset import Collected
from credit_portal.workdays.models import CalendarDay, DeadlineRule

PUBLIC = "public_read"
BATCH = 500
_NAMES = (
    Column("name_zh", "string", "名称（中文）", "Name in Chinese"),
    Column("name_en", "string", "名称（英文）", "Name in English"),
)
BODIES = (
    Column("slug", "string", "公开地址", "Public address"),
    Column("code", "string", "统一社会信用代码", "Unified social credit code"),
    Column("code_is_fictional", "boolean", "代码是否为虚构", "Whether the code is fictional"),
    *_NAMES,
    Column("kind", "string", "单位类别", "Kind of body", codes="body_kind"),
    Column("division", "string", "行政区划代码", "Code of the division", "division_id"),
    Column("parent", "string", "上级单位的公开地址", "Public address of the superior body",
           "parent__slug"),
    Column("active", "boolean", "是否存续", "Whether it exists today"),
    Column("closed_on", "date", "撤销日期", "Day on which it was closed"),
    Column("website", "string", "网站", "Web site"),
    Column("is_demo", "boolean", "是否为演示数据", "Whether it is demonstration data"),
)  # fmt: skip
DIVISIONS = (
    Column("code", "string", "区划代码", "Code of the division"),
    *_NAMES,
    Column("level", "string", "级别", "Level", codes="division_level"),
    Column("kind", "string", "类型", "Kind", codes="division_kind"),
    Column("parent", "string", "上一级区划代码", "Code of the division above", "parent_id"),
    Column("is_fictional", "boolean", "是否为虚构", "Whether it is fictional"),
)
BASES = (
    Column("code", "string", "依据代码", "Code of the legal ground"),
    *_NAMES,
    Column("source_zh", "string", "出处（中文）", "Source, in Chinese"),
    Column("source_en", "string", "出处（英文）", "Source, in English"),
)
CALENDAR = (
    Column("date", "date", "日期", "Day"),
    Column("is_workday", "boolean", "是否为工作日", "Whether it is a working day"),
    Column("kind", "string", "类型", "Kind of day", codes="day_kind"),
    *_NAMES,
    Column("notice", "string", "国务院办公厅通知文号", "Number of the notice", "source__number"),
)
LIMITS = (
    Column("code", "string", "期限代码", "Code of the time limit"),
    Column("version", "integer", "版本", "Version"),
    *_NAMES,
    Column("unit", "string", "计量单位", "Unit", codes="limit_unit"),
    Column("count", "integer", "期限长度，以计量单位计", "Length, in that unit"),
    Column("roll", "boolean", "末日逢休息日是否顺延", "Whether an end on a rest day moves on"),
    Column("extendable_count", "integer", "可延长的长度", "How long it may be extended"),
    Column("extendable_unit", "string", "延长的计量单位", "Unit of the extension",
           codes="limit_unit"),
    Column("extendable_times", "integer", "可延长次数", "How often it may be extended",
           unit_zh="次", unit_en="times"),
    Column("basis_zh", "string", "依据（中文）", "Legal ground, in Chinese"),
    Column("basis_en", "string", "依据（英文）", "Legal ground, in English"),
    Column("confidence", "string", "依据可靠程度", "How certain the ground is",
           codes="confidence"),
    Column("effective_from", "date", "施行日", "In force from"),
    Column("effective_to", "date", "失效日，现行为空", "In force until, empty while it is"),
    Column("source_url", "anyURI", "出处网址", "Address of the source"),
)  # fmt: skip


def _rows(query: Callable[[], Any], columns: tuple[Column, ...]) -> Callable[[], Iterator[Any]]:
    """Rows of a query by the columns' own names."""
    names = [column.path or column.name for column in columns]
    return lambda: query().values(*names).iterator(BATCH)


def _dataset(
    code: str, name: tuple[str, str], about: tuple[str, str], columns: tuple[Column, ...],
    query: Callable[[], Any],
) -> Collected:  # fmt: skip
    return Collected(code, *name, *about, columns, _rows(query, columns))


DATASETS = (
    _dataset(
        "bodies", ("单位", "Public bodies"),
        ("政府及其部门、街道乡镇、事业单位等，含已撤销单位。",
         "Governments, departments, streets and towns, institutions; closed ones too."),
        BODIES, lambda: directory.organisations(using=PUBLIC),
    ),
    _dataset(
        "divisions", ("行政区划", "Administrative divisions"),
        ("市、区县（市）、街道乡镇及其代码。", "City, districts and counties, streets and towns."),
        DIVISIONS, lambda: directory.divisions(using=PUBLIC),
    ),
    _dataset(
        "bases", ("依据代码", "Codes of legal grounds"),
        ("公开、更正、撤下所依据的代码及出处。",
         "The legal ground behind each code in records, removals and the ledger."),
        BASES, lambda: Basis.objects.using(PUBLIC).order_by("code"),
    ),
    _dataset(
        "calendar", ("法定工作日历", "Working calendar"),
        ("节假日和调休工作日；未列出的周一至周五为工作日。",
         "Holidays and make-up working days; other days Monday to Friday are working days."),
        CALENDAR, lambda: CalendarDay.objects.using(PUBLIC).order_by("date"),
    ),
    _dataset(
        "time-limits", ("法定期限", "Time limits"),
        ("各事项办理期限及依据，含历次版本。", "Time limits with their grounds, all versions."),
        LIMITS, lambda: DeadlineRule.objects.using(PUBLIC).order_by("code", "version"),
    ),
)  # fmt: skip
