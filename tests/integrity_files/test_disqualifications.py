"""Queries about honours: on file before the answer, dated, numbered, kept as given."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from credit_portal.common import acts
from credit_portal.common.errors import DomainError
from integrity_files.models import DisqualificationAnswer, DisqualificationQuery
from integrity_files.services import disqualifications as services
from tests import factories
from tests.integrity_files import consequence_scenes as scene
from tests.integrity_files import record_scenes

pytestmark = pytest.mark.django_db
ASKED: dict[str, Any] = {
    "purpose": "honour", "honour": "示例市先进集体评选", "document_number": "示人社〔2026〕8号",
}  # fmt: skip


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def committee(city: Any) -> Any:
    """Somebody of a selection committee."""
    return factories.user(
        username="committee", role="query_officer", organisation=city, title="评选办查询员"
    )


def given(**more: Any) -> dict[str, Any]:
    """What the service takes."""
    found = {**ASKED, **more}
    return {**found, "aim": found.pop("purpose")}


def asked(user: Any, bodies: list[str], day: date | None = None) -> DisqualificationQuery:
    """A query, put on file and answered."""
    row = acts.run(services.ask, actor=user, bodies=bodies, day=day, **given()).value
    found: DisqualificationQuery = acts.run(services.answer, actor=user, query_id=row.pk).value
    return found


def test_the_answer_says_who_is_barred_on_the_day_and_stays(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any, other_bureau: Any,
    city: Any, committee: Any, travel: Any,
) -> None:  # fmt: skip
    record = record_scenes.decided(credit_officer, credit_reviewer, officer, bureau)
    scene.confirmed(credit_officer, credit_reviewer, record, city)
    row = asked(committee, [bureau.name_zh, other_bureau.name_zh, bureau.name_zh])
    first, second = row.answer.lines
    assert (first["barred"], first["until"], second["barred"]) == (True, "2026-12-31", False)
    assert row.answer.number == "评优资格查询〔2026〕1号"
    before = asked(committee, [bureau.name_zh], date(2026, 3, 1))
    assert before.answer.lines[0]["barred"] is False
    travel.move_to("2027-01-01 09:00:00+08:00")
    after = asked(committee, [bureau.name_zh])
    assert (after.answer.number, after.answer.lines[0]["barred"]) == (
        "评优资格查询〔2027〕1号",
        False,
    )
    again = acts.run(services.answer, actor=committee, query_id=row.pk).value
    assert again.answer.lines == row.answer.lines and again.answer.sha256 == row.answer.sha256
    for model in (DisqualificationAnswer, DisqualificationQuery):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**{model._meta.pk.attname: row.pk})


def test_the_query_is_on_file_before_the_answer(
    bureau: Any, committee: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_args: Any) -> Any:
        raise RuntimeError("cut off")

    monkeypatch.setattr("integrity_files.selectors_disqualifications.lines_on", cut)
    client = Client(raise_request_exception=False)
    client.force_login(committee)
    form = {**ASKED, "day": "2026-03-02", "bodies": bureau.name_zh}
    assert client.post(reverse("disqualifications:index"), form).status_code == 500
    assert DisqualificationQuery.objects.count() == 1
    assert not DisqualificationAnswer.objects.exists()


def test_a_query_names_bodies_purpose_and_document(bureau: Any, committee: Any) -> None:
    for code, change in (
        ("body_unknown", {"bodies": ["张三"]}),
        ("bodies_missing", {"bodies": [" "]}),
        ("purpose_unknown", {"purpose": "curiosity"}),
        ("words_missing", {"document_number": ""}),
        ("date_future", {"day": date(2026, 3, 3)}),
    ):
        with pytest.raises(DomainError) as error:
            acts.run(services.ask, actor=committee,
                     **given(**{"bodies": [bureau.name_zh], **change}))  # fmt: skip
        assert error.value.code == code
    assert not DisqualificationQuery.objects.exists()


def test_by_page_and_api(bureau: Any, committee: Any, officer: Any, stranger: Any) -> None:
    client = Client()
    client.force_login(committee)
    form = {**ASKED, "day": "2026-03-02", "bodies": f"{bureau.name_zh}\n"}
    done = client.post(reverse("disqualifications:index"), form, follow=True)
    assert "评优资格查询〔2026〕1号" in done.content.decode()
    url, key = "/api/v1/disqualification-queries/", {"Idempotency-Key": "k1"}
    body = {**ASKED, "bodies": [bureau.name_zh]}
    sent = [client.post(url, body, content_type="application/json", headers=key) for _n in "ab"]
    assert [one.status_code for one in sent] == [201, 201]
    assert sent[0].json() == sent[1].json() and DisqualificationQuery.objects.count() == 2
    again = client.get(f"{url}{sent[0].json()['id']}/")
    assert again.json()["number"] == "评优资格查询〔2026〕2号"
    assert client.post(url, {}, content_type="application/json").status_code == 400
    client.force_login(stranger)
    assert client.get(f"{url}{sent[0].json()['id']}/").status_code == 404
    assert client.post(url, body, content_type="application/json").status_code == 403
