"""Parts of pages that are the same for everyone, rendered once for a process.

    {% kept "nav" here %}…{% endkept %}

What stands inside may depend on the language, on settings and on the values that are named, and on
nothing else: not on the request, the day or the database. A process never outlives its release, so
neither does what it keeps; tests forget it whenever they change a setting.
"""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
#: Values come from templates and views, never from visitors; this is against a mistake of ours.
MOST = 500
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
            if len(_parts) >= MOST:
                _parts.clear()
            found = _parts[key] = self.nodelist.render(context)
        return found


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """`{% kept "name" value … %}…{% endkept %}`; the name is one in all templates."""
    _tag, name, *values = token.split_contents()
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodes, name.strip("\"'"), [parser.compile_filter(value) for value in values])


def forget(**_change: Any) -> None:
    """Render everything anew; for tests that change a setting."""
    _parts.clear()
