"""Records on display as tables: one of all kinds, and one of each kind with its own columns."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import Min

from credit_portal.publishing import registry, selectors
from credit_portal.publishing.open_data import copied
from credit_portal.publishing.open_data.columns import Column, Row, Rows
from credit_portal.publishing.open_data.dataset import Dataset
from credit_portal.publishing.open_data.forms import Hashed

COMMON = (
    Column("ref", "string", "记录编号，一经编定不再变更", "Reference of the record, never changed"),
    Column("kind", "string", "记录种类", "Kind of record", codes="kind"),
    Column("title_zh", "string", "标题（中文）", "Title in Chinese"),
    Column("title_en", "string", "标题（英文），未译为空", "Title in English, empty without one"),
    Column("organisation", "string", "所属单位的公开地址，对应“单位”数据集",
           "Public address of the body, as in the data set of bodies", "organisation_slug"),
    Column("organisation_name_zh", "string", "公开时的单位名称（中文）",
           "Name of the body at publication, in Chinese"),
    Column("organisation_name_en", "string", "公开时的单位名称（英文）",
           "Name of the body at publication, in English"),
    Column("division", "string", "行政区划代码（GB/T 2260），对应“行政区划”数据集",
           "Code of the division (GB/T 2260), as in the data set of divisions", "division_code"),
    Column("sector", "string", "领域", "Field", codes="sector"),
    Column("category", "string", "承诺或失信行为类别", "Category of commitment or breach",
           codes="category"),
    Column("severity", "string", "失信程度", "How grave a breach is", codes="severity"),
    Column("outcome", "string", "履行结果", "Outcome", codes="outcome"),
    Column("due_on", "date", "到期日", "Due day"),
    Column("published_at", "dateTime", "首次公开时间（北京时间）",
           "First published at (Beijing time)"),
    Column("updated_at", "dateTime", "现行版本公开时间（北京时间）",
           "Present version published at (Beijing time)"),
    Column("version", "integer", "现行版本序号，自1起", "Number of the present version, from 1"),
    Column("until", "date", "公示截止日（含当日），无期限为空",
           "Last day of display, empty without one"),
    Column("inherited_from", "string", "承接自哪个单位（公开地址），非承接为空",
           "Public address of the body it was taken over from, empty if it was not"),
    Column("under_objection", "boolean", "是否处于异议处理中", "Whether it is under objection",
           sql="strpos(d.row, '\"objection\":') > 0"),
    Column("is_demo", "boolean", "是否为演示数据", "Whether it is demonstration data",
           sql="strpos(d.row, '\"is_demo\":true') > 0"),
    Column("url", "anyURI", "网页地址", "Its page",
           sql="%(site)s || '/records/' || d.ref || '/'"),
)  # fmt: skip


@dataclass(frozen=True)
class Records(Dataset):
    """What is on display, by the one rule of display, the newest first; `kind` None for all. Its
    rows are written by the server."""

    kind: str | None

    @property
    def holds(self) -> str:
        """Its own kind, or all."""
        return self.kind or "*"

    def ends(self) -> date | None:
        """The first last day of display among the records."""
        found = selectors.published(self.kind).order_by().aggregate(day=Min("until"))
        return cast(date | None, found["day"])

    def rows(self) -> Rows:
        """All of them, all at once."""
        return copied.rows(self.kind, self.columns)

    def write(self, csv_file: Hashed, json_file: Hashed) -> int:
        """Write both files, of one moment where the transaction keeps its snapshot."""
        copied.write_csv(self.kind, self.columns, csv_file)
        return copied.write_lines(self.kind, self.columns, json_file)

    def sample(self, most: int = 5) -> list[Row]:
        """The newest."""
        return list(copied.rows(self.kind, self.columns, most))


def datasets() -> list[Dataset]:
    """All records, then each kind."""
    return [_all(), *(_of(kind) for kind in registry.kinds())]


def _all() -> Dataset:
    return Records(
        "records",
        "全部公开记录",
        "All public records",
        "正在公示的各类记录，含各类记录共有的字段。",
        "Every record on display, of every kind, with what all kinds have in common.",
        COMMON,
        None,
    )


def _of(kind: registry.Kind) -> Dataset:
    return Records(
        f"records-{kind.code.replace('_', '-')}",
        kind.name_zh,
        kind.name_en,
        f"正在公示的{kind.name_zh}，除共有字段外，另列该类记录特有的字段。",
        f"Every record on display of the kind “{kind.name_en}”, with the columns of its own.",
        (*COMMON, *kind.columns),
        kind.code,
    )
