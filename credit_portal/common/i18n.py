"""User content stands in two columns; the page's language picks one (style rule 35)."""

from typing import Any

from django.utils.translation import get_language


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
