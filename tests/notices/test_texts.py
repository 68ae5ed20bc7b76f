"""Every message in both languages: complete, and readable."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.core import mail

from credit_portal.notices import outbox
from credit_portal.notices.rendering import LANGUAGES, render
from credit_portal.notices.services import notify
from credit_portal.notices.templates_catalogue import NEEDED

FACTS = {
    "title": "三日内办结 & <低保>申请",
    "reference": "SY-C2026-0001234S",
    "due_on": "2026-11-25",
    "old_due_on": "2026-11-20",
    "url": "/staff/x/",
    "organisation": "示例市住房保障局",
    "actor_post": "分管副局长",
    "reason": "缺少证明材料",
    "outcome": "kept_late",
    "count": "12",
    "errors": "3",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", sorted(NEEDED))
def test_it_says_what_it_must(template: str, language: str, db: None) -> None:
    text = render(template, FACTS, language, letter=True)
    assert FACTS["title"] in text.subject + text.body
    assert len(text.subject) < 120
    prefix = "" if language == "zh-hans" else "/en"
    assert f"{settings.PUBLIC_URL}{prefix}/staff/x/" in text.body
    assert not re.search(r"\{|\}|%|None|&amp;|&lt;", text.subject + text.body)
    assert bool(re.search(r"[A-Za-z]{4,} [a-z]{2,} ", text.body)) is (language == "en")
    for fact in NEEDED[template] & {"reason", "organisation", "actor_post"}:
        assert FACTS[fact] in text.body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", sorted(NEEDED))
def test_it_reads_well_with_the_least_facts(template: str, language: str, db: None) -> None:
    least = {key: FACTS[key] for key in NEEDED[template]}
    text = render(template, least, language)
    assert not re.search(r"（）|\(\)|: $|：$|  ", text.subject + text.body)
    assert "/staff/x/" not in text.body


def test_dates_and_outcomes_are_words_of_the_language(db: None) -> None:
    chinese = render("outcome_proposed", FACTS, "zh-hans")
    english = render("outcome_proposed", FACTS, "en")
    assert "逾期履行" in chinese.subject
    assert "Kept late" in english.subject
    assert "2026年11月25日" in render("due_soon", FACTS, "zh-hans").body
    assert "25 Nov 2026" in render("due_soon", FACTS, "en").body


def test_a_subject_cannot_break_into_headers(officer: Any) -> None:
    context = FACTS | {"title": "标题\r\nBcc: everyone@example.org\n"}
    notify(recipients=[officer], template="due_soon", context=context, dedupe_key="x")
    outbox.send_pending()
    message = mail.outbox[0].message()
    assert "everyone" in mail.outbox[0].subject
    assert message["Bcc"] is None
    assert message["To"] == "officer@example.org"


def test_each_language_takes_its_own_facts(db: None) -> None:
    facts = {key: value for key, value in FACTS.items() if key != "title"}
    facts |= {"title_zh": "中文标题", "title_en": "English title"}
    assert "中文标题" in render("due_soon", facts, "zh-hans").subject
    assert "English title" in render("due_soon", facts, "en").subject
    assert "中文标题" in render("due_soon", facts | {"title_en": ""}, "en").subject
