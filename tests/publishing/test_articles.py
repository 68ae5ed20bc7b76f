"""Articles: drafted by one, approved by another as shown, corrected, withdrawn, never rewritten."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from PIL import Image

from credit_portal.accounts import fresh
from credit_portal.audit.models import AuditEvent
from credit_portal.common.errors import DomainError
from credit_portal.common.invariants import broken
from credit_portal.publishing import article_documents, article_registration, selectors
from credit_portal.publishing.article_machine import MACHINE
from credit_portal.publishing.models import Article, ArticleEdition, Displayed, Removal
from credit_portal.publishing.services import articles, document_sha
from tests.publishing import articles_scene as scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


def refused(code: str, service: Any, actor: Any, edition: ArticleEdition, **given: Any) -> None:
    """The service says no."""
    with pytest.raises(DomainError) as found, transaction.atomic():
        service(actor=actor, article_id=edition.article_id, **given)
    assert found.value.code == code


def test_two_people_publish_what_was_shown(
    credit_officer: Any, credit_reviewer: Any, credit_office: Any
) -> None:
    edition = scene.handed_in(credit_officer, "policies", number_zh="示例政发〔2026〕1号",
                              force_from=date(2026, 3, 1))  # fmt: skip
    assert [one.title for one in article_registration.items(credit_reviewer)] == [edition.title]
    assert not list(article_registration.items(credit_officer))
    refused("stale", articles.approve_edition, credit_reviewer, edition, digest="0" * 64)
    done = scene.approved(credit_reviewer, edition)
    row = Displayed.objects.get(ref=done.article.ref)
    assert (row.kind, row.category, row.outcome, row.sector, row.due_on) == (
        "article", "policies", "", "", None
    )  # fmt: skip
    assert row.ref.startswith("SY-N2026-") and row.document["number"] == "示例政发〔2026〕1号"
    assert row.disclosure.basis_id == "P04" and row.organisation_id == credit_office.pk
    verbs = AuditEvent.objects.filter(verb__startswith="publishing.article_").values_list("verb")
    assert {verb.rpartition("_")[2] for (verb,) in verbs} == {"drafted", "submitted", "approved"}
    assert not list(article_registration.items(credit_reviewer))
    for change in ({"title_zh": "别的"}, {"state": "draft"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ArticleEdition.objects.filter(pk=done.pk).update(**change)


def test_nobody_approves_his_own_and_drafts_come_back(
    credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, officer: Any
) -> None:
    edition = scene.handed_in(credit_officer)
    digest = {"digest": "0" * 64}
    refused("not_allowed", articles.approve_edition, credit_officer, edition, **digest)
    refused("not_found", articles.approve_edition, officer, edition, **digest)
    refused("not_allowed", articles.take_back_edition, credit_reviewer, edition)
    scene.act(articles.take_back_edition, credit_officer, edition)
    refused("state_conflict", articles.send_back_edition, credit_reviewer, edition, reason="x")
    scene.act(articles.submit_edition, credit_officer, edition)
    scene.act(articles.send_back_edition, credit_reviewer, edition, reason="请补充依据")
    (line,) = article_registration.items(credit_officer)
    assert line.kind and str(edition.article_id) in line.url
    scene.act(articles.change_edition, credit_officer, edition, texts={"body_zh": "补充了依据。"})
    assert not list(article_registration.items(credit_officer))
    refused("stale", articles.change_edition, credit_officer, edition, texts={}, expected_version=1)
    scene.act(articles.give_up_edition, credit_officer, edition)
    refused("not_draft", articles.submit_edition, credit_officer, edition)
    assert not Displayed.objects.exists()


def test_a_correction_and_a_withdrawal_are_on_the_record(
    credit_officer: Any, credit_reviewer: Any
) -> None:
    first = scene.shown(credit_officer, credit_reviewer)
    ref = first.article.ref
    given = {"act": "correct", "texts": {"reason": "日期有误"}}
    second = scene.act(articles.open_edition, credit_officer, first, **given)
    refused("edition_open", articles.open_edition, credit_officer, first, **given)
    scene.act(articles.change_edition, credit_officer, second, texts={"title_zh": "更正后的通知"})
    scene.approved(credit_reviewer, scene.act(articles.submit_edition, credit_officer, second))
    assert second.erase_previous is False
    row = Displayed.objects.get(ref=ref)
    assert (row.version, row.title_zh) == (2, "更正后的通知")
    assert [one.act for one in selectors.versions(row.rec)] == ["publish", "correct"]
    assert "更正后的通知" in Client().get(f"/records/{ref}/").content.decode()
    assert "通知（示例）" in Client().get(f"/records/{ref}/?version=1").content.decode()
    third = scene.act(
        articles.propose_withdrawal, credit_officer, first, removal="error", reason="重复发布"
    )
    dropped = scene.act(articles.send_back_edition, credit_reviewer, third, reason="不必")
    assert dropped.state == "given_up"
    fourth = scene.act(
        articles.propose_withdrawal, credit_officer, first, removal="error", reason="重复发布"
    )
    scene.approved(credit_reviewer, fourth)
    assert Removal.objects.get(ref=ref).basis_id == "W04"
    answer = Client().get(f"/records/{ref}/")
    assert answer.status_code == 410 and "更正后的通知" not in answer.content.decode()
    refused("not_displayed", articles.open_edition, credit_officer, first, **given)
    assert not [name for name, rows in broken().items() if rows]


def test_a_text_that_was_wrong_about_a_person_leaves_the_public(
    credit_officer: Any, credit_reviewer: Any
) -> None:
    first = scene.shown(credit_officer, credit_reviewer, title_zh="张某的通知")
    address = f"/records/{first.article.ref}/"
    texts = {"reason": "写错了人", "erase_previous": True}
    told = scene.act(articles.open_edition, credit_officer, first, act="update", texts=texts)
    assert told.erase_previous is False  # new facts erase nothing
    with pytest.raises(DatabaseError), transaction.atomic():
        ArticleEdition.objects.filter(pk=told.pk).update(erase_previous=True)
    scene.act(articles.give_up_edition, credit_officer, told)
    second = scene.act(articles.open_edition, credit_officer, first, act="correct", texts=texts)
    assert second.erase_previous is True
    scene.act(articles.change_edition, credit_officer, second,
              texts={"title_zh": "更正后的通知", "body_zh": "更正后的正文。"})  # fmt: skip
    second = scene.act(articles.submit_edition, credit_officer, second)
    refused("not_allowed", articles.approve_edition, credit_officer, second, digest="0" * 64)
    assert "张某" in Client().get(address).content.decode()
    scene.approved(credit_reviewer, second)
    for query in ("", "?version=1", "compare/"):
        answer = Client().get(f"{address}{query}")
        assert answer.status_code == 200 and "张某" not in answer.content.decode(), query
    assert "文本已不再公开" in Client().get(f"{address}?version=1").content.decode()
    page = Client().get(address).content.decode()
    assert '"@type":"Report"' in page and f'href="{address}compare/"' in page
    assert f"/objections/tip/?record={first.article.ref}" in page and "/objections/new/" not in page
    for text in ('type="application/atom+xml"', 'property="og:title"', "/follow/?record="):
        assert text in page, text
    assert f'<meta name="description" content="{scene.TEXTS["summary_zh"]}">' in page


def test_display_ends_by_its_day(
    credit_officer: Any, credit_reviewer: Any, travel: Any
) -> None:  # fmt: skip
    edition = scene.handed_in(credit_officer, until=date(2026, 3, 3))
    travel.move_to("2026-03-04 00:00:01+08:00")
    digest = document_sha(article_documents.document(edition))
    refused(
        "display_over", articles.approve_edition, credit_reviewer, edition, digest=digest
    )  # fmt: skip
    travel.move_to("2026-03-03 12:00:00+08:00")
    done = scene.approved(credit_reviewer, edition)
    assert Client().get(f"/records/{done.article.ref}/").status_code == 200
    travel.move_to("2026-03-04 00:00:01+08:00")
    assert Client().get(f"/records/{done.article.ref}/").status_code == 410
    assert done.title_zh not in Client().get("/news/").content.decode()


def test_approval_needs_a_fresh_proof(
    credit_officer: Any, credit_reviewer: Any, monkeypatch: Any
) -> None:
    edition = scene.handed_in(credit_officer)

    def stale(*_args: Any) -> None:
        raise DomainError("proof", "proof")

    monkeypatch.setattr(fresh, "require", stale)
    refused("proof", articles.approve_edition, credit_reviewer, edition, digest="0" * 64)


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"title_zh": " "}, "title_zh"), ({"body_zh": ""}, "body_zh"),
        ({"body_zh": "[x](javascript:x)"}, "body_zh"), ({"body_en": ""}, "body_en"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"title_zh": "长" * 201}, "title_zh"),
        ({"force_from": date(2026, 3, 2), "force_until": date(2026, 3, 1)}, "force_until"),
        ({"summary_zh": "\x00"}, "summary_zh"),
    ],
)  # fmt: skip
def test_what_cannot_be_published_is_refused_at_its_field(
    credit_officer: Any, texts: dict[str, Any], field: str
) -> None:
    with pytest.raises(DomainError) as found:
        scene.drafted(credit_officer, **texts)
    assert found.value.field == field and not Article.objects.exists()


def test_files_are_shown_and_handed_out(credit_officer: Any, credit_reviewer: Any) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    upload = SimpleUploadedFile("附件.png", picture.getvalue())
    edition = scene.drafted(credit_officer)
    scene.act(articles.change_edition, credit_officer, edition, texts={}, uploads=[upload])
    scene.act(articles.submit_edition, credit_officer, edition)
    with pytest.raises(DatabaseError), transaction.atomic():
        edition.files.all().delete()
    done = scene.approved(credit_reviewer, edition)
    (named,) = Displayed.objects.get(ref=done.article.ref).document["evidence"]
    answer = Client().get(f"/records/{done.article.ref}/evidence/{named['id']}/")
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    again = scene.act(
        articles.open_edition, credit_officer, done, act="update", texts={"reason": "换附件"}
    )
    assert again.files.count() == 1
    scene.act(articles.change_edition, credit_officer, again, texts={}, keep=[])
    assert again.files.count() == 0


def test_each_step_leads_where_the_table_says() -> None:
    assert MACHINE.initial == "draft" and set(MACHINE.final) == {"approved", "given_up"}
    assert {(a, b) for a, _name, b in MACHINE.edges()} == {
        ("draft", "submitted"), ("submitted", "draft"), ("submitted", "approved"),
        ("draft", "given_up"),
    }  # fmt: skip
