"""Mails to followers, put into words when they leave: a record that was removed meanwhile is told
by its reference, day and reason only, and what was ended meanwhile is not told at all."""

from __future__ import annotations

from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from credit_portal.notices import follow_links, following, mail_page, mailing, outside, rendering
from credit_portal.notices.delivery import Never
from credit_portal.notices.follow_sources import Step, source
from credit_portal.notices.models_follow import Follow, Follower
from credit_portal.notices.models_outside import OutsideNotice

TEMPLATES = (following.CONFIRM, following.KNOWN, following.DIGEST)


def register() -> None:
    """Let the executor make these mails here."""
    for template in TEMPLATES:
        outside.LETTERS[template] = letter


def letter(row: OutsideNotice) -> EmailMultiAlternatives:
    """The mail of a row. Raises Never when its reader follows that no more."""
    follower = row.follower
    if follower is None:
        raise Never("switched_off")
    language = rendering.known_language(row.language)
    with translation.override(language):
        facts = _digest(row, follower, language)
        if row.template != following.DIGEST:
            facts = _asked(row, language)
        facts |= _links(follower, language)
        text = rendering.render(row.template, facts, language)
        page = mail_page.render(text, language, facts, template="notices/follow_mail.html")
    plain = rendering.render("_follow_foot", {"subject": text.subject, **facts}, language).body
    mail = EmailMultiAlternatives(
        subject=text.subject,
        body=f"{text.body.rstrip()}\n\n{plain}",
        to=[outside.address_of(row)],
        headers=_headers(row, follower, language),
    )
    mail.attach_alternative(page, "text/html")
    return mail


def _headers(row: OutsideNotice, follower: Follower, language: str) -> dict[str, str]:
    """Of bulk mail that one click ends (RFC 2369, RFC 8058)."""
    stop = rendering.link_in(language, follow_links.stop_path(follower.pk))
    return {
        "Message-ID": f"<{outside.stable_id(row)}@{mailing.host()}>",
        "List-Id": f"<follow.{mailing.host()}>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "en" if language == "en" else "zh-CN",
    }


def _links(follower: Follower, language: str) -> dict[str, Any]:
    """What stands in the foot of every mail."""
    return {
        "sender": rendering.site_name(language),
        "manage_link": rendering.link_in(language, follow_links.manage_path(follower.pk)),
        "off_link": rendering.link_in(language, follow_links.stop_path(follower.pk)),
    }


def _asked(row: OutsideNotice, language: str) -> dict[str, Any]:
    """Facts of a mail that a form asked for: what is followed, and the link that begins it.

    Anybody may have sent that form, so no word of his stands in the mail, nor in its links.
    """
    follow = Follow.objects.filter(pk=row.context["follow"]).first()
    if follow is None:
        raise Never("switched_off")
    found = source(follow.kind)
    waits = row.template == following.CONFIRM
    bare = found.bare(follow.target)
    path = follow_links.confirm_path(follow.pk) if waits else found.path(bare)
    return {
        "name": found.name(bare),
        "narrowed": bare != follow.target,
        "rhythm": str(follow.get_rhythm_display()),
        "link": rendering.link_in(language, path),
        "asks": waits,
    }


def _digest(row: OutsideNotice, follower: Follower, language: str) -> dict[str, Any]:
    """Facts of a digest: of each thing still followed its name, its lines, the way to all."""
    if row.template != following.DIGEST:
        return {}
    followed = set(follower.follows.values_list("kind", "target"))
    parts = [
        _part(part, language)
        for part in row.context["parts"]
        if (part["kind"], part["target"]) in followed
    ]
    if not parts:
        raise Never("switched_off")
    return {"parts": parts, "count": sum(part["count"] for part in parts)}


def _part(part: dict[str, Any], language: str) -> dict[str, Any]:
    found = source(part["kind"])
    lines = found.lines([Step(*step) for step in part["steps"]])
    return {
        "label": found.name(part["target"]),
        "count": part["total"],
        "lines": [
            {"subject": line.text, "link": rendering.link_in(language, line.path)} for line in lines
        ],
        "more": part["total"] - len(lines),
        "link": rendering.link_in(language, found.path(part["target"])),
    }
