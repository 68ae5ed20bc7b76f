"""Parts of pages that are the same for everyone, rendered once for a process.

    {% kept "nav" here %}…{% endkept %}

What stands inside may depend on the language, on settings and on the values that are named, and on
nothing else: not on the request, the day or the database. A process never outlives its release, so
neither does what it keeps; tests forget it whenever they change a setting.

    {% place %}…{% endplace %}

Where a page is a kept frame (`common.frames`), what stands in a place is rendered for each request;
anywhere else the tags change nothing.
"""

from typing import Any

from django import template
from django.template import TemplateSyntaxError
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
#: Values come from templates and views, never from visitors; this is against a mistake of ours.
MOST = 500
#: Stands for a place while a frame is made: a character that nothing else has (private use).
MARK = SafeString("\ue0f5")
#: Where a frame that is being made collects the nodes of its places.
PLACES = "places of the frame"
_parts: dict[tuple[Any, ...], SafeString] = {}


class Kept(template.Node):
    """Renders what stands inside once for each language and combination of values."""

    def __init__(self, nodes: NodeList, name: str, values: list[FilterExpression]) -> None:
        self.nodelist = nodes
        self.name = name
        self.values = values

    def render(self, context: Context) -> SafeString:
        """From memory, where it is."""
        values = (value.resolve(context) for value in self.values)
        key = (self.name, get_language(), *values)
        found = _parts.get(key)
        if found is None:
            found = self.nodelist.render(context)
            if MARK in found:
                raise TemplateSyntaxError(f"a place in the kept part {self.name}")
            if len(_parts) >= MOST:
                _parts.clear()
            _parts[key] = found
        return found


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """`{% kept "name" value … %}…{% endkept %}`; the name is one in all templates."""
    _tag, name, *values = token.split_contents()
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodes, name.strip("\"'"), [parser.compile_filter(value) for value in values])


class Place(template.Node):
    """Renders what stands inside; while a frame is made, leaves a mark and tells it the nodes."""

    def __init__(self, nodes: NodeList) -> None:
        self.nodelist = nodes

    def render(self, context: Context) -> SafeString:
        """What stands inside, or the mark."""
        places = context.get(PLACES)
        if places is None:
            return self.nodelist.render(context)
        places.append(self.nodelist)
        return MARK


@register.tag
def place(parser: Parser, token: Token) -> Place:
    """`{% place %}…{% endplace %}`; without blocks, for these are found when the frame is made."""
    nodes = parser.parse(("endplace",))
    parser.delete_first_token()
    return Place(nodes)


def forget(**_change: Any) -> None:
    """Render everything anew; for tests that change a setting."""
    _parts.clear()
