"""From a notice's facts to its subject and text, in the recipient's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True)
class Text:
    """A message in words."""

    subject: str
    body: str


def path_in(language: str, url: str) -> str:
    """The path of a page with the prefix of the language."""
    return url if language == settings.LANGUAGE_CODE else f"/{language}{url}"


def _in_language(context: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Let `title_zh` or `title_en` be `title`; the other one when that is empty."""
    own, other = ("_en", "_zh") if language == "en" else ("_zh", "_en")
    facts = dict(context)
    for suffix in (other, own):  # the recipient's language has the last word
        for key, value in context.items():
            if key.endswith(suffix) and value:
                facts[key.removesuffix(suffix)] = value
    return {key: _one_line(value) if key != "reason" else value for key, value in facts.items()}


def _one_line(value: Any) -> Any:
    """A line break in a title must not end the subject."""
    return " ".join(value.split()) if isinstance(value, str) else value


def render(
    template: str, context: Mapping[str, Any], language: str, *, letter: bool = False
) -> Text:
    """Subject (first line) and body of a message; a letter ends with the link and the sender."""
    language = language if language in LANGUAGES else settings.LANGUAGE_CODE
    facts = _in_language(context, language)
    if letter:
        facts["link"] = settings.PUBLIC_URL + path_in(language, str(context["url"]))
        facts["sender"] = settings.SITE_NAME_EN if language == "en" else settings.SITE_NAME_ZH
    with translation.override(language):
        text = render_to_string(f"notices/{template}.{language}.txt", facts)
    subject, _, body = text.strip().partition("\n")
    return Text(" ".join(subject.split()), body.strip() + "\n")
