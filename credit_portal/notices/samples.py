"""Every message with made-up facts: for the administrators' preview, and for tests."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import translation

from credit_portal.notices import addresses, digests, rendering, sms
from credit_portal.notices import mail_page as pages
from credit_portal.notices.templates_catalogue import MANDATORY, TEMPLATES, Group

REASON = "sample.reason:1"
FACTS: dict[str, Any] = {
    "title_zh": "示例：三日内办结低保申请",
    "title_en": "Sample: benefit applications decided within three days",
    "organisation_zh": "示例市住房保障局",
    "organisation_en": "Demonstration Housing Bureau",
    "reference": "SY-C2026-0001234S",
    "due_on": "2026-11-25",
    "old_due_on": "2026-11-20",
    "at": "2026-11-25T09:30:00+08:00",
    "actor_post_zh": "分管副局长",
    "actor_post_en": "Deputy Director",
    "clock_zh": "工单办理",
    "clock_en": "Handling of a complaint",
    "outcome": "kept_late",
    "count": "12",
    "errors": "3",
    "cases_zh": "· 示例：三日内办结低保申请：2026年11月25日",
    "cases_en": "* Sample: benefit applications decided within three days: 25 Nov 2026",
    "url": "/staff/",
    "link": "https://sample.invalid/accounts/invitation/…/",
    "person": "示例",
    "username": "sample",
    "post": "科员",
}
WORDS = {"zh-hans": "缺少验收材料，请补充。", "en": "The acceptance papers are missing; add them."}
PLAIN = {"zh-hans": "放假安排已载入", "en": "The holidays of the year were loaded"}
CODES = [code for code in TEMPLATES if code != addresses.CODE_TEMPLATE]


def facts(code: str, language: str) -> dict[str, Any]:
    """The made-up context of a message."""
    found = dict(FACTS)
    if code == digests.TEMPLATE:
        return found | {"parts": _parts(language)}
    if code == "address_refused":
        found |= {"title_zh": "邮箱", "title_en": "e-mail address"}
    if code == "account_changed":
        found |= {"title_zh": "密码已修改", "title_en": "the password was changed"}
    template = TEMPLATES[code]
    if template.plain_reason:
        found["reason"] = PLAIN[language]
    elif "reason" in template.needs:
        found["reason_ref"] = REASON
    return found


def _parts(language: str) -> list[dict[str, Any]]:
    parts = []
    for group, codes in ((Group.DEADLINES, ["due_soon"]), (Group.RESULTS, ["import_finished"])):
        lines = [
            {
                "subject": text(code, language).subject,
                "link": rendering.link_in(language, "/staff/"),
            }
            for code in codes
        ]
        with translation.override(language):
            label = str(group.label)
        parts.append({"label": label, "count": len(lines), "lines": lines, "more": 0})
    return parts


def text(code: str, language: str) -> rendering.Text:
    """A message in words."""
    return rendering.render(code, facts(code, language), language, words={REASON: WORDS[language]})


def everything() -> list[dict[str, Any]]:
    """All messages: group, whether urgent or mandatory, both texts, what goes by SMS."""
    return [
        {
            "code": code,
            "group": str(Group(TEMPLATES[code].group).label),
            "urgent": TEMPLATES[code].urgent,
            "mandatory": TEMPLATES[code].group in MANDATORY,
            "letters": TEMPLATES[code].letters,
            "texts": [(language, text(code, language)) for language in rendering.LANGUAGES],
            "sms": sms.parameters(TEMPLATES[code].group, translation.get_language() or "", 3),
        }
        for code in CODES
    ]


def mail_page(code: str, language: str) -> str:
    """The page part of a mail. Raises Http404 for a message or language nobody wrote."""
    if code not in CODES or language not in rendering.LANGUAGES:
        raise Http404
    group, digest = TEMPLATES[code].group, code == digests.TEMPLATE
    always = group in MANDATORY and not digest
    with translation.override(language):
        return pages.render(
            text(code, language),
            language,
            {
                "sender": rendering.site_name(language),
                "link": rendering.link_in(language, "/staff/"),
                "settings_link": rendering.link_in(language, "/accounts/notifications/"),
                "off_link": "" if always else rendering.link_in(language, "/staff/notices/texts/"),
                "group": str(Group(group).label),
                "why_always": MANDATORY[group] if always else "",
                "parts": _parts(language) if digest else [],
            },
        )
