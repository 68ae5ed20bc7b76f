"""The components of the house: what each shows is told by its docstring, how by templates/ui/."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import BaseForm, BoundField, CheckboxInput, Select
from django.template.loader import select_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from credit_portal.common.i18n import is_english, lang_attribute, other_url
from credit_portal.common.i18n import localized as pick_language
from credit_portal.common.templatetags import _dates, _documents

register = template.Library()
register.filter(lang_attribute)

#: The outcome in words, one term per concept (domain.md 9).
OUTCOMES = {
    "open": pgettext_lazy("outcome", "Open"),
    "kept": pgettext_lazy("outcome", "Kept"),
    "kept_late": pgettext_lazy("outcome", "Kept late"),
    "partly_kept": pgettext_lazy("outcome", "Partly kept"),
    "broken": pgettext_lazy("outcome", "Broken"),
    "changed_lawfully": pgettext_lazy("outcome", "Changed lawfully"),
    "withdrawn_lawfully": pgettext_lazy("outcome", "Withdrawn lawfully"),
    "void": pgettext_lazy("outcome", "Void"),
    "not_reported": pgettext_lazy("seal", "Not reported"),
    "no_cases": pgettext_lazy("seal", "No cases"),
}
TONES = {"bad": "red", "good": "green", "r": "red", "b": "blue"}
FILE_KINDS = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "text/csv": "CSV",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
}
#: Segments of a rate bar, in the order they are drawn: key of a row and its class.
SEGMENTS = (
    ("kept", "k"), ("kept_late", "l"), ("partly_kept", "p"), ("broken", "b"), ("not_reported", "u"),
)  # fmt: skip


def outcome_name(code: str) -> str:
    """The outcome in the active language; an unknown code is shown as it stands."""
    return str(OUTCOMES.get(code, code))


@register.filter
def outcome(code: str) -> str:
    """`{{ "kept_late"|outcome }}` → 逾期履行 / Kept late."""
    return outcome_name(code)


@register.inclusion_tag("ui/seal.html")
def seal(code: str, size: str = "") -> dict[str, Any]:
    """The outcome as a seal; `size="big"` turns it and splits it in two."""
    text = outcome_name(code)
    parts: Sequence[str] = [text]
    three = not is_english() and len(text) == 3
    if size == "big":
        parts = text.split() if is_english() else list(text) if three else [text[:2], text[2:]]
    return {"code": code, "text": text, "parts": parts, "size": size, "three": three}


@register.inclusion_tag("ui/explained_date.html")
def explained_date(explanation: Mapping[str, Any] | None) -> dict[str, Any]:
    """Why a date falls where it falls: sentence, every day as a cell and in a table, sources."""
    data = dict(explanation or {})
    return {
        "explanation": data,
        "sentence": pick_language(data, "sentence"),
        "cells": _dates.day_cells(data),
        "period": _dates.count_text(str(data.get("unit")), int(data.get("count") or 0)),
        "rule": data.get("rule"),
        "sources": data.get("sources") or [],
    }


@register.inclusion_tag("ui/side_by_side.html")
def side_by_side(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Two texts of a promise, field by field, with what differs marked; for good, in public."""
    return {"rows": _documents.side_by_side(old, new)}


