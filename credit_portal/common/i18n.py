"""User content stands in two columns; the page's language picks one (style rule 35)."""

import re
from contextlib import suppress
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse, translate_url
from django.utils import translation
from django.utils.encoding import escape_uri_path
from django.utils.safestring import SafeString
from django.utils.translation import get_language

CHINESE = re.compile("[\u4e00-\u9fff]")


def is_english() -> bool:
    """Whether the active language is English."""
    return (get_language() or "").startswith("en")


def localized(source: Any, name: str) -> str:
    """`name`_zh or `name`_en of an object or dict by the active language, else the other one."""
    first, second = ("en", "zh") if is_english() else ("zh", "en")
    for language in (first, second):
        key = f"{name}_{language}"
        value = source.get(key) if isinstance(source, dict) else getattr(source, key, "")
        if value:
            return str(value)
    return ""


def lang_attribute(text: Any) -> SafeString:
    """The lang attribute, after a space, of what stands in Chinese on an English page; else ""."""
    is_foreign = is_english() and CHINESE.search(str(text or "")) is not None
    return SafeString(' lang="zh-Hans"' if is_foreign else "")


def address_of(name: str) -> str:
    """The address of a page without arguments in the active language. Found once for a process:
    a page of a list asks for four."""
    return _address_of(name, get_urlconf(), get_language())


@lru_cache(maxsize=512)
def _address_of(name: str, urlconf: str | None, language: str | None) -> str:
    with translation.override(language):
        return reverse(name, urlconf)


def other_url(request: HttpRequest, language: str) -> str:
    """The request's address in another language with what was asked, "" when it has none there.
    Found once for a request: its name is known already, and a page asks several times."""
    known: dict[str, str] = request.__dict__.setdefault("other_urls", {})
    if language not in known:
        known[language] = _other_url(request, language)
    return known[language]


def _other_url(request: HttpRequest, language: str) -> str:
    here, match = request.get_full_path(), request.resolver_match
    if match is None:
        there = translate_url(here, language)
        return there if there != here else ""
    with suppress(NoReverseMatch):
        if match.args or match.kwargs:
            with translation.override(language):
                there = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        else:
            there = _address_of(match.view_name, get_urlconf(), language)
        asked = here.removeprefix(escape_uri_path(request.path))
        return f"{there}{asked}" if there != request.path else ""
    return ""
