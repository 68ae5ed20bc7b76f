"""A page as one kept text with a few places: head, menu and foot are the same for everyone.

Rendering a page walked through some 200 nodes of its templates to write what was written for the
last visitor too (docs/performance.md). Here the template is rendered once for each language,
setting and fixed value, and cut at its `{% place %}` tags; for each request only these are
rendered. The frame is made without request, user or any value of the view that is not named as
fixed, so that nothing of one visitor can stand in the page of another: what wants such a value and
stands in no place stays empty. Tests hold each such page equal to the plain template.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.template import Template
from django.template.base import NodeList
from django.template.context import Context
from django.template.loader import get_template
from django.urls import get_urlconf
from django.utils.translation import get_language

from credit_portal.common import context as house
from credit_portal.common.templatetags.kept import MARK, PLACES

#: Fixed values come from views and settings, never from visitors; this is against our mistakes.
MOST = 200


class Frame(NamedTuple):
    """The texts between the places, one more than there are places, and what stands in these."""

    template: Template
    texts: list[str]
    places: list[NodeList]


_frames: dict[tuple[Any, ...], Frame] = {}


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any], fixed: Sequence[str],
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page of a template. `fixed` names the values of `context` that may stand outside of
    places: text that comes from the view itself. Places know `context`, the request and the
    house's values (`common.context`)."""
    site = house.site(request)
    given = {name: context[name] for name in fixed if name in context}
    key = (template, get_language(), get_urlconf(), *site.values(), *given.items())
    frame = _frames.get(key)
    if frame is None:
        if len(_frames) >= MOST:
            _frames.clear()
        frame = _frames[key] = _made(template, {**site, **given})
    filled = Context({**site, **house.passing(request), **context, "request": request})
    return HttpResponse("".join(_pieces(frame, filled)), status=status)


def _made(name: str, values: Mapping[str, Any]) -> Frame:
    """The frame of a template with these values alone."""
    template: Template = get_template(name).template  # type: ignore[attr-defined]  # Django's engine
    places: list[NodeList] = []
    text = template.render(Context({**values, PLACES: places}))
    return Frame(template, text.split(MARK), places)


def _pieces(frame: Frame, context: Context) -> Iterator[str]:
    yield frame.texts[0]
    with context.bind_template(frame.template), context.render_context.push_state(frame.template):
        for place, text in zip(frame.places, frame.texts[1:], strict=True):
            yield place.render(context)
            yield text


def forget(**_change: Any) -> None:
    """Make every frame anew; for tests that change a setting."""
    _frames.clear()
