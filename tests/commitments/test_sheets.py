"""A street writes its yearly sheet; a second person decides on all of it by one digest."""

from datetime import date
from typing import Any

import pytest

from commitments import disclosures_sheets
from commitments.models import Commitment, Sheet
from commitments.selectors import board, case, visible_to
from commitments.selectors_sheets import entries, last_return, lines, reasons
from commitments.services import sheets, sheets_approval
from credit_portal.common import acts
from credit_portal.common.errors import NotFound
from credit_portal.notices.models import Notice
from credit_portal.publishing import livelihood_changes
from credit_portal.publishing.models import Decision, Displayed
from credit_portal.publishing.services import publish_all
from credit_portal.workflow.models import Deadline
from tests.commitments import sheet_scenes as scenes
from tests.commitments.scenes import refused


@pytest.fixture
def place(city: Any) -> scenes.Street:
    """A street office with its people."""
    return scenes.street(city)


def test_a_field_is_kept_as_typed_and_written_over(place: scenes.Street) -> None:
    row = scenes.begun(place)
    scenes.write(row, place.filer, "parking", {"title_zh": "只有标题", "shape": "one_off"})
    one = entries(row).get()
    assert (one.title_zh, one.sector, one.category) == ("只有标题", "parking", "livelihood")
    scenes.write(
        row, place.filer, "parking", {**scenes.ENTRY, "id": str(one.pk)}, scenes.ENTRY | {
            "title_zh": "第二项"
        },
    )  # fmt: skip
    assert {one.title_zh for one in entries(row)} == {"新增停车泊位一百个", "第二项"}
    scenes.write(row, place.filer, "parking", nothing="本年度无新增泊位")
    assert entries(row).count() == 0
    assert reasons(row) == {"parking": "本年度无新增泊位"}


def test_usual_words_are_put_in_where_none_were_typed(place: scenes.Street) -> None:
    row = scenes.begun(place)
    scenes.write(row, place.filer, "parking", scenes.ENTRY)
    one = entries(row).get()
    assert one.beneficiaries_zh == "示例1街道居民"
    assert one.authority_zh.startswith("示例1街道办事处")
    assert one.post == place.post


def test_there_is_one_sheet_a_unit_and_year(place: scenes.Street) -> None:
    scenes.begun(place)
    with refused("sheet_exists"):
        scenes.begun(place)
    with refused("year"):
        scenes.begun(place, 2030)
    assert scenes.begun(place, 2027).year == 2027


def test_a_statistical_unit_or_a_department_has_none(city: Any, bureau: Any, officer: Any) -> None:
    farm = scenes.street(city, 9, kind="statistical")
    with refused("no_sheet"):
        scenes.begun(farm)
    with refused("no_sheet"):
        acts.run(sheets.create_sheet, actor=officer, organisation_id=bureau.pk, year=2026)


def test_entries_are_seen_apart_from_the_sheet_only_once_it_is_approved(
    place: scenes.Street,
) -> None:
    row = scenes.submitted(place)
    one = entries(row).get()
    assert not visible_to(place.filer).exists()
    with pytest.raises(NotFound):
        case(place.approver, one.pk)
    scenes.approve(row, place.approver)
    assert board(place.filer).get() == one


def test_it_is_not_handed_in_with_gaps(place: scenes.Street) -> None:
    row = scenes.begun(place)
    scenes.write(row, place.filer, "parking", {"title_zh": "只有标题", "shape": "one_off"})
    with refused("incomplete"):
        acts.run(sheets.submit_sheet, actor=place.filer, sheet_id=row.pk)
    assert Sheet.objects.get().state == "draft"
    assert entries(row).get().state == "draft"


def test_a_field_cannot_promise_and_say_that_it_does_not(place: scenes.Street) -> None:
    row = scenes.filled(place)
    scenes.write(row, place.filer, "parking", scenes.ENTRY, nothing="也没有")
    found = sheets.lacks(row, list(entries(row)))
    assert [field for field, _text in found] == ["parking"]


def test_approving_registers_all_of_it(place: scenes.Street) -> None:
    row = scenes.approved(place, parking=3)
    assert row.state == "approved"
    assert {one.state for one in entries(row)} == {"registered"}
    assert Deadline.objects.filter(kind="commitments.due", outcome="").count() == 3
    assert Decision.objects.filter(kind="commitment").count() == 3
    publish_all()
    shown = Displayed.objects.get(kind="livelihood_sheet")
    assert shown.division_code == scenes.STREET
    assert shown.row["sheet_year"] == 2026
    assert shown.ref.startswith("SY-L2026-")
    rows = Displayed.objects.filter(kind="commitment")
    assert {(one.division_code, one.sector, one.row["sheet_year"]) for one in rows} == {
        (scenes.STREET, "parking", 2026)
    }
    row.refresh_from_db()
    assert row.ref == shown.ref


