"""Public pages by plain Django templates: the baseline of P3.

The same views, data and templates; only that every row is rendered by a template and nothing of
the frame is kept.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.backends.django import DjangoTemplates, Template
from django.template.context import Context

from credit_portal.common import frames
from credit_portal.common.templatetags.kept import Kept
from credit_portal.portal.templatetags import entries, facets


@lru_cache
def template(name: str) -> Template:
    """A template of the bench."""
    folder = Path(__file__).parent / "templates"
    engine = DjangoTemplates(
        {
            "NAME": "bench",
            "DIRS": [folder, Path(settings.BASE_DIR, "templates")],
            "APP_DIRS": False,
            "OPTIONS": {},
        }
    )
    return engine.get_template(f"bench/{name}.html")


def entry(row: Any, terms: Sequence[str] = (), at: str = "published_at", *_words: Any) -> str:
    """A row of a list by the template."""
    return str(template("entry").render({"row": row, "terms": terms, "at": getattr(row, at)}))


def beside(found: Sequence[Any], total: Any) -> str:
    """The facets by the template."""
    return str(template("facets").render({"facets": found, "total": total}))


def _render(self: Kept, context: Context) -> Any:
    return self.nodelist.render(context)


def page(
    request: HttpRequest, name: str, context: Mapping[str, Any], _fixed: Any, status: int = 200
) -> HttpResponse:
    """A page by its template alone."""
    return render(request, name, dict(context), status=status)


#: What writes a part of a page, and what writes it by templates.
WRITERS: tuple[tuple[Any, str, Callable[..., Any]], ...] = (
    (entries, "_entry", entry), (facets, "_written", beside), (Kept, "render", _render),
    (frames, "render", page),
)  # fmt: skip


@contextmanager
def plainly() -> Iterator[None]:
    """Whatever is rendered inside is rendered by templates alone."""
    before = [getattr(owner, name) for owner, name, _writer in WRITERS]
    for owner, name, writer in WRITERS:
        setattr(owner, name, writer)
    try:
        yield
    finally:
        for (owner, name, _writer), own in zip(WRITERS, before, strict=True):
            setattr(owner, name, own)
