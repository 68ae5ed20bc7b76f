"""The page part of a mail: simple, in our look, readable in the dark. The one style sheet stands
in its head; nothing is fetched, so nobody is told that the mail was opened."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from credit_portal.notices.rendering import Text

STYLE = Path("templates") / "notices" / "mail.css"


@cache
def style() -> str:
    """The style sheet of mails."""
    return (Path(settings.BASE_DIR) / STYLE).read_text(encoding="utf-8").strip()


def style_hash() -> str:
    """What a content policy names to allow exactly this style sheet."""
    digest = hashlib.sha256(style().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def render(
    text: Text, language: str, facts: Mapping[str, Any], *, template: str = "notices/mail.html"
) -> str:
    """The page of a message; `facts` are those of its foot and the parts of a digest."""
    paragraphs = [part for part in text.body.strip().split("\n\n") if part]
    return render_to_string(
        template,
        {
            **facts,
            "language": "en" if language == "en" else "zh-Hans",
            "text": text,
            "paragraphs": paragraphs,
            "style": mark_safe(style()),  # noqa: S308 - our own file
        },
    )