@register.inclusion_tag("ui/story.html")
def story(events: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The timeline, in the order given (newest first by custom); keys as in the contract."""
    return {"events": events}


def _read(source: Any, name: str) -> Any:
    return source.get(name) if isinstance(source, Mapping) else getattr(source, name, None)


@register.inclusion_tag("ui/clock_card.html")
def clock_card(deadline: Any, title: str = "") -> dict[str, Any]:
    """Days left of a deadline, a row or dict with start_on, due_on, explanation, provisional,
    satisfied_at, suspended_on; of one that stands still, since when."""
    due_on = _dates.as_date(_read(deadline, "due_on")) if deadline else None
    if due_on is None:
        return {"clock": None}
    explanation = _read(deadline, "explanation")
    begun = _dates.as_date(_read(deadline, "start_on"))
    return {
        "clock": _dates.read_clock(due_on, begun, explanation), "title": title,
        "due_on": due_on,
        "explanation": explanation,
        "provisional": _read(deadline, "provisional"),
        "satisfied_at": _read(deadline, "satisfied_at"),
        "stopped_on": _read(deadline, "suspended_on"),
    }  # fmt: skip


@register.inclusion_tag("ui/facts.html")
def facts(pairs: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """A list of (label, value) or (label, value, url).

    A list as value stands in lines; what is empty is left out.
    """
    rows = []
    for label, value, *rest in pairs:
        if value in (None, "", [], ()):
            continue
        values = value if isinstance(value, (list, tuple)) else [value]
        rows.append({"label": label, "values": values, "url": rest[0] if rest else ""})
    return {"rows": rows}


@register.inclusion_tag("ui/figures.html")
def figures(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Large numbers with their base: value, unit, label, base, url, tone ("" or "bad")."""
    return {"items": items, "many": {3: "three", 5: "five", 6: "six"}.get(len(items), "")}


def bar_segments(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rectangles of a rate bar on a scale of 0 to 100, from counts by outcome."""
    total = sum(int(row.get(key) or 0) for key, _css in SEGMENTS)
    position, drawn = 0.0, []
    for key, css in SEGMENTS:
        share = 100 * int(row.get(key) or 0) / total if total else 0.0
        if share:
            drawn.append({"css": css, "x": f"{position:.3f}", "width": f"{share:.3f}"})
        position += share
    return drawn


@register.inclusion_tag("ui/rate_bars.html")
def rate_bars(
    rows: Iterable[Mapping[str, Any]], caption: str = "", download: str = "", head: str = ""
) -> dict[str, Any]:
    """Kept / late / partly / broken per row with its sample size.

    A row: label, url, counts by outcome, few (too small to compare); `head` names what is no body.
    """
    shown = []
    for row in rows:
        total = sum(int(row.get(key) or 0) for key, _css in SEGMENTS)
        rate = f"{100 * int(row.get('kept') or 0) / total:.1f}%" if total else "–"
        shown.append({**row, "total": total, "rate": rate, "segments": bar_segments(row)})
    return {
        "rows": [row for row in shown if not row.get("few")],
        "few": [row for row in shown if row.get("few")],
        "caption": caption, "download": download, "head": head,
    }  # fmt: skip


@register.inclusion_tag("ui/proof_card.html")
def proof_card(proof: Mapping[str, Any] | None) -> dict[str, Any]:
    """Reassurance in one sentence; proof: index (from 0), root, download_url, how_url."""
    index = proof.get("index") if proof else None
    return {"proof": proof, "ordinal": None if index is None else int(index) + 1}


@register.inclusion_tag("ui/acts_panel.html", takes_context=True)
def acts_panel(
    context: template.Context, acts: Sequence[Mapping[str, Any]], title: str = ""
) -> dict[str, Any]:
    """The buttons I may press now, each a POST with its line of consequence and its key.

    An act: name, label, hint, key, url, tone ("main", "", "red"), fields (form or None),
    method ("get" for a link), version (sent as hidden field `version`).
    """
    for act in acts:
        form = act.get("fields")
        if form is not None and form.auto_id == "id_%s":  # several forms on one page
            form.auto_id = f"{act['name']}_%s"
    return {
        "acts": [{**act, "idempotency_key": uuid.uuid4()} for act in acts],
        "title": title,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A form field with its label, help, error and the links between them for screen readers."""
    widget = bound.field.widget
    _name_blank(widget)
    return {
        "field": bound,
        "fieldset": widget.use_fieldset,
        "check": isinstance(widget, CheckboxInput),
        "optional": not bound.field.required and not isinstance(widget, CheckboxInput),
        "needed": getattr(bound.field, "needed", False),
    }


def _name_blank(widget: Any) -> None:
    """Say what to do in a list that begins with Django's row of dashes."""
    if not isinstance(widget, Select) or widget.allow_multiple_selected:
        return
    choices = list(widget.choices)
    if choices and choices[0][1] == BLANK_CHOICE_DASH[0][1]:
        widget.choices = [(choices[0][0], _("Please choose")), *choices[1:]]


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: BaseForm | None) -> dict[str, Any]:
    """What is wrong, each line a link to its field; nothing when all is well."""
    errors: list[dict[str, Any]] = []
    for name, messages in form.errors.items() if form is not None and form.is_bound else ():
        known = form is not None and name in form.fields
        target = form[name].id_for_label or form[name].auto_id if form is not None and known else ""
        label = str(form[name].label) if form is not None and known else ""
        one = {"target": target, "label": label, "asks": label.endswith(("?", "？"))}
        errors += [{**one, "text": str(text)} for text in messages]
    return {"errors": errors, "in_fields": any(one["target"] for one in errors)}


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: template.Context, page: Any) -> dict[str, Any]:
    """Forwards and back: a keyset page (`next_url`, `previous_url`) or a page of a Paginator."""
    if hasattr(page, "has_next"):
        query = context["request"].GET.copy()

        def address(number: int) -> str:
            query["page"] = str(number)
            return f"?{query.urlencode()}"

        return {
            "next_url": address(page.next_page_number()) if page.has_next() else "",
            "previous_url": address(page.previous_page_number()) if page.has_previous() else "",
            "number": page.number,
            "pages": page.paginator.num_pages,
        }
    return {"next_url": _read(page, "next_url"), "previous_url": _read(page, "previous_url")}