def test_one_digest_stands_for_all_of_it(place: scenes.Street) -> None:
    row = scenes.submitted(place, parking=2)
    one = entries(row)[0]
    digest = disclosures_sheets.preview(row, place.approver).digest
    Commitment.objects.filter(pk=one.pk).update(title_zh="悄悄改了")
    with refused("content_changed"):
        acts.run(
            sheets_approval.approve_sheet, actor=place.approver, sheet_id=row.pk, digest=digest
        )
    assert {one.state for one in entries(row)} == {"submitted"}
    assert not Decision.objects.exists()


def test_all_or_nothing_when_one_due_date_passed_while_it_waited(
    place: scenes.Street, clock: Any
) -> None:
    row = scenes.submitted(place, parking=2)
    first = entries(row).order_by("pk").last()
    assert first is not None
    Commitment.objects.filter(pk=first.pk).update(due_on=date(2026, 3, 10))
    clock.move_to("2026-03-20 09:00:00+08:00")
    with refused("due_passed"):
        scenes.approve(row, place.approver)
    row.refresh_from_db()
    assert row.state == "submitted"
    assert {one.state for one in entries(row)} == {"submitted"}


def test_nobody_approves_a_sheet_he_wrote_in(place: scenes.Street) -> None:
    from credit_portal.accounts.models import Role, RoleGrant

    RoleGrant.objects.create(
        user=place.approver, role=Role.objects.get(pk="filer"), starts_on=date(2020, 1, 1),
        organisation=place.body, origin="demo",
    )  # fmt: skip
    row = scenes.filled(place)
    scenes.write(row, place.approver, "parking", scenes.ENTRY)
    acts.run(sheets.submit_sheet, actor=place.filer, sheet_id=row.pk)
    row.refresh_from_db()
    with refused("four_eyes"):
        scenes.approve(row, place.approver)


def test_it_goes_back_with_marks_and_comes_again(place: scenes.Street) -> None:
    row = scenes.submitted(place)
    acts.run(
        sheets_approval.return_sheet, actor=place.approver, sheet_id=row.pk,
        reason="停车泊位数量与计划不符", marks={"parking": "写明小区名称", "nonsense": "x"},
    )  # fmt: skip
    row.refresh_from_db()
    remark = last_return(row)
    assert remark is not None
    assert remark.marks == {"parking": "写明小区名称"}
    assert entries(row).get().state == "returned"
    assert Notice.objects.filter(template="commitment_returned", recipient=place.filer).exists()
    acts.run(sheets.submit_sheet, actor=place.filer, sheet_id=row.pk)
    row.refresh_from_db()
    assert scenes.approve(row, place.approver).state == "approved"


def test_the_filer_takes_it_back(place: scenes.Street) -> None:
    row = scenes.submitted(place)
    with refused("not_allowed"):
        acts.run(sheets.take_back_sheet, actor=place.approver, sheet_id=row.pk)
    acts.run(sheets.take_back_sheet, actor=place.filer, sheet_id=row.pk)
    assert entries(row).get().state == "draft"


def test_a_sheet_holds_no_more_than_its_number(
    place: scenes.Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    from credit_portal.publishing import livelihood

    few = livelihood.Numbers(5, 10, 20, entries=1, high_from=90, fair_from=70)
    monkeypatch.setattr(livelihood, "numbers_on", lambda *args, **more: few)
    row = scenes.begun(place)
    with refused("sheet_too_long"):
        scenes.write(row, place.filer, "parking", scenes.ENTRY, scenes.ENTRY)


def test_the_superior_sees_who_filed_and_who_did_not(
    city: Any, place: scenes.Street, credit_officer: Any
) -> None:
    other = scenes.street(city, 2)
    scenes.approved(place)
    found = lines(credit_officer, 2026)
    assert [(line.body, line.sheet is not None) for line in found] == [
        (place.body, True), (other.body, False),
    ]  # fmt: skip
    assert [line.body for line in lines(place.filer, 2026)] == [place.body]


def test_an_edit_that_rests_on_an_older_page_is_refused(place: scenes.Street) -> None:
    row = scenes.begun(place)
    scenes.write(row, place.filer, "parking", scenes.ENTRY)
    with refused("stale"):
        acts.run(
            sheets.save_field, actor=place.filer, sheet_id=row.pk, field="parking", entries=[],
            expected_version=1,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "value"), [("fair_from", 90), ("high_from", 70), ("high_from", 101)]
)
def test_the_shades_stay_in_order(system_administrator: Any, code: str, value: int) -> None:
    payload = {
        "code": code, "effective_from": "2027-01-01", "changes": {"value": value, "source": "试行"},
    }  # fmt: skip
    with refused("shades_order"):
        livelihood_changes.check(payload, system_administrator)
    livelihood_changes.check(
        {**payload, "code": "high_from", "changes": {"value": 95, "source": "试行"}},
        system_administrator,
    )
