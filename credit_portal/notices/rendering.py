"""From a notice's facts to its subject and text, in the reader's language.

The words of a reason are looked up where they may be erased; a case that the reader may not see
(any more) is not told about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from credit_portal.notices import references
from credit_portal.notices.models import Notice
from credit_portal.notices.templates_catalogue import TEMPLATES, Group

LANGUAGES = ("zh-hans", "en")
#: Facts that may have several lines; all others are put on one, for they stand in subjects.
LINES = {"reason", "cases"}


@dataclass(frozen=True)
class Text:
    """A message in words."""

    subject: str
    body: str


@dataclass(frozen=True)
class Shown:
    """A notice as its reader sees it; `text` is None when its case is not his to see."""

    notice: Notice
    text: Text | None

    @property
    def group(self) -> str:
        """Name of its group, in the active language."""
        return group_label(self.notice.template)


def group_label(template: str) -> str:
    """Name of the group that a message belongs to, in the active language."""
    return str(Group(TEMPLATES[template].group).label)


def path_in(language: str, url: str) -> str:
    """The path of a page with the prefix of the language."""
    return url if language == settings.LANGUAGE_CODE else f"/{language}{url}"


def link_in(language: str, url: str) -> str:
    """The whole address of a page in the language."""
    return str(settings.PUBLIC_URL) + path_in(language, url)


def site_name(language: str) -> str:
    """Who sends."""
    return str(settings.SITE_NAME_EN if language == "en" else settings.SITE_NAME_ZH)


def known_language(language: str) -> str:
    """The language, or the first one of the portal."""
    return language if language in LANGUAGES else settings.LANGUAGE_CODE


def _in_language(context: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Let `title_zh` or `title_en` be `title`; the other one when that is empty."""
    own, other = ("_en", "_zh") if language == "en" else ("_zh", "_en")
    facts = dict(context)
    for suffix in (other, own):  # the reader's language has the last word
        for key, value in context.items():
            if key.endswith(suffix) and value:
                facts[key.removesuffix(suffix)] = value
    return {key: value if key in LINES else _one_line(value) for key, value in facts.items()}


def _one_line(value: Any) -> Any:
    """A line break in a title must not end the subject."""
    return " ".join(value.split()) if isinstance(value, str) else value


def render(
    template: str,
    context: Mapping[str, Any],
    language: str,
    *,
    words: Mapping[str, str] | None = None,
) -> Text:
    """Subject (first line) and body of a message; `words` are those already looked up."""
    language = known_language(language)
    with translation.override(language):
        facts = _in_language(context, language)
        reference = str(context.get("reason_ref") or "")
        if reference:
            found = references.words([reference]) if words is None else words
            facts["reason"] = found.get(reference) or _("(these words have been erased)")
        text = render_to_string(f"notices/{template}.{language}.txt", facts)
    subject, _newline, body = text.strip().partition("\n")
    return Text(" ".join(subject.split()), body.strip() + "\n")


def shown(user: Any, notices: Iterable[Notice], language: str) -> list[Shown]:
    """Notices in words, for their reader as of now; one query for each kind of case and reason."""
    rows = list(notices)
    seen = references.visible(user, {row.target for row in rows if row.target})
    allowed = [row for row in rows if not row.target or row.target in seen]
    wanted = (str(row.context.get("reason_ref") or "") for row in allowed)
    words = references.words({reference for reference in wanted if reference})
    texts = {row.pk: render(row.template, row.context, language, words=words) for row in allowed}
    return [Shown(row, texts.get(row.pk)) for row in rows]
