"""Public pages by plain Django templates: the baseline of P3.

The same views, data and templates; only that every row is rendered by a template and nothing of
the frame is kept.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.backends.django import DjangoTemplates, Template
from django.template.context import Context

from credit_portal.common.templatetags.kept import Kept
from credit_portal.portal.templatetags import entries


@lru_cache(maxsize=1)
def template() -> Template:
    """The template of a row."""
    folder = Path(__file__).parent / "templates"
    engine = DjangoTemplates(
        {
            "NAME": "bench",
            "DIRS": [folder, Path(settings.BASE_DIR, "templates")],
            "APP_DIRS": False,
            "OPTIONS": {},
        }
    )
    return engine.get_template("bench/entry.html")


def entry(row: Any, terms: Sequence[str] = (), at: str = "published_at", *_words: Any) -> str:
    """A row of a list by the template."""
    return str(template().render({"row": row, "terms": terms, "at": getattr(row, at)}))


def _render(self: Kept, context: Context) -> Any:
    return self.nodelist.render(context)


@contextmanager
def plainly() -> Iterator[None]:
    """Whatever is rendered inside is rendered by templates alone."""
    before = entries._entry, Kept.render
    entries._entry, Kept.render = entry, _render  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        entries._entry, Kept.render = before  # type: ignore[method-assign]