@register.simple_tag
def tag(text: str, tone: str = "") -> SafeString:
    """A small label; tone "", "red", "blue", "green" or "amber". Rows have several: no template."""
    css = f"tag {TONES.get(tone, tone)}".strip()
    return format_html('<span class="{}">{}</span>\n', css, text)


@register.inclusion_tag("ui/empty.html")
def empty(title: str, hint: str = "", url: str = "", label: str = "") -> dict[str, Any]:
    """Nothing here: why, and the way on."""
    return {"title": title, "hint": hint, "url": url, "label": label}


@register.inclusion_tag("ui/crumbs.html")
def crumbs(*parts: str) -> dict[str, Any]:
    """Where we are: label, url, label, url, …, label of this page."""
    pairs = [(parts[i], parts[i + 1]) for i in range(0, len(parts) - 1, 2)]
    return {"pairs": pairs, "here": parts[-1] if len(parts) % 2 else ""}


@register.simple_tag
def public_document(document: Mapping[str, Any], ref: str = "") -> SafeString:
    """A published document as the public sees it; used by the record page and the staff preview.

    Without `ref` (not yet published) files are named but not linked.
    """
    kind = str(document.get("kind", ""))
    chosen = select_template([f"ui/documents/{kind}.html", "ui/documents/generic.html"])
    html: str = chosen.render({"doc": document, "ref": ref, **_documents.context(document)})
    return SafeString(html)


@register.simple_tag
def idempotency_key() -> SafeString:
    """Hidden field that makes a second submission the same effect (design.md 2.10)."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid.uuid4())


@register.simple_tag(takes_context=True)
def other_language(context: template.Context) -> dict[str, str]:
    """The same page in the other language: code, name, url; url is empty when there is none."""
    request = context.get("request")
    code = "zh-hans" if is_english() else "en"
    name = "中文" if is_english() else "English"
    if request is None:
        return {"code": code, "name": name, "url": ""}
    return {"code": code, "name": name, "url": other_url(request, code)}


@register.simple_tag
def html_language() -> str:
    """zh-Hans or en, for the lang attribute."""
    return "zh-Hans" if (get_language() or settings.LANGUAGE_CODE).startswith("zh") else "en"


@register.filter
def cn_date(value: Any) -> str:
    """2026年11月25日 周三 / 25 Nov 2026, Wed."""
    return _dates.long_date(value)


@register.filter
def cn_day(value: Any) -> str:
    """2026年11月25日 / 25 Nov 2026, without the weekday."""
    return _dates.long_date(value, with_weekday=False)


@register.filter
def cn_short(value: Any) -> str:
    """11月25日 / 25 Nov; with the year when it is another one."""
    return _dates.short_date(value)


@register.filter
def cn_month(value: Any) -> str:
    """11月 / Nov."""
    day = _dates.as_date(value)
    return _dates.month(day) if day else ""


@register.filter
def cn_datetime(value: Any) -> str:
    """2026年11月25日 周三 15:40 / 25 Nov 2026, Wed 15:40."""
    return _dates.long_datetime(value)


@register.filter
def iso_day(value: Any) -> str:
    """2026-11-25, for datetime attributes."""
    day = _dates.as_date(value)
    return day.isoformat() if day else ""


@register.filter
def localized(source: Any, name: str) -> str:
    """`{{ thing|localized:"title" }}`: title_zh or title_en by language, else the other one."""
    return pick_language(source, name) if source else ""


@register.simple_tag
def lang_of(source: Any, name: str) -> str:
    """Language of the text that `localized` gives, for its lang attribute: zh-Hans or en."""
    other = "zh" if is_english() else "en"
    mine = "en" if is_english() else "zh"
    shown = (
        mine if _read(source, f"{name}_{mine}") or not _read(source, f"{name}_{other}") else other
    )
    return "zh-Hans" if shown == "zh" else "en"


@register.filter
def yuan(number: Any) -> str:
    """An amount with its thousands apart: 1,860,000; empty for what is no number."""
    whole, _dot, part = plain(number).partition(".")
    return f"{int(whole):,}{_dot}{part}" if whole else ""


@register.filter
def plain(number: Any) -> str:
    """A decimal without exponent or trailing noughts: 100, 99.5; empty for what is no number."""
    if not isinstance(number, Decimal | int):
        return ""
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def file_kind(content_type: str) -> str:
    """PDF, Word, Excel …; a type without a common name as it stands."""
    return FILE_KINDS.get(content_type, content_type)


@register.filter
def code_groups(value: str) -> SafeString:
    """A code in groups of four, apart by space that is not copied with it."""
    text = str(value or "")
    groups = ((text[i : i + 4],) for i in range(0, len(text), 4))
    return format_html(
        '<span class="groups">{}</span>', format_html_join("", "<span>{}</span>", groups)
    )
