"""A yearly sheet from XLSX or CSV: previewed, mended in the preview, applied whole or not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import InvalidOperation
from typing import Any

from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from commitments import codes, completeness, policies, selectors_sheets
from commitments.importing import filing
from commitments.importing.letters import fold
from commitments.importing.sheet_columns import COLUMNS
from commitments.models import Commitment, Sheet
from commitments.services import sheets
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.common.i18n import is_english, localized
from credit_portal.directory.models import Organisation
from credit_portal.directory.selectors import principal_post
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.imports.registry import Checked, Problem, RowHandler
from credit_portal.publishing import livelihood

NAME = "livelihood_sheet"
TEXTS = ("title_zh", "matter_zh", "measure_zh", "evidence_required_zh")
STANDING = ("indicator_zh", "figure", "comparison", "target", "unit_zh", "period", "source_zh")


@dataclass
class Known:
    """What all rows of a preview are checked against."""

    sheet: Sheet
    fields: dict[str, str]
    labels: dict[str, dict[str, str]]
    post: Any
    called: Any = ""  # the fields in one line, in the language that is active when it is read


class SheetRows(RowHandler):
    """The commitments of one yearly sheet from a table; fields that the table names are replaced
    by what it says, the others stay."""

    title = _("Yearly livelihood sheet")
    columns = COLUMNS
    verb = policies.FILE
    whole = True

    def organisation(self, batch: ImportBatch) -> Organisation:
        """The body whose sheet it is. Raises Invalid when none is chosen."""
        rows = Organisation.objects.filter(active=True)
        found = rows.filter(pk=batch.organisation_id).first() if batch.organisation_id else None
        if found is None:
            raise Invalid("organisation_missing", _("Choose the body."), field="organisation")
        return found

    def context(self, batch: ImportBatch) -> Known:
        """The sheet, the names of the fields and the labels of all choices."""
        sheet = self.sheet_of(batch)
        post = principal_post(sheet.organisation)
        return Known(sheet, _field_names(), filing.labels(), post, _called())

    def sheet_of(self, batch: ImportBatch) -> Sheet:
        """The sheet that the batch fills: the one it was uploaded for, else the body's newest
        that can be written in. Raises Invalid when there is none."""
        rows = Sheet.objects.select_related("organisation__division", "division")
        rows = rows.filter(organisation=self.organisation(batch), state__in=["draft", "returned"])
        wanted = batch.options.get("sheet")
        found = (rows.filter(pk=wanted) if wanted else rows.order_by("-year")).first()
        if found is None:
            raise Invalid(
                "sheet_missing", _("Begin the sheet of the year first; then upload its table.")
            )
        return found

    def validate(self, row: dict[str, str], context: Known) -> Checked:
        """Check a row as if it were written into the sheet today; nothing is written."""
        checked = Checked()
        _check_unit(row, context, checked)
        field = context.fields.get(fold(row.get("sector", "")))
        if field is None:
            sentence = _(
                "This is none of the fourteen livelihood fields; write one of: %(fields)s."
            )
            named = {"fields": context.called}
            checked.errors.append(Problem("field_unknown", sentence, "sector", named))
        nothing = row.get("nothing_zh", "")
        said = [name for name in (*TEXTS, "due_on", *STANDING) if row.get(name)]
        if not nothing and not said:
            sentence = _("Write a commitment, or why nothing is promised in this field.")
            checked.errors.append(Problem("line_empty", sentence, "title_zh"))
        elif nothing and said:
            sentence = _("The line holds a commitment and says that there is none; keep one.")
            checked.errors.append(Problem("line_both", sentence, "nothing_zh"))
        if checked.errors or field is None:
            return checked
        if nothing:
            checked.cleaned = {"sector": field, "nothing_zh": nothing}
            checked.key = f"{field}|nothing"
            return checked
        return _entry(row, field, context, checked)

    def apply(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> list[str]:
        """Replace the fields that the rows name; the id of the sheet for each row."""
        sheet = self.sheet_of(batch)
        by_field: dict[str, list[dict[str, Any]]] = {}
        reasons: dict[str, str] = {}
        for row in rows:
            said = dict(row.cleaned)
            field = said.pop("sector")
            by_field.setdefault(field, [])
            if "nothing_zh" in said:
                reasons[field] = said["nothing_zh"]
            else:
                by_field[field].append(filing.from_json(said["fields"]))
        for field, entries in by_field.items():
            _require_one_or_other(field, entries, reasons)
            sheets.save_field(
                actor=actor,  # type: ignore[arg-type]
                sheet_id=sheet.pk,
                field=field,
                entries=entries,
                nothing_zh=reasons.get(field, ""),
            )
        return [str(sheet.pk)] * len(rows)

    def undo(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> None:
        """A sheet is written over, not taken back: its earlier text is not kept."""
        raise Conflict(
            "sheet_no_undo", _("The sheet is edited in its form; an import is not taken back.")
        )

    def happened(self, event: str, actor: Actor, batch: ImportBatch) -> None:
        """One audit row for the batch."""
        audit.record(
            "commitments.sheet_import",
            actor=actor,
            target=batch,
            new={"state": event},
            organisation=self.organisation(batch),
            rows=batch.rows_total,
        )


def _require_one_or_other(field: str, entries: list[Any], reasons: dict[str, str]) -> None:
    if entries and reasons.get(field):
        named = livelihood.labels_on()[field]
        raise Invalid(
            "field_both",
            _("“%(field)s”: one line holds a commitment, another says that there is none.")
            % {"field": named},
        )


def _check_unit(row: dict[str, str], context: Known, checked: Checked) -> None:
    """The table is that of this unit and year, where it says so."""
    body, sheet = context.sheet.organisation, context.sheet
    unit = row.get("unit", "")
    if unit and fold(unit) not in {fold(body.name_zh), fold(body.name_en), fold(body.slug)}:
        sentence = _("This table is another unit's.")
        checked.errors.append(Problem("unit_differs", sentence, "unit"))
    year = row.get("year", "").rstrip("年 ")
    if year and year != str(sheet.year):
        sentence = _("This table is for another year.")
        checked.errors.append(Problem("year_differs", sentence, "year"))


def _entry(row: dict[str, str], field: str, context: Known, checked: Checked) -> Checked:
    """A commitment as the row says it, tried in a model that is not saved."""
    standing = bool(row.get("indicator_zh") or row.get("target")) and not row.get("due_on")
    shape = codes.Shape.STANDING if standing else codes.Shape.ONE_OFF
    fields: dict[str, Any] = {"shape": shape.value}
    for name in (*TEXTS, "due_on", *(STANDING if standing else ())):
        text = row.get(name, "")
        if not text:
            continue
        try:
            fields[name] = filing.value_of(name, text, context.labels)
        except (ValueError, InvalidOperation, KeyError):
            checked.errors.append(Problem("value_unreadable", filing.hint(name), name))
    if checked.errors:
        return checked
    now = clock.now()
    draft = Commitment(
        organisation=context.sheet.organisation,
        post=context.post,
        category=codes.Category.LIVELIHOOD,
        sector=field,
        created_at=now,
        updated_at=now,
    )
    try:
        sheets.fill(context.sheet, draft, fields)
    except Invalid as error:
        checked.errors.append(Problem.of(error))
        return checked
    checked.errors += [
        Problem(lack.code, lack.message, lack.field)
        for lack in completeness.lacks(draft, [], clock.today())
    ]
    checked.cleaned = {"sector": field, "fields": filing.as_json(fields)}
    checked.key = f"{field}|{fold(draft.title_zh)}"
    return checked


def _field_names() -> dict[str, str]:
    """Every name of a field, in both languages and by code, folded, to its code."""
    found = {fold(code): code for code in codes.LIVELIHOOD_SECTORS}
    for row in livelihood.fields_on():
        found |= {fold(row.label_zh): row.code, fold(row.label_en): row.code}
    sectors = [(code, codes.Sector(code)) for code in codes.LIVELIHOOD_SECTORS]
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found |= {fold(str(sector.label)): code for code, sector in sectors}
    return found


def _called() -> Any:
    rows = livelihood.fields_on()
    return lazy(
        lambda: (", " if is_english() else "、").join(localized(row, "label") for row in rows), str
    )()


def rows_of_sheet(sheet: Sheet) -> list[dict[str, str]]:
    """What the template is prefilled with: what stands in the sheet already, else one empty line
    for each field."""
    written, reasons = selectors_sheets.by_field(sheet), selectors_sheets.reasons(sheet)
    lines = []
    for row in livelihood.fields_on():
        first = {
            "unit": sheet.organisation.name_zh,
            "year": str(sheet.year),
            "sector": row.label_zh,
        }
        entries = [_cells(one) for one in written.get(row.code, [])]
        lines += [first | cells for cells in entries]
        if not entries:
            lines.append(first | {"nothing_zh": reasons.get(row.code, "")})
    return lines


def _cells(row: Commitment) -> dict[str, str]:
    """An entry as cells."""
    cells = {name: str(getattr(row, name) or "") for name in TEXTS}
    if not row.is_standing:
        return cells | {"due_on": row.due_on.isoformat() if row.due_on else ""}
    with translation.override("zh-hans"):
        chosen = {
            name: str(getattr(row, f"get_{name}_display")())
            for name in ("figure", "comparison", "period")
            if getattr(row, name)
        }
    target = "" if row.target is None else f"{row.target.normalize():f}"
    plain = {name: str(getattr(row, name)) for name in ("indicator_zh", "unit_zh", "source_zh")}
    return cells | chosen | plain | {"target": target}
