"""What the templates of public documents need beyond the document itself."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from credit_portal.common.i18n import is_english, localized
from credit_portal.common.templatetags import _breaches, _dates, _old_accounts

PROSE = ("matter", "title")


def foreign_language(document: Mapping[str, Any]) -> str:
    """Language of the promise when it is not the page's: "en", "zh" or ""."""
    for name in PROSE:
        zh, en = document.get(f"{name}_zh"), document.get(f"{name}_en")
        if zh or en:
            shown = localized(document, name)
            return "" if zh and en else _dates.other_than_page("zh" if shown == zh and zh else "en")
    return ""


def events(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The public timeline as a story, newest first."""
    found = [
        {
            "at": step.get("at"),
            "text": localized(step, "detail"),
            "actor": localized(step, "post"),
            "tone": _tone(step, document),
        }
        for step in document.get("timeline") or []
    ]
    return found[::-1]


def _tone(step: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    if step.get("event") != "outcome_confirmed" or document.get("standing"):
        return "good" if step.get("event") == "registered" else ""
    return {"broken": "bad", "not_reported": "bad", "void": "bad", "kept": "good"}.get(
        str(document.get("outcome")), ""
    )


def standard(standing: Mapping[str, Any]) -> str:
    """The promised standard in a sentence: 按期办结率不低于 95%."""
    names = {
        "indicator": localized(standing, "indicator"),
        "target": f"{standing.get('target')}{unit(standing)}",
    }
    if standing.get("comparison") == "at_most":
        return _("%(indicator)s: at most %(target)s.") % names
    return _("%(indicator)s: at least %(target)s.") % names


def unit(standing: Mapping[str, Any] | None) -> str:
    """% for a share, else the unit of the indicator with a space before it."""
    if not standing:
        return ""
    return "%" if standing.get("figure") == "share" else f" {localized(standing, 'unit')}"


def commitment(document: Mapping[str, Any]) -> dict[str, Any]:
    """Context of ui/documents/commitment.html."""
    source = document.get("source") or {}
    co_posts = [localized(one, "title") for one in document.get("co_posts") or []]
    rows: list[tuple[Any, ...]] = [
        (_("Origin"), _old_accounts.origin(document)),
        (_("How it is measured"), localized(document, "measure")),
        (_("Who benefits"), localized(document, "beneficiaries")),
        (_("Responsible post"), localized(document.get("post") or {}, "title")),
        *_holder(document.get("post") or {}),
        (_("Jointly responsible"), co_posts),
        (_("Legal basis"), localized(document, "legal_basis")),
        (_("Authority to promise"), localized(document, "authority")),
        (_("Evidence required"), localized(document, "evidence_required")),
        (_("Due date"), _dates.long_date(document.get("due_on")) or _due_missing(document)),
        (_("On the record since"), _dates.long_date(document.get("registered_on"))),
        (_("Taken over from"), _source_text(source), source.get("url") or ""),
    ]  # fmt: skip
    standing = document.get("standing")
    return {
        "rows": rows,
        "foreign": foreign_language(document),
        "events": events(document),
        "standard": standard(standing) if standing else "",
        "unit": unit(standing),
        "periods": [{**one, "name": period_name(one)} for one in document.get("periods") or []][
            ::-1
        ],
    }


def side_by_side(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of a comparison: label, old, new, whether they differ; rows empty on both sides go."""
    names = [
        (_("Title"), "title"), (_("What is promised"), "matter"),
        (_("How it is measured"), "measure"), (_("Who benefits"), "beneficiaries"),
        (_("Legal basis"), "legal_basis"), (_("Authority to promise"), "authority"),
        (_("Evidence required"), "evidence_required"),
    ]  # fmt: skip
    rows = [(label, localized(old, name), localized(new, name)) for label, name in names]
    rows.append((_("Due date"), _due(old), _due(new)))
    rows.append((_("Standard"), _standard(old), _standard(new)))
    return [
        {"label": label, "old": before, "new": after, "differs": before != after}
        for label, before, after in rows
        if before or after
    ]


def _due(text: Mapping[str, Any]) -> str:
    return _dates.long_date(text.get("due_on")) or ""


def _standard(text: Mapping[str, Any]) -> str:
    found = text.get("standing")
    return standard(found) if found else ""


def period_name(period: Mapping[str, Any]) -> str:
    """2026年9月, 2026年第三季度, 2026年上半年, 2026年 for whole periods, else both days."""
    first, last = _dates.as_date(period.get("starts_on")), _dates.as_date(period.get("ends_on"))
    if first is None or last is None:
        return ""
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1 and first.year == last.year
    months = last.month - first.month + 1
    if not whole or months not in (1, 3, 6, 12) or (first.month - 1) % months:
        return f"{_dates.long_date(first, False)} – {_dates.long_date(last, False)}"
    if is_english():
        part = {1: _dates.month(first), 3: f"Q{last.month // 3}", 6: f"H{last.month // 6}", 12: ""}
        return f"{part[months]} {first.year}".strip()
    half = "上半年" if last.month == 6 else "下半年"
    part = {1: f"{first.month}月", 3: f"第{'一二三四'[last.month // 3 - 1]}季度", 6: half, 12: ""}
    return f"{first.year}年{part[months]}"


def _holder(post: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who held the post, and on which day: posts change hands, what was promised stays."""
    holder, day = post.get("holder"), _dates.long_date(post.get("holder_on"), False)
    if not holder or not day:
        return []
    return [(_("Holder as of %(day)s") % {"day": day}, str(holder))]


def _due_missing(document: Mapping[str, Any]) -> str:
    if document.get("standing"):
        return _("all the time, measured period by period")
    return _("no date was given with the promise")


def _source_text(source: Mapping[str, Any]) -> str:
    number = source.get("number")
    title = str(source.get("title") or "")
    return _("%(title)s, no. %(number)s") % {"title": title, "number": number} if number else title


CONTEXTS = {
    "commitment": commitment,
    "old_account": _old_accounts.context,
    "campaign": _old_accounts.campaign,
    "breach": _breaches.context,
}


def context(document: Mapping[str, Any]) -> dict[str, Any]:
    """Context for a document of any kind."""
    make = CONTEXTS.get(str(document.get("kind")))
    return make(document) if make else {"events": events(document)}
