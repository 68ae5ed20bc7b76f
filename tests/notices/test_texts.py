"""Every message in both languages: complete, and readable."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.core import mail

from credit_portal.notices import mailing, outbox, samples
from credit_portal.notices.models import Channel, Notice
from credit_portal.notices.rendering import LANGUAGES, Text, render
from credit_portal.notices.services import notify
from credit_portal.notices.templates_catalogue import MANDATORY, TEMPLATES, Group

FACTS = {
    "title": "三日内办结 & <低保>申请",
    "reference": "SY-C2026-0001234S",
    "due_on": "2026-11-25",
    "old_due_on": "2026-11-20",
    "repair_on": "2026-12-01",
    "url": "/staff/x/",
    "organisation": "示例市住房保障局",
    "actor_post": "分管副局长",
    "reason_ref": "sample.reason:1",
    "outcome": "kept_late",
    "count": "12",
    "kind": "更正线索",
    "errors": "3",
    "cases": "甲事项\n乙事项",
    "milestone": "主体完工",
    "clock": "工单办理",
    "at": "2026-11-25T09:30:00+08:00",
}
WORDS = {"sample.reason:1": "缺少证明材料"}
#: The digest has a test file of its own; the code of a number goes by SMS only.
LETTERS = sorted(TEMPLATES.keys() - {"digest", "mobile_code"})
both = pytest.mark.parametrize("language", LANGUAGES)
every = pytest.mark.parametrize("template", LETTERS)


def facts_of(template: str, **more: str) -> dict[str, str]:
    """All facts that the message may take."""
    facts = FACTS | more
    if TEMPLATES[template].plain_reason:
        return {**facts, "reason": "放假安排已载入"}
    return facts


def words_of(template: str, language: str, facts: dict[str, str]) -> Text:
    """The message in words."""
    return render(template, facts, language, words=WORDS)


@both
@every
def test_it_says_what_it_must(template: str, language: str, db: None) -> None:
    text = words_of(template, language, facts_of(template))
    assert len(text.subject) < 120
    assert not re.search(r"\{|\}|%|None|&amp;|&lt;", text.subject + text.body)
    assert bool(re.search(r"[A-Za-z]{4,} [a-z]{2,} ", text.body)) is (language == "en")
    needs = TEMPLATES[template].needs
    for fact in needs & {"title", "organisation", "actor_post", "count"}:
        assert FACTS[fact] in text.subject + text.body
    if "reason" in needs and not TEMPLATES[template].plain_reason:
        assert WORDS["sample.reason:1"] in text.body


@both
@every
def test_it_reads_well_with_the_least_facts(template: str, language: str, db: None) -> None:
    facts = facts_of(template)
    needs = TEMPLATES[template].needs
    least = {key: facts[key] for key in facts if key.removesuffix("_ref") in needs}
    text = words_of(template, language, least)
    assert not re.search(r"（）|\(\)|: $|：$|  ", text.subject + text.body)
    assert "/staff/x/" not in text.body


@every
def test_no_subject_names_a_person_or_a_file(template: str, db: None) -> None:
    """Subjects stand in lists and on locked screens; of accounts and files they name nothing."""
    if TEMPLATES[template].group in {Group.DEADLINES, Group.SERVICE, Group.SECURITY}:
        return
    about_cases = {"commitment_submitted", "commitment_returned", "commitment_registered",
                   "verification_opened", "report_filed", "outcome_returned", "outcome_proposed",
                   "verification_dismissed", "address_refused", "calendar_missing",
                   "contradiction_filed", "contradictions_enough", "personal_to_agree",
                   "personal_registered", "lawful_change_submitted", "lawful_change_returned",
                   "lawful_change_refused", "old_account_filed", "old_account_contested",
                   "old_account_to_confirm", "old_account_to_issue", "due_change_asked",
                   "due_change_approved", "due_change_refused", "hand_over_waiting"}  # fmt: skip
    named = FACTS["title"] in words_of(template, "zh-hans", facts_of(template)).subject
    assert not named or template in about_cases


@both
@every
def test_every_letter_says_where_to_go_and_how_to_be_rid_of_it(
    template: str, language: str, officer: Any
) -> None:
    spec = TEMPLATES[template]
    if not spec.letters or not spec.inbox or spec.needs & {"reason"}:
        return
    officer.language = language
    officer.save()
    notify(recipients=[officer], template=template, context=plain(template), dedupe_key="x")
    letter = mailing.letter(Notice.objects.get(channel=Channel.EMAIL))
    prefix = "" if language == "zh-hans" else "/en"
    for part in (str(letter.body), str(letter.alternatives[0][0])):
        assert f"{settings.PUBLIC_URL}{prefix}/staff/x/" in part
        assert f"{settings.PUBLIC_URL}{prefix}/accounts/notifications/" in part
    mandatory = TEMPLATES[template].group in MANDATORY
    assert ("/accounts/notifications/off/" in str(letter.body)) is not mandatory
    assert ("List-Unsubscribe" in letter.extra_headers) is not mandatory
    if mandatory:
        with_reason = "不能关闭" if language == "zh-hans" else "cannot be switched off"
        assert with_reason in str(letter.body)


def plain(template: str) -> dict[str, str]:
    """Facts without a reference to words."""
    return {key: value for key, value in facts_of(template).items() if key != "reason_ref"}


def test_the_page_part_escapes_and_fetches_nothing(officer: Any) -> None:
    notify(recipients=[officer], template="due_soon", context=plain("due_soon"), dedupe_key="x")
    page = str(mailing.letter(Notice.objects.get(channel=Channel.EMAIL)).alternatives[0][0])
    assert "三日内办结 &amp; &lt;低保&gt;申请" in page
    assert not re.search(r"<img|<script|<link|src=|url\(|style=|@import", page)
    assert "prefers-color-scheme: dark" in page
    assert 'lang="zh-Hans"' in page


def test_dates_and_outcomes_are_words_of_the_language(db: None) -> None:
    chinese = render("outcome_proposed", FACTS, "zh-hans")
    english = render("outcome_proposed", FACTS, "en")
    assert "逾期履行" in chinese.subject
    assert "Kept late" in english.subject
    assert "2026年11月25日" in render("due_soon", FACTS, "zh-hans").body
    assert "25 Nov 2026" in render("due_soon", FACTS, "en").body


def test_a_subject_cannot_break_into_headers(officer: Any) -> None:
    context = plain("due_soon") | {"title": "标题\r\nBcc: everyone@example.org\n"}
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


def test_every_message_has_a_sample(db: None) -> None:
    assert set(samples.CODES) == {*LETTERS, "digest"}
    for one in samples.everything():
        assert all(text.subject and text.body.strip() for _language, text in one["texts"])
