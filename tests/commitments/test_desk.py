"""The desk: many rows at once with the fate of each, templates, last year's, views kept."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from commitments import services
from commitments.models import Commitment, FilingTemplate, SavedView
from commitments.services import desk
from credit_portal.common import acts
from tests.commitments import scenes

pytestmark = pytest.mark.django_db
MANY = "/staff/commitments/many/"


def run(service: Any, actor: Any, **given: Any) -> Any:
    return acts.run(service, actor=actor, **given).value


def test_each_row_has_its_own_fate(client: Client, officer: Any, post: Any, submitted: Any) -> None:
    good = scenes.draft(officer, post)
    lacking = scenes.draft(officer, post, matter_zh="")
    client.force_login(officer)
    chosen = [str(row.pk) for row in (good, lacking, submitted)]
    data = {"act": "submit", "chosen": chosen, "idempotency_key": "k1"}
    page = client.post(MANY, data).content.decode()
    assert "3" in page
    good.refresh_from_db()
    lacking.refresh_from_db()
    assert (good.state, lacking.state) == ("submitted", "draft")
    again = client.post(MANY, data).content.decode()  # the same form once more: the same effect
    assert again.count('class="tag green"') == page.count('class="tag green"') == 1


def test_progress_is_reported_for_many(client: Client, officer: Any, registered: Any) -> None:
    client.force_login(officer)
    client.post(MANY, {"act": "progress", "chosen": [str(registered.pk)], "text": "已完成一半"})
    assert registered.reports.get().text_zh == "已完成一半"


def test_nothing_foreign_is_touched(client: Client, stranger: Any, draft: Any) -> None:
    client.force_login(stranger)
    page = client.post(MANY, {"act": "discard", "chosen": [str(draft.pk)]}).content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert draft.title_zh not in page


def test_at_most_fifty_at_once(client: Client, officer: Any, draft: Any) -> None:
    client.force_login(officer)
    chosen = [str(draft.pk), *(str(uuid4()) for _n in range(50))]
    assert client.post(MANY, {"act": "discard", "chosen": chosen}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_template_begins_a_draft(client: Client, officer: Any, registered: Any) -> None:
    made = run(services.make_template, officer, commitment_id=registered.pk, name="养老服务")
    assert "due_on" not in made.fields
    client.force_login(officer)
    page = client.get(f"/staff/commitments/new/?template={made.pk}").content.decode()
    assert registered.matter_zh in page
    with scenes.refused("template_named"):
        run(services.make_template, officer, commitment_id=registered.pk, name="养老服务")
    run(services.retire_template, officer, template_id=made.pk)
    assert client.get(f"/staff/commitments/new/?template={made.pk}").status_code == 404


def test_templates_stay_within_the_body(officer: Any, stranger: Any, registered: Any) -> None:
    made = run(services.make_template, officer, commitment_id=registered.pk, name="养老服务")
    assert not desk.templates_for(stranger).exists()
    with scenes.refused("not_found"):
        run(services.retire_template, stranger, template_id=made.pk)
    assert FilingTemplate.objects.get().retired_at is None


def test_last_years_is_copied_a_year_later(officer: Any, approver: Any, post: Any) -> None:
    row = scenes.registered(officer, approver, post, due_on=date(2028, 2, 29))
    copy = run(services.copy_last_year, officer, commitment_id=row.pk)
    assert (copy.due_on, copy.state, copy.title_zh) == (date(2029, 2, 28), "draft", row.title_zh)
    with scenes.refused("copied_already"):
        run(services.copy_last_year, officer, commitment_id=row.pk)
    run(services.discard_draft, officer, commitment_id=copy.pk)
    assert run(services.copy_last_year, officer, commitment_id=row.pk).pk != copy.pk


def test_a_date_by_rule_is_counted_anew(officer: Any, approver: Any, post: Any) -> None:
    row = scenes.registered(officer, approver, post, **scenes.RULED)
    copy = run(services.copy_last_year, officer, commitment_id=row.pk)
    assert (copy.due_start, copy.due_rule) == (date(2027, 3, 2), "LIC-DONE")
    assert copy.due_on is not None
    assert copy.due_on.year == 2027


def test_the_page_lists_what_was_due_then(
    client: Client, officer: Any, registered: Any, go_to: Any
) -> None:
    client.force_login(officer)
    found = client.get("/staff/commitments/last-year/?year=2026").content.decode()
    assert registered.title_zh in found
    assert registered.title_zh not in client.get("/staff/commitments/last-year/").content.decode()


@pytest.mark.parametrize("year", ["020249", "99999", "²", "-1"])
def test_what_is_no_year_shows_last_years(client: Client, officer: Any, year: str) -> None:
    client.force_login(officer)
    page = client.get("/staff/commitments/last-year/", {"year": year}).content.decode()
    assert "2025" in page


def test_a_view_holds_no_character_that_cannot_be_kept(client: Client, officer: Any) -> None:
    client.force_login(officer)
    client.post("/staff/commitments/views/", {"name": "快到期", "query": "q=\0a"})
    assert SavedView.objects.get().query == "q=a"


def test_a_view_is_kept_and_given_up(client: Client, officer: Any, stranger: Any) -> None:
    client.force_login(officer)
    client.post("/staff/commitments/views/", {"name": "快到期", "query": "due=soon"})
    kept = SavedView.objects.get()
    assert "?due=soon" in client.get("/staff/commitments/").content.decode()
    client.force_login(stranger)
    assert client.post(f"/staff/commitments/views/{kept.pk}/forget/").status_code == 404
    client.force_login(officer)
    client.post(f"/staff/commitments/views/{kept.pk}/forget/")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("query", "there"),
    [("due=soon", True), ("due=over", False), ("due=stopped", False), ("category=livelihood", True),
     ("category=policy", False), ("sort=new", True), ("sort=nonsense", True)],
)  # fmt: skip
def test_the_board_filters_by_address(
    client: Client, officer: Any, registered: Any, query: str, there: bool
) -> None:
    client.force_login(officer)
    page = client.get(f"/staff/commitments/?{query}").content.decode()
    assert (registered.title_zh in page) is there
    assert Commitment.objects.count() == 1
