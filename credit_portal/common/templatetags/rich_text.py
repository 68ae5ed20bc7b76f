"""Texts with the small safe markup of `common.markup`."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.common import markup

register = template.Library()


@register.filter
def rich_text(text: Any) -> SafeString:
    """The text as paragraphs, headings, lists and links; HTML in it is shown as text."""
    return markup.html(str(text or ""))


#: Parts of an article that are set side by side, with what they are called.
PARTS = (
    ("title_zh", pgettext_lazy("article", "Title in Chinese")),
    ("title_en", pgettext_lazy("article", "Title in English")),
    ("summary_zh", _("Summary in Chinese")), ("summary_en", _("Summary in English")),
    ("body_zh", _("Text in Chinese")), ("body_en", _("Text in English")),
    ("number", _("Document number")), ("organ_zh", _("Issuing organ in Chinese")),
    ("organ_en", _("Issuing organ in English")), ("dated", _("Date of the document")),
    ("force_from", _("In force from")), ("force_until", _("In force until")),
    ("source_url", _("Address of the source")),
)  # fmt: skip


@register.simple_tag
def article_differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The parts of an article that differ between two documents, for `ui/side_by_side.html`."""
    parts = [(label, old.get(name) or "", new.get(name) or "") for name, label in PARTS]
    files = (_("Attachments"), _names(old), _names(new))
    return [
        {"label": label, "old": before, "new": after, "differs": True}
        for label, before, after in (*parts, files)
        if before != after
    ]


def _names(document: Mapping[str, Any]) -> str:
    return "\n".join(str(one.get("title", "")) for one in document.get("evidence") or [])
