"""Staff pages of the yearly sheets: list, guided form, table, decision, parameters."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commitments.models import Sheet
from commitments.selectors_sheets import entries, reasons
from credit_portal.imports.models import ImportBatch
from tests.commitments import sheet_scenes as scenes

HERE = "/staff/commitments/sheets/"
EMPTY = {"entries-TOTAL_FORMS": "1", "entries-INITIAL_FORMS": "0"}


@pytest.fixture
def place(city: Any) -> scenes.Street:
    """A street office with its people."""
    return scenes.street(city)


def signed_in(user: Any) -> Client:
    """The browser of somebody."""
    client = Client()
    client.force_login(user)
    return client


def test_a_sheet_is_begun_from_the_list(place: scenes.Street) -> None:
    client = signed_in(place.filer)
    assert "示例1街道办事处" in client.get(HERE).content.decode()
    answer = client.post(HERE, {"organisation": str(place.body.pk), "year": "2026"})
    row = Sheet.objects.get()
    assert answer["Location"] == f"{HERE}{row.pk}/"
    text = client.get(answer["Location"]).content.decode()
    assert text.count('class="to_do"') == 14


def test_the_guided_form_keeps_one_field_and_goes_on(place: scenes.Street) -> None:
    row, client = scenes.begun(place), signed_in(place.filer)
    path = f"{HERE}{row.pk}/fields/employment/"
    assert client.get(path).status_code == 200
    answer = client.post(
        path, {**EMPTY, "entries-0-title_zh": "新增就业岗位", "entries-0-shape": "one_off",
               "version": "1", "go": "next"},
    )  # fmt: skip
    assert answer["Location"].endswith("/fields/property_management/")
    assert entries(row).get().title_zh == "新增就业岗位"
    answer = client.post(
        f"{HERE}{row.pk}/fields/convenience_services/",
        {**EMPTY, "nothing_zh": "由区级统一承诺", "version": "2", "go": "next"},
    )
    assert answer["Location"] == f"{HERE}{row.pk}/"
    assert reasons(row) == {"convenience_services": "由区级统一承诺"}


def test_a_bad_date_stays_in_the_form(place: scenes.Street) -> None:
    row, client = scenes.begun(place), signed_in(place.filer)
    answer = client.post(
        f"{HERE}{row.pk}/fields/parking/",
        {**EMPTY, "entries-0-title_zh": "停车", "entries-0-due_on": "年底", "version": "1"},
    )
    assert answer.status_code == 422
    assert 'value="停车"' in answer.content.decode()


def test_two_row_errors_are_mended_on_the_page(place: scenes.Street) -> None:
    row, client = scenes.begun(place), signed_in(place.filer)
    file = SimpleUploadedFile("sheet.xlsx", scenes.workbook(row, due="年底", field="交通"))
    answer = client.post(f"{HERE}{row.pk}/import/", {"file": file})
    batch = ImportBatch.objects.get()
    path = f"{HERE}{row.pk}/import/{batch.pk}/"
    assert answer["Location"] == path
    text = client.get(path).content.decode()
    assert 'id="cell-2-due_on"' in text
    assert 'value="交通"' in text
    left = client.post(path, {"act": "mend", "cell-2-due_on": "2026-09-30"}, follow=True)
    assert "还有1处需要改正" in left.content.decode()
    assert "请填写其中一个：就业、物业、" in left.content.decode()
    client.post(path, {"act": "mend", "cell-2-due_on": "2026-09-30", "cell-3-sector": "物业"})
    assert "act=" not in client.get(path).content.decode().split("<aside")[0]
    answer = client.post(path, {"act": "apply"})
    assert answer["Location"] == f"{HERE}{row.pk}/"
    assert entries(row).count() == 9


def test_an_upload_can_be_given_up(place: scenes.Street) -> None:
    row, client = scenes.begun(place), signed_in(place.filer)
    file = SimpleUploadedFile("sheet.xlsx", scenes.workbook(row))
    path = client.post(f"{HERE}{row.pk}/import/", {"file": file})["Location"]
    client.post(path, {"act": "drop"})
    assert not ImportBatch.objects.exists()
    bad = SimpleUploadedFile("sheet.xlsx", b"no workbook")
    assert client.post(f"{HERE}{row.pk}/import/", {"file": bad}).status_code == 422


def test_the_second_person_approves_what_he_saw(
    place: scenes.Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    from credit_portal.accounts import fresh

    monkeypatch.setattr(fresh, "require", lambda *args: None)
    row, client = scenes.submitted(place), signed_in(place.approver)
    text = client.get(f"{HERE}{row.pk}/").content.decode()
    digest = text.split('name="digest" value="')[1][:64]
    client.post(f"{HERE}{row.pk}/acts/return/", {"reason": ""})
    answer = client.post(f"{HERE}{row.pk}/acts/approve/", {"digest": digest, "version": "0"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.state == "approved"


def test_a_name_of_a_field_is_changed_by_two(
    system_administrator: Any, second_system_administrator: Any
) -> None:
    from credit_portal.common import acts
    from credit_portal.publishing import livelihood
    from credit_portal.workflow import changes
    from credit_portal.workflow.models import Change

    client = signed_in(system_administrator)
    assert "生育支持与托育" in client.get(f"{HERE}parameters/").content.decode()
    form = {"label_zh": "生育与托育", "label_en": "Childcare", "source": "本门户设定",
            "effective_from": "2026-03-03", "reason": "用语更新"}  # fmt: skip
    answer = client.post(f"{HERE}parameters/family_planning/", form)
    assert answer.status_code == 302, answer.content.decode()
    change = Change.objects.get()
    acts.run(
        changes.confirm_change, actor=second_system_administrator, change_id=change.pk,
        payload_sha=change.payload_sha,
    )  # fmt: skip
    from datetime import date

    names = {row.code: row.label_zh for row in livelihood.fields_on(date(2026, 3, 3))}
    assert names["family_planning"] == "生育与托育"
    old = {row.code: row.label_zh for row in livelihood.fields_on(date(2026, 3, 2))}
    assert old["family_planning"] == "生育支持与托育"
    past = client.post(f"{HERE}parameters/small/", {
        "value": "5", "source": "x", "effective_from": "2026-03-02", "reason": "y"
    })  # fmt: skip
    assert past.status_code == 422
