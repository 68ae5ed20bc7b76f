"""A sheet from its table: the template, the preview, cells mended there, all or nothing."""

import io
from typing import Any

import openpyxl
import pytest

from commitments.importing.sheet_template import table_of
from commitments.importing.sheets import NAME
from commitments.selectors_sheets import entries, reasons
from credit_portal.common import acts
from credit_portal.imports import mending, services
from credit_portal.imports.models import ImportBatch
from tests.commitments import sheet_scenes as scenes
from tests.commitments.scenes import refused
from tests.imports.sentences import error_sentences


@pytest.fixture
def place(city: Any) -> scenes.Street:
    """A street office with its people."""
    return scenes.street(city)


def upload(row: Any, actor: Any, content: bytes) -> ImportBatch:
    """Uploaded and previewed."""
    batch = acts.run(
        services.upload, actor=actor, handler=NAME, content=content, file_name="sheet.xlsx",
        organisation_id=row.organisation_id, options={"sheet": str(row.pk)},
    ).value  # fmt: skip
    return acts.run(services.preview, actor=actor, batch=batch).value


def test_the_template_is_prefilled_and_has_lists(place: scenes.Street) -> None:
    row = scenes.begun(place)
    page = openpyxl.load_workbook(io.BytesIO(table_of(row))).worksheets[0]
    lines = list(page.iter_rows(min_row=2, values_only=True))
    assert len(lines) == 14
    assert lines[0][:3] == ("示例1街道办事处", "2026", "就业")
    lists = [one.formula1 for one in page.data_validations.dataValidation]
    assert any("停车" in text for text in lists)
    assert len(lists) == 4


def test_two_bad_cells_are_mended_in_the_preview(place: scenes.Street) -> None:
    row = scenes.begun(place)
    content = scenes.workbook(row, due="年底前", field="交通")
    batch = upload(row, place.filer, content)
    assert batch.rows_invalid == 2
    said = error_sentences(batch)
    assert "第 2 行" in said[0] and "履行期限" in said[0]
    assert "第 3 行" in said[1] and "领域" in said[1]
    with refused("import_has_errors"):
        acts.run(services.commit, actor=place.filer, batch=batch)
    assert not entries(row).exists()
    cells = {2: {"due_on": "2026-09-30"}, 3: {"sector": "物业"}}
    batch = acts.run(mending.mend, actor=place.filer, batch=batch, cells=cells).value
    assert batch.rows_invalid == 0
    acts.run(services.commit, actor=place.filer, batch=batch)
    services.run_batch(batch.pk)
    assert entries(row).count() == 9
    assert len(reasons(row)) == 5
    row.refresh_from_db()
    from commitments.services import sheets

    assert sheets.lacks(row, list(entries(row))) == []


def test_what_stands_in_the_sheet_comes_out_and_in_again(place: scenes.Street) -> None:
    row = scenes.filled(place, parking=2)
    standing = {
        "shape": "standing", "title_zh": "热线按期办结", "matter_zh": "热线诉求按期办结。",
        "measure_zh": "按期办结率", "evidence_required_zh": "平台记录",
        "indicator_zh": "按期办结的比例", "figure": "share", "comparison": "at_least",
        "target": "95", "unit_zh": "%", "period": "quarter", "source_zh": "热线平台",
    }  # fmt: skip
    from decimal import Decimal

    scenes.write(row, place.filer, "travel", {**standing, "target": Decimal("95")})
    batch = upload(row, place.filer, table_of(row))
    assert error_sentences(batch) == []
    acts.run(services.commit, actor=place.filer, batch=batch)
    services.run_batch(batch.pk)
    found = entries(row).get(sector="travel")
    assert (found.shape, found.figure, str(found.target)) == ("standing", "share", "95.0000")
    assert (str(found.starts_on), str(found.ends_on)) == ("2026-03-02", "2026-12-31")
    assert entries(row).filter(sector="parking").count() == 2


def test_the_table_of_another_unit_or_year_is_refused(city: Any, place: scenes.Street) -> None:
    row, other = scenes.begun(place), scenes.street(city, 2)
    foreign = scenes.begun(other)
    batch = upload(row, place.filer, scenes.workbook(foreign))
    assert batch.rows_invalid == 14
    assert "另一单位" in error_sentences(batch)[0]


def test_a_line_says_something_and_not_both(place: scenes.Street) -> None:
    row = scenes.begun(place)
    batch = upload(row, place.filer, table_of(row))  # nothing filled in
    assert batch.rows_invalid == 14


def test_nothing_is_mended_after_it_was_applied(place: scenes.Street) -> None:
    row = scenes.begun(place)
    batch = upload(row, place.filer, scenes.workbook(row))
    acts.run(services.commit, actor=place.filer, batch=batch)
    services.run_batch(batch.pk)
    with refused("import_wrong_state"):
        acts.run(mending.mend, actor=place.filer, batch=batch, cells={2: {"title_zh": "改"}})


def test_only_ones_own_preview_is_mended(place: scenes.Street) -> None:
    row = scenes.begun(place)
    batch = upload(row, place.filer, scenes.workbook(row, due="?"))
    with refused("not_found"):
        acts.run(mending.mend, actor=place.approver, batch=batch, cells={2: {"due_on": "1"}})
    with refused("line_unknown"):
        acts.run(mending.mend, actor=place.filer, batch=batch, cells={99: {"due_on": "1"}})
    with refused("column_unknown"):
        acts.run(mending.mend, actor=place.filer, batch=batch, cells={2: {"nonsense": "1"}})


def test_a_sheet_handed_in_meanwhile_stops_the_import(place: scenes.Street) -> None:
    row = scenes.filled(place)
    batch = upload(row, place.filer, table_of(row))
    from commitments.services import sheets

    acts.run(sheets.submit_sheet, actor=place.filer, sheet_id=row.pk)
    acts.run(services.commit, actor=place.filer, batch=batch)
    services.run_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert entries(row).count() == 1
