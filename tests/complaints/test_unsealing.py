"""Who reported is seen for a reason, with a second person of another unit, for minutes, once."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from complaints import numbers, vault_client, web_progress
from complaints import selectors_identity as selectors
from complaints.models import Case, UnsealRequest
from complaints.services import call_backs, contacts, originals, recusals, unsealing
from credit_portal.audit.models import AuditEvent
from credit_portal.common import acts, invariants
from credit_portal.common.errors import DomainError
from tests import factories
from tests.api.test_query_counts import count, recorded
from tests.commitments.test_deputies import stand_in
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast
from tests.files import samples

pytestmark = pytest.mark.django_db
NAME, MOBILE = "王小明", "13912345678"
IDENTITY = {"name": NAME, "mobile": MOBILE, "address": "示例路1号"}
OPENED = str(web_progress.TEXTS["unsealed"])
WHY = "须证明其因举报被调离岗位。"


@pytest.fixture
def row(cast: Cast, vault: Any) -> Case:
    """A case whose reporter gave his name."""
    return scene.received(cast, dict(IDENTITY))


def ask(row: Case, actor: Any, reason: str = WHY) -> UnsealRequest:
    """Somebody asks to see who reported."""
    return acts.run(unsealing.ask, actor=actor, number=row.number, reason=reason).value


def read(row: Case) -> dict[str, Any]:
    """What the reporter reads by his receipt: steps and their days."""
    return {step["text"]: step["at"] for step in web_progress.story(row)}


def test_a_number_is_read_as_it_is_said() -> None:
    assert numbers.plain(" o1il-2345 o") == "01112345O"
    assert numbers.plain("01112345O") == "01112345O"
    assert numbers.plain("") == ""


def test_a_telephone_number_is_shown_as_it_is_read_aloud() -> None:
    assert numbers.spoken("13912345678") == ["139", "1234", "5678"]
    assert numbers.spoken("024-22345678") == ["024-22345678"]


def do(service: Any, actor: Any, made: UnsealRequest, **given: Any) -> UnsealRequest:
    """One act on a request."""
    acts.run(service, actor=actor, request_id=made.pk, **given)
    made.refresh_from_db()
    return made


def confirmed(row: Case, asker: Any, second: Any) -> UnsealRequest:
    """A request that the second person has confirmed."""
    return do(unsealing.confirm, second, ask(row, asker))


def code_of(service: Any, **given: Any) -> str:
    """How it is refused; "" when it is not."""
    try:
        with transaction.atomic():
            service(**given)
    except DomainError as error:
        return error.code
    return ""


def test_it_is_seen_once_and_the_reporter_learns_the_day(
    row: Case, hotline_supervisor: Any, inspector: Any, travel: Any
) -> None:
    made = confirmed(row, hotline_supervisor, inspector)
    assert made.decided_at is not None
    assert made.expires_at == made.decided_at + timedelta(minutes=30)
    given = {"actor": hotline_supervisor, "request_id": made.pk}
    assert OPENED not in read(row)
    assert NAME in unsealing.open_identity(**given).reveal()
    assert code_of(unsealing.open_identity, **given) == "shown_already"
    assert read(row)[OPENED] == date(2026, 3, 2)
    shown = row.events.get(name="unsealed")
    assert (shown.at, shown.actor_id, shown.actor_title) == (None, "", "")
    opened = AuditEvent.objects.get(verb="complaints.identity_opened")
    assert opened.actor_id == str(hotline_supervisor.pk)
    assert invariants.broken() == {}


def test_who_may_decide(
    row: Case, hotline_supervisor: Any, hotline_operator: Any, inspector: Any, credit_office: Any,
    city: Any, case_handler: Any,
) -> None:  # fmt: skip
    made = ask(row, hotline_supervisor)
    second = factories.user(
        username="second_lead", role="hotline_supervisor", organisation=credit_office,
        title="副班长", granted_on=city,
    )  # fmt: skip
    refusals = {
        hotline_supervisor: "four_eyes", second: "same_unit", hotline_operator: "not_found",
        case_handler: "not_found",
    }  # fmt: skip
    for actor, code in refusals.items():
        assert code_of(unsealing.confirm, actor=actor, request_id=made.pk) == code
    inspector.fresh = False
    assert code_of(unsealing.confirm, actor=inspector, request_id=made.pk) != ""
    inspector.fresh = True
    assert list(selectors.waiting_for(second)) == []
    assert list(selectors.waiting_for(inspector)) == [made]
    do(unsealing.refuse, inspector, made, reason="可先向反映人征求同意。")
    assert selectors.refusal_of(made) == "可先向反映人征求同意。"
    assert code_of(unsealing.confirm, actor=inspector, request_id=made.pk) == "decided_already"
    given = {"actor": hotline_supervisor, "request_id": made.pk}
    assert code_of(unsealing.open_identity, **given) == "not_running"
    assert scene.told("complaint_unseal_asked") == {"inspector"}
    assert scene.told("complaint_unseal_decided") == {"hotline_supervisor"}


def test_a_section_of_ones_own_unit_is_no_other_unit(
    row: Case, hotline_supervisor: Any, credit_office: Any, city: Any
) -> None:
    section = factories.organisation(name_zh="示例市信用办热线科", parent=credit_office)
    below = factories.user(
        username="below", role="hotline_supervisor", organisation=section, title="科长",
        granted_on=city,
    )  # fmt: skip
    for asker, other in ((hotline_supervisor, below), (below, hotline_supervisor)):
        made = ask(row, asker)
        assert code_of(unsealing.confirm, actor=other, request_id=made.pk) == "same_unit"
        assert list(selectors.waiting_for(other)) == []
        with pytest.raises(DatabaseError, match="two units"), transaction.atomic():
            UnsealRequest.objects.filter(pk=made.pk).update(
                confirmer=other, confirmer_unit=other.organisation
            )
    assert scene.told("complaint_unseal_asked") == set()


def test_who_may_ask_and_what_for(
    row: Case, cast: Cast, hotline_supervisor: Any, inspector: Any, hotline_operator: Any
) -> None:
    nameless = scene.received(cast)
    asked = {"actor": hotline_supervisor, "reason": WHY}
    assert code_of(unsealing.ask, number=nameless.number, **asked) == "nothing_kept"
    assert code_of(unsealing.ask, number="XXXXXXXXX", **asked) == "not_found"
    assert code_of(unsealing.ask, **{**asked, "number": row.number, "reason": " "}) != ""
    given = {"actor": hotline_operator, "number": row.number, "reason": WHY}
    assert code_of(unsealing.ask, **given) == "not_found"
    spoken = f"{row.number[:4]}-{row.number[4:]}".lower()
    assert acts.run(unsealing.ask, number=spoken, **asked).value.case == row
    assert code_of(unsealing.ask, number=row.number, **asked) == "asked_already"
    assert ask(row, inspector).asker_unit == inspector.organisation


def test_a_deputy_of_who_asked_does_not_confirm(
    row: Case, hotline_supervisor: Any, inspector: Any, travel: Any
) -> None:
    made = ask(row, hotline_supervisor)
    stand_in(inspector, hotline_supervisor)
    again = type(inspector).objects.get(pk=inspector.pk)
    again.fresh = True
    assert code_of(unsealing.confirm, actor=again, request_id=made.pk) == "four_eyes"


def test_nobody_confirms_what_his_deputy_asked_for(
    row: Case, hotline_supervisor: Any, inspector: Any, travel: Any
) -> None:
    stand_in(hotline_supervisor, inspector)
    made = ask(row, hotline_supervisor)
    travel.shift(timedelta(days=2))
    principal = type(inspector).objects.get(pk=inspector.pk)
    principal.fresh = True
    assert code_of(unsealing.confirm, actor=principal, request_id=made.pk) == "four_eyes"
    asked = UnsealRequest.objects.filter(pk=made.pk)
    with pytest.raises(DatabaseError, match="request of his own"), transaction.atomic():
        asked.update(
            state="confirmed", confirmer=principal, confirmer_unit=principal.organisation,
            decided_at=made.asked_at, expires_at=made.asked_at + timedelta(minutes=30),
        )  # fmt: skip


def test_its_time_ends(row: Case, hotline_supervisor: Any, inspector: Any, travel: Any) -> None:
    made = confirmed(row, hotline_supervisor, inspector)
    given = {"actor": hotline_supervisor, "request_id": made.pk}
    travel.shift(timedelta(minutes=30))
    assert code_of(unsealing.open_identity, **given) == "not_running"
    silent = ask(row, hotline_supervisor)
    assert unsealing.end_over() == 1
    travel.shift(timedelta(days=8))
    assert (unsealing.end_over(), unsealing.end_over()) == (1, 0)
    for one in (made, silent):
        one.refresh_from_db()
        assert one.state == "ended"
    assert code_of(unsealing.end, **given) == "ended_already"


def test_whoever_is_recused_opens_nothing(
    row: Case, hotline_supervisor: Any, inspector: Any
) -> None:
    made = confirmed(row, hotline_supervisor, inspector)
    acts.run(recusals.recuse_self, actor=hotline_supervisor, case_id=row.pk, answer=lambda _: {})
    given = {"actor": hotline_supervisor, "request_id": made.pk}
    assert code_of(unsealing.open_identity, **given) == "not_found"
    made.refresh_from_db()
    assert made.state == "ended"


@pytest.mark.parametrize(
    "change",
    [
        {"reason_zh": "另一理由"}, {"expires_at": "2030-01-01T00:00:00+08:00"}, {"state": "asked"},
        {"confirmer": None, "confirmer_unit": None}, {"state": "refused"},
    ],
)  # fmt: skip
def test_a_decided_request_is_not_altered(
    row: Case, hotline_supervisor: Any, inspector: Any, change: dict[str, Any]
) -> None:
    made = confirmed(row, hotline_supervisor, inspector)
    with pytest.raises(DatabaseError), transaction.atomic():
        UnsealRequest.objects.filter(pk=made.pk).update(**change)


def browser(user: Any) -> Client:
    """Somebody signed in."""
    client = Client()
    client.force_login(user)
    return client


def test_the_pages_from_the_question_to_the_one_look(
    row: Case, hotline_supervisor: Any, inspector: Any, travel: Any
) -> None:
    asker, second = browser(hotline_supervisor), browser(inspector)
    page = asker.get(reverse("unsealing:new") + f"?case={row.number}").content.decode()
    assert row.number in page
    asked = {"number": row.number, "reason": WHY}
    address = asker.post(reverse("unsealing:new"), asked)["Location"]
    made = UnsealRequest.objects.get()
    assert address == reverse("unsealing:request", args=[made.pk])
    assert row.number in second.get(reverse("desk:home")).content.decode()
    assert WHY in second.get(address).content.decode()
    confirm = reverse("unsealing:act", args=[made.pk, "confirm"])
    assert second.post(confirm, {"version": "1"})["Location"] == address
    opening = reverse("unsealing:open", args=[made.pk])
    assert opening in asker.get(address).content.decode()
    assert second.post(opening).status_code == 403
    look = asker.post(opening)
    assert "no-store" in look["Cache-Control"] and look["Referrer-Policy"] == "same-origin"
    for value in (*IDENTITY.values(), "hotline_supervisor示例", "2026"):
        assert value in look.content.decode()
    assert asker.post(opening).status_code == 302
    for client in (asker, second):
        for path in (address, reverse("unsealing:index"), opening):
            assert NAME not in client.get(path).content.decode()


def test_the_list_asks_as_often_for_twenty_as_for_two(
    cast: Cast, vault_keys: Any, hotline_supervisor: Any, inspector: Any
) -> None:
    client, address = browser(inspector), reverse("unsealing:index")

    def more(number: int) -> int:
        for _one in range(number):
            ask(scene.received(cast, dict(IDENTITY)), hotline_supervisor)
        return count(client, address)

    few, many = more(2), more(18)
    assert few == many == recorded(address, many)


def test_an_original_is_opened_within_the_minutes(
    row: Case, hotline_supervisor: Any, inspector: Any, travel: Any
) -> None:
    upload = SimpleUploadedFile("a.jpg", samples.picture())
    originals.keep(row, [upload], "more")
    kept = row.notes.get(kind="more")
    upload.seek(0)
    made = confirmed(row, hotline_supervisor, inspector)
    original = row.originals.get(note=kept)
    address = reverse("unsealing:original", args=[made.pk, original.pk])
    client = browser(hotline_supervisor)
    assert address in client.get(reverse("unsealing:request", args=[made.pk])).content.decode()
    answer = client.post(address)
    assert answer.content == upload.read()
    assert answer["Content-Disposition"] == f'attachment; filename="{row.number}.jpg"'
    assert "no-store" in answer["Cache-Control"]
    assert browser(inspector).post(address).status_code == 403
    step = row.events.get(name="original_seen")
    assert (step.at, step.actor_id) == (None, "")
    assert OPENED not in read(row)
    travel.shift(timedelta(minutes=30))
    given = {"actor": hotline_supervisor, "request_id": made.pk, "original_id": original.pk}
    assert code_of(unsealing.open_original, **given) == "not_running"


def test_a_vault_that_is_away_shows_nothing_and_loses_nothing(
    row: Case, hotline_supervisor: Any, inspector: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = confirmed(row, hotline_supervisor, inspector)

    def away(question: Any) -> Any:
        raise OSError

    monkeypatch.setattr(vault_client, "_exchanged", away)
    answer = browser(hotline_supervisor).post(reverse("unsealing:open", args=[made.pk]))
    assert answer["Location"] == reverse("unsealing:request", args=[made.pk])
    assert not selectors.was_shown(made)


def test_the_number_is_for_whoever_took_the_call(
    cast: Cast, vault: Any, hotline_supervisor: Any
) -> None:
    row = scene.answered(cast, scene.received(cast, dict(IDENTITY)))
    made = scene.open_call(row)
    given = {"call_back_id": made.pk}
    assert code_of(contacts.number_to_call, actor=cast.operator, **given) == "not_taken"
    scene.call(call_backs.take, cast.operator, made)
    address = reverse("unsealing:number", args=[made.pk])
    page = browser(cast.operator).post(address)
    assert MOBILE in page.content.decode() and "no-store" in page["Cache-Control"]
    assert "<span>139</span><span>1234</span><span>5678</span>" in page.content.decode()
    assert NAME not in page.content.decode()
    assert browser(hotline_supervisor).post(address).status_code == 403
    assert browser(cast.handler).post(address).status_code in (403, 404)
    scene.call(call_backs.reached, cast.operator, made, satisfied=True)
    assert code_of(contacts.number_to_call, actor=cast.operator, **given) == "called_back"
    given = {"actor": cast.operator, "call_back_id": uuid4()}
    assert code_of(contacts.number_to_call, **given) == "not_found"
