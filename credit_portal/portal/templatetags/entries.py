"""Records in a list, written by functions: a template for each row took most of a page's time.

Everything that comes from a record goes through `escape`; fixed phrases are translated once for a
language. Nothing here depends on the day, so a row looks the same until its record changes.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from credit_portal.common.i18n import is_english
from credit_portal.common.templatetags import _dates, ui
from credit_portal.portal import labels
from credit_portal.portal.templatetags.portal import excerpt, highlight

register = template.Library()

#: How grave a breach is, by the tone of its label.
TONES = {"serious": "red", "general": "amber"}
_NAMES = {
    "sector": labels.sector,
    "category": labels.category,
    "severity": labels.severity,
}


class Words:
    """What is the same in every row of a language, escaped."""

    def __init__(self) -> None:
        self.kept_of = escape(_("%(kept)s of %(n)s periods kept"))
        self.due = escape(_("due %(day)s"))
        self.standing = _span(_("standing, measured period by period"))
        self.states = {
            "reported": _span(_("reported, being verified")),
            "due_passed": _span(_("due day passed, being verified")),
        }
        self.objection = f"<span>{ui.tag(_('under objection'), 'amber')}</span>"
        self.unchecked = f"<span>{ui.tag(_('authority not fully recorded'), 'amber')}</span>"
        self.place = reverse("portal:records")
        self.english = is_english()
        self.order = ("en", "zh") if self.english else ("zh", "en")

    def of(self, row: Any, name: str) -> str:
        """As `localized` has it; the language is asked for once, not for each row."""
        first, second = self.order
        return str(getattr(row, f"{name}_{first}") or getattr(row, f"{name}_{second}") or "")

    def day(self, value: Any) -> tuple[str, str]:
        """The day as 2026-11-25 and in words."""
        return _dates.day_texts(value, self.english)


@lru_cache(maxsize=8)
def _words(language: str | None) -> Words:
    return Words()


@lru_cache(maxsize=4096)
def _name(what: str, code: str, language: str | None) -> str:
    """Name of a code in the active language, which is `language`; escaped."""
    return escape(_NAMES[what](code))


@lru_cache(maxsize=256)
def _seal(code: str, language: str | None) -> str:
    return render_to_string("ui/seal.html", ui.seal(code))


@lru_cache(maxsize=64)
def _grade(code: str, language: str | None) -> str:
    return f"<span>{ui.tag(labels.severity(code), TONES.get(code, ''))}</span>"


def _span(text: str) -> str:
    return f"<span>{escape(text)}</span>"


@register.simple_tag
def entries(rows: Iterable[Any], terms: Sequence[str] = (), at: str = "published_at") -> SafeString:
    """List items of these records; each of `terms` is marked where it stands.

    `at` names the moment that is shown. A row has the attributes of `Displayed`, `document` only
    when there are terms.
    """
    language = get_language()
    words = _words(language)
    return SafeString("".join(_entry(row, terms, at, words, language) for row in rows))


def _entry(row: Any, terms: Sequence[str], at: str, words: Words, language: str | None) -> str:
    def marked(text: str) -> str:
        return highlight(text, terms) if terms else escape(text)

    title, moment = words.of(row, "title"), getattr(row, at)
    only = "" if row.title_zh and row.title_en else f' lang="{ui.lang_of(row, "title")}"'
    day, shown = words.day(moment)
    return (
        f'<li class="entry">{_leading(row, language)}<div><h3{only}>'
        f'<a href="{words.place}{escape(row.ref)}/">{marked(title)}</a></h3>\n'
        f'<p class="dots"><span>{marked(words.of(row, "organisation_name"))}</span>'
        f"{''.join(_facts(row, words, language))}</p>\n{_found(row, title, terms)}\n"
        f'</div><p class="when"><time datetime="{day}">{shown}</time>'
        f' <span class="code">{marked(row.ref)}</span></p></li>\n'
    )


def _leading(row: Any, language: str | None) -> str:
    """The seal of an outcome, the grade of a breach, the section of an article, or nothing."""
    if row.outcome or row.kind == "commitment":
        return _seal(row.outcome or "open", language)
    if row.kind == "article":
        return f"<span>{ui.tag(labels.category(row.category))}</span>"
    return _grade(row.severity, language) if row.kind == "breach" else "<span></span>"


def _facts(row: Any, words: Words, language: str | None) -> Iterable[str]:
    """What stands under the title, each in a span of its own."""
    told = row.row
    if row.sector:
        yield f"<span>{_name('sector', row.sector, language)}</span>"
    series = told.get("series") or {}
    if series.get("determined"):
        counts = {
            "kept": escape(str(series.get("kept", ""))),
            "n": escape(str(series["determined"])),
        }
        yield f"<span>{words.kept_of % counts}</span>"
    elif told.get("shape") == "standing":
        yield words.standing
    elif row.due_on:
        yield f"<span>{words.due % {'day': words.day(row.due_on)[1]}}</span>"
    yield words.states.get(told.get("status") or "", "")
    if row.kind == "breach":
        yield f"<span>{_name('category', row.category, language)}</span>"
    if told.get("objection"):
        yield words.objection
    if told.get("missing_checks"):
        yield words.unchecked


def _found(row: Any, title: str, terms: Sequence[str]) -> str:
    """The place in the document where a word is found that the title does not show."""
    found = excerpt(row.document, title, list(terms)) if terms else ""
    return f'<p class="excerpt">{highlight(found, terms)}</p>' if found else ""
