"""The form in which a holiday notice is proposed. It only parses; the services decide."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from credit_portal.common import clock
from credit_portal.common.errors import DomainError, Invalid
from credit_portal.common.forms import choice_field
from credit_portal.imports.readers import read_table
from credit_portal.workdays import arrangement, notice_text, selectors
from credit_portal.workdays.calendar_file import SpecialDay

#: Headers of a table of days, as people call them.
HEADERS = {
    "date": ("date", "日期"),
    "kind": ("kind", "类别", "类型"),
    "name_zh": ("name_zh", "名称", "节日"),
    "name_en": ("name_en", "英文名称"),
}
KINDS = {"holiday": "holiday", "放假": "holiday", "休": "holiday",
         "makeup": "makeup", "上班": "makeup", "班": "makeup"}  # fmt: skip
TITLE = "国务院办公厅关于%(year)d年部分节假日安排的通知"
TITLE_EN = (
    "Notice of the General Office of the State Council on the holiday arrangements of %(year)d"
)
NOTICE_TYPES = ".pdf,.png,.jpg,.jpeg,.docx"


class CalendarForm(forms.Form):
    """A notice, its file, and the days it names: as text, or as a table."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    title_zh = forms.CharField(label=_("Title of the notice"), max_length=300)
    title_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)
    number = forms.CharField(label=_("Document number"), max_length=100, required=False)
    issued_on = forms.DateField(
        label=_("Issued on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    url = forms.URLField(
        label=_("Published at"),
        max_length=500,
        assume_scheme="https",
        help_text=_("Address of the notice on the State Council's site."),
    )
    notice = forms.FileField(
        label=_("The notice itself"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": NOTICE_TYPES}),
        help_text=_("PDF, Word or picture, as it was published."),
    )
    notice_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    days = forms.CharField(
        label=_("Days as the notice writes them"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 9, "spellcheck": "false"}),
        help_text=_(
            "One line for each holiday, as in: 元旦：1月1日（周五）至3日（周日）放假，共3天。"
            " Make-up working days: 2月14日（周日）上班。 The opening and closing words may stay."
        ),
    )
    table = forms.FileField(
        label=_("Or a table of days"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=_("CSV or XLSX with the columns 日期, 类别 (放假 or 上班), 名称."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this_year = clock.today().year
        years = {*selectors.loaded_years(), this_year, this_year + 1, this_year + 2}
        choices = [(year, str(year)) for year in sorted(years, reverse=True)]
        choice_field(self, "year").choices = choices
        for name in ("notice", "days", "reason"):
            self.fields[name].needed = True  # type: ignore[attr-defined]
        self.passed_over: list[str] = []

    def clean(self) -> dict[str, Any]:
        """Understand the days; what is unclear is said beside the field."""
        data: dict[str, Any] = super().clean() or {}
        if "year" not in data or self.errors:
            return data
        try:
            if data.get("table"):
                data["special"] = from_table(data["table"].read(), data["table"].name)
            else:
                found = notice_text.read(data.get("days", ""), data["year"])
                data["special"], self.passed_over = found.days, found.passed_over
        except DomainError as error:
            field = "table" if data.get("table") else "days"
            self.add_error(field, forms.ValidationError(str(error.message), code=error.code))
        return data

    def payload(self, file: UUID | None) -> dict[str, Any]:
        """The payload of the proposal."""
        data = self.cleaned_data
        return arrangement.payload_of(
            year=data["year"], days=data["special"], issued_on=data["issued_on"], file=file,
            title_zh=data["title_zh"], title_en=data["title_en"],
            number=data["number"], url=data["url"],
        )  # fmt: skip

    def again(self, payload: dict[str, Any]) -> "CalendarForm":
        """The same form, ready to be sent once more: file kept, days written out."""
        data = {
            **{name: self.data.get(name, "") for name in self.fields},
            "notice_id": payload["file"] or "",
            "days": notice_text.write(arrangement.days_of(payload), int(payload["year"])),
        }
        form = CalendarForm(data)
        form.is_valid()
        form.passed_over = self.passed_over
        return form


def initial(year: int) -> dict[str, Any]:
    """What the form begins with: the usual title; the days of a year that is loaded."""
    days = arrangement.special_days(year)
    return {
        "year": year,
        "title_zh": TITLE % {"year": year},
        "title_en": TITLE_EN % {"year": year},
        "days": notice_text.write(days, year) if days else "",
    }


def from_table(content: bytes, name: str) -> list[SpecialDay]:
    """The days of a CSV or XLSX table. Raises Invalid naming the lines at fault."""
    table = read_table(content, name)
    at = {field: _column(table.headers, names) for field, names in HEADERS.items()}
    if min(at["date"], at["kind"], at["name_zh"]) < 0:
        sentence = _("The table needs the columns 日期, 类别 and 名称.")
        raise Invalid("days_columns", sentence, field="table")
    found: list[SpecialDay] = []
    problems: list[str] = []
    for row in table.rows:
        cells = {field: _cell(row.cells, place) for field, place in at.items()}
        try:
            found.append(_special(cells))
        except ValueError:
            problems.append(str(row.line))
    if problems or not found:
        sentence = _("These lines are no day: %(lines)s")
        lines = ", ".join(problems[:20]) or "1"
        raise Invalid("days_unclear", sentence % {"lines": lines}, field="table")
    return sorted(found, key=lambda day: day.date)


def _column(headers: list[str], names: tuple[str, ...]) -> int:
    return next((at for at, text in enumerate(headers) if text.strip() in names), -1)


def _cell(cells: list[Any], place: int) -> str:
    return str(cells[place]).strip() if 0 <= place < len(cells) else ""


def _special(cells: dict[str, str]) -> SpecialDay:
    name = cells["name_zh"]
    if cells["kind"] not in KINDS or not 0 < len(name) <= 300:
        raise ValueError(cells["kind"])
    day = date.fromisoformat(cells["date"][:10].replace("/", "-"))
    english = cells["name_en"] or notice_text.ENGLISH.get(name, "")
    return SpecialDay(day, KINDS[cells["kind"]], name, english)
