"""Deeds on bodies, posts and appointments: at once, by two people, proposed by the body's staff."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from credit_portal.audit.models import AuditEvent
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.desk.directory.deeds import DEEDS
from credit_portal.directory import selectors, services
from credit_portal.directory.models import Appointment, Organisation, Person, Post
from credit_portal.notices.models import Notice
from credit_portal.workflow.models import Change

pytestmark = pytest.mark.django_db
RENAME = {
    "name_zh": "示例市房产局",
    "name_en": "Property Bureau",
    "effective_on": "2026-03-01",
    "basis": "示政发〔2026〕9号",
    "reason": "机构改革",
}


def _rename(page: Any, user: Any, body: Any, **more: Any) -> Any:
    return page(user, f"bodies/{body.pk}/rename/", **{**RENAME, **more})


def test_contact_details_take_effect_at_once(
    page: Any, bureau: Any, system_administrator: Any
) -> None:
    address = f"bodies/{bureau.pk}/contact/"
    answer = page(
        system_administrator, address, phone="024-12345678", name_en="Palace", reason="搬迁"
    )
    assert answer.status_code == 302
    bureau.refresh_from_db()
    assert bureau.phone == "024-12345678"
    event = AuditEvent.objects.get(verb="directory.edit_organisation")
    assert (event.old, event.new) == ({"phone": ""}, {"phone": "024-12345678"})
    assert event.reason_text == "搬迁"
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("stands", "given", "waits"),
    [
        ("", {"name_en": "Housing Bureau"}, False),
        ("Housing Bureau", {"name_en": "Palace"}, True),
        ("Housing Bureau", {"name_en": ""}, True),
        ("", {"short_name_zh": "公安局"}, True),
    ],
)
def test_what_a_body_is_called_is_not_altered_by_one(
    page: Any,
    bureau: Any,
    system_administrator: Any,
    stands: str,
    given: dict[str, str],
    waits: bool,
) -> None:
    services.edit_organisation(actor=SYSTEM, organisation=bureau, name_en=stands)
    bureau.refresh_from_db()
    names = {"name_en": stands, "short_name_zh": bureau.short_name_zh, **given}
    page(system_administrator, f"bodies/{bureau.pk}/contact/", **names, reason="示例")
    before = Organisation.objects.get(pk=bureau.pk)
    assert (before.name_en, before.short_name_zh) == (stands, bureau.short_name_zh)
    page(system_administrator, f"bodies/{bureau.pk}/names/", **names, reason="示例")
    after = Organisation.objects.get(pk=bureau.pk)
    assert Change.objects.filter(kind="directory.names").exists() == waits
    assert ((after.name_en, after.short_name_zh) == (stands, bureau.short_name_zh)) == waits
    assert after.names.get(valid_to=None).name_en == after.name_en


def test_a_new_name_waits_for_the_second_administrator(
    page: Any, bureau: Any, system_administrator: Any, confirm: Any
) -> None:
    assert _rename(page, system_administrator, bureau).status_code == 302
    bureau.refresh_from_db()
    assert bureau.name_zh == "示例市住房保障局"
    change = Change.objects.get()
    assert (change.kind, change.organisation) == ("directory.rename", bureau)
    assert {line["after"] for line in change.differences["en"]} >= {"示例市房产局"}
    assert confirm().status_code == 302
    bureau.refresh_from_db()
    assert bureau.name_zh == "示例市房产局"
    assert selectors.names_of(bureau)[0].basis == "示政发〔2026〕9号"


def test_the_proposer_does_not_confirm_his_own(
    page: Any, bureau: Any, system_administrator: Any
) -> None:
    _rename(page, system_administrator, bureau)
    change = Change.objects.get()
    address = f"/staff/changes/{change.pk}/confirm/"
    answer = page(system_administrator, address, payload_sha=change.payload_sha)
    assert answer.status_code == 403
    bureau.refresh_from_db()
    assert bureau.name_zh == "示例市住房保障局"


def test_the_bodys_own_staff_propose_and_learn_the_result(
    page: Any, bureau: Any, officer: Any, confirm: Any, system_administrator: Any
) -> None:
    file = SimpleUploadedFile("批复.pdf", _pdf(), content_type="application/pdf")
    assert _rename(page, officer, bureau, document=file, basis="").status_code == 302
    change = Change.objects.get()
    assert change.proposed_by == officer
    shown = page(system_administrator, f"/staff/changes/{change.pk}/").content.decode()
    assert "批复.pdf" in shown
    document = page(system_administrator, f"documents/{change.pk}/")
    assert document["Content-Type"] == "application/pdf"
    assert f"/staff/changes/{change.pk}/" in page(officer, f"bodies/{bureau.pk}/").content.decode()
    assert confirm().status_code == 302
    assert Notice.objects.filter(recipient=officer, template="change_confirmed").exists()
    assert "示例市住房保障局" in page(officer, "proposals/").content.decode()


def _pdf() -> bytes:
    from tests.files import samples

    return samples.pdf()


def test_it_refuses_a_proposal_without_document(page: Any, bureau: Any, officer: Any) -> None:
    answer = _rename(page, officer, bureau, basis="")
    assert answer.status_code == 422
    assert "文号" in answer.content.decode()
    assert not Change.objects.exists()


def test_it_refuses_at_once_what_the_service_would_refuse_later(
    page: Any, bureau: Any, officer: Any
) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    answer = _rename(page, officer, bureau, effective_on=tomorrow.isoformat())
    assert answer.status_code == 422
    assert not Change.objects.exists()
    bureau.refresh_from_db()
    assert bureau.name_zh == "示例市住房保障局"
    assert not AuditEvent.objects.filter(verb="directory.rename_organisation").exists()


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "9999-12-31"])
@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("bodies/{body}/rename/", "effective_on"),
        ("bodies/{body}/correct-name/", "valid_from"),
        ("bodies/{body}/move/", "effective_on"),
        ("bodies/{body}/close/", "closed_on"),
        ("posts/{post}/appoint/", "starts_on"),
        ("appointments/{term}/correct/", "starts_on"),
    ],
)
def test_it_refuses_days_that_nobody_can_mean(
    page: Any, post: Any, bureau: Any, system_administrator: Any, day: str, address: str, field: str
) -> None:
    term = post.appointments.get()
    name = str(bureau.names.get().pk)
    given = {**RENAME, "name_id": name, "new_name": "孙示例", "kind": "acting", field: day}
    place = address.format(body=bureau.pk, post=post.pk, term=term.pk)
    answer = page(system_administrator, place, **given)
    assert answer.status_code == 422
    assert "1900" in answer.content.decode()
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    "code", [deed.code for deed in DEEDS if not deed.staff and deed.on == "body"]
)
def test_it_refuses_structure_to_the_bodys_staff(
    page: Any, bureau: Any, officer: Any, code: str
) -> None:
    assert page(officer, f"bodies/{bureau.pk}/{code}/").status_code == 403
    assert page(officer, "new/").status_code == 403


def test_a_foreign_body_is_not_there(page: Any, bureau: Any, post: Any, stranger: Any) -> None:
    term = post.appointments.get()
    for address in (
        f"bodies/{bureau.pk}/",
        f"bodies/{bureau.pk}/rename/",
        f"posts/{post.pk}/",
        f"posts/{post.pk}/appoint/",
        f"appointments/{term.pk}/end/",
        f"persons/{term.person_id}/",
    ):
        assert page(stranger, address).status_code == 404, address


def test_what_changed_meanwhile_makes_a_proposal_stale(
    page: Any, bureau: Any, officer: Any, confirm: Any
) -> None:
    _rename(page, officer, bureau)
    services.edit_organisation(actor=SYSTEM, organisation=bureau, phone="1")
    assert confirm().status_code == 412
    assert Change.objects.get().state == "waiting"


def test_a_body_is_entered_moved_and_closed_by_two(
    page: Any, city: Any, bureau: Any, system_administrator: Any, confirm: Any
) -> None:
    given = {"name_zh": "示例市公房中心", "kind": "institution", "parent": str(city.pk)}
    page(system_administrator, "new/", **given, basis="编〔2026〕1号", reason="新设")
    assert confirm().status_code == 302
    made = Organisation.objects.get(name_zh="示例市公房中心")
    today = clock.today().isoformat()
    moved = {"parent": str(bureau.pk), "effective_on": today, "basis": "2号", "reason": "划转"}
    page(system_administrator, f"bodies/{made.pk}/move/", **moved)
    assert confirm().status_code == 302
    made.refresh_from_db()
    assert made.parent == bureau
    assert [row.parent for row in selectors.superiors_of(made)] == [bureau, city]
    gone = {"closed_on": today, "basis": "3号", "reason": "撤销"}
    page(system_administrator, f"bodies/{made.pk}/close/", **gone)
    assert confirm().status_code == 302
    made.refresh_from_db()
    assert (made.active, made.closed_on, made.closed_basis) == (False, clock.today(), "3号")


def test_a_regular_head_takes_two_and_an_ordinary_post_one(
    page: Any, bureau: Any, post: Any, system_administrator: Any, confirm: Any
) -> None:
    deputy = services.create_post(actor=SYSTEM, organisation=bureau, title_zh="副局长")
    given = {
        "new_name": "钱示例",
        "starts_on": "2026-01-05",
        "basis": "任〔2026〕1号",
        "reason": "任命",
    }
    page(system_administrator, f"posts/{deputy.pk}/appoint/", **given, kind="regular")
    assert Appointment.objects.get(post=deputy).person.name == "钱示例"
    term = post.appointments.get()
    end = {"ends_on": "2026-01-04", "reason": "调离"}
    page(system_administrator, f"appointments/{term.pk}/end/", **end)
    assert confirm().status_code == 302
    new = {**given, "new_name": "孙示例", "kind": "regular"}
    page(system_administrator, f"posts/{post.pk}/appoint/", **new)
    assert Appointment.objects.filter(post=post).count() == 1
    assert confirm().status_code == 302
    assert selectors.holder_on(post, date(2026, 1, 5)).person.name == "孙示例"  # type: ignore[union-attr]


def test_it_refuses_an_overlap_in_words(page: Any, post: Any, officer: Any, bureau: Any) -> None:
    given = {"new_name": "孙示例", "starts_on": "2026-01-05", "basis": "1", "reason": "任命"}
    answer = page(officer, f"posts/{post.pk}/appoint/", **given, kind="regular")
    assert answer.status_code == 422
    assert "李示例" in answer.content.decode()
    assert not Person.objects.filter(name="孙示例").exists()


def test_a_namesake_is_shown_and_never_merged(
    page: Any, post: Any, bureau: Any, system_administrator: Any
) -> None:
    deputy = services.create_post(actor=SYSTEM, organisation=bureau, title_zh="副局长")
    given = {"new_name": "李示例", "starts_on": "2026-01-05", "basis": "1", "reason": "任命"}
    address = f"posts/{deputy.pk}/appoint/"
    assert page(system_administrator, address, **given, kind="acting").status_code == 422
    assert not Appointment.objects.filter(post=deputy).exists()
    page(system_administrator, address, **given, kind="acting", somebody_else="on")
    assert Person.objects.filter(name="李示例").count() == 2


def test_the_history_tells_who_when_before_after_and_why(
    page: Any, bureau: Any, system_administrator: Any, confirm: Any
) -> None:
    _rename(page, system_administrator, bureau)
    confirm()
    shown = page(system_administrator, f"bodies/{bureau.pk}/").content.decode()
    for text in (
        "<del>示例市住房保障局</del>",
        "<ins>示例市房产局</ins>",
        "机构改革",
        "系统管理员",
    ):
        assert text in shown
    post = Post.objects.filter(organisation=bureau).first()
    if post is not None:
        assert page(system_administrator, f"posts/{post.pk}/").status_code == 200


def test_a_form_shows_the_days_that_stand_there(
    page: Any, post: Any, system_administrator: Any
) -> None:
    term = post.appointments.get()
    shown = page(system_administrator, f"appointments/{term.pk}/correct/").content.decode()
    assert 'value="2024-01-01"' in shown


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.code)
def test_every_deed_has_its_form(
    page: Any, deed: Any, bureau: Any, post: Any, system_administrator: Any
) -> None:
    term = post.appointments.get()
    addresses = {
        "root": "new/",
        "body": f"bodies/{bureau.pk}/{deed.code}/",
        "post": f"posts/{post.pk}/{deed.code}/",
        "appointment": f"appointments/{term.pk}/{deed.code}/",
    }
    answer = page(system_administrator, addresses[deed.on])
    assert answer.status_code == 200
    assert str(deed.title) in answer.content.decode()
    assert page(system_administrator, addresses[deed.on], x="1").status_code == 422


@pytest.mark.parametrize(
    ("head", "stands", "days", "waits"),
    [(True, None, 0, True), (False, None, 0, False), (False, None, -1, True), (False, 9, 3, True)],
)
def test_an_end_that_removes_a_head_or_rewrites_the_past_takes_two(
    page: Any, bureau: Any, post: Any, system_administrator: Any, confirm: Any,
    head: bool, stands: int | None, days: int, waits: bool,
) -> None:  # fmt: skip
    if not head:
        post = services.create_post(actor=SYSTEM, organisation=bureau, title_zh="副局长")
        person = Person.objects.create(name="钱示例")
        services.appoint(
            actor=SYSTEM, post=post, person=person, kind="regular", starts_on=date(2024, 1, 1)
        )
    term, today = post.appointments.get(), clock.today()
    if stands is not None:
        last = today + timedelta(days=stands)
        services.end_appointment(actor=SYSTEM, appointment=term, ends_on=last)
    wanted = today + timedelta(days=days)
    end = {"ends_on": wanted.isoformat(), "reason": "调离"}
    page(system_administrator, f"appointments/{term.pk}/end/", **end)
    term.refresh_from_db()
    assert (term.ends_on != wanted, Change.objects.exists()) == (waits, waits)
    if waits:
        assert confirm().status_code == 302
        term.refresh_from_db()
        assert term.ends_on == wanted
