"""Parts of public pages that stay the same for as long as nothing public changes.

    {% remembered "facets" request.path asked.query %}…{% endremembered %}

What stands inside may depend on what is public, the language and the values that are named; never
on who asks. The first who asks after a change has it rendered (`portal.caching`).
"""

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from credit_portal.portal import caching

register = template.Library()


class Remembered(template.Node):
    """Renders what stands inside once for each state, language and combination of values."""

    def __init__(self, nodes: NodeList, name: str, values: list[FilterExpression]) -> None:
        self.nodelist = nodes
        self.name = name
        self.values = values

    def render(self, context: Context) -> SafeString:
        """From memory, where it is."""
        values = (value.resolve(context) for value in self.values)
        key = (self.name, get_language(), *values)
        return caching.remembered(key, lambda: self.nodelist.render(context))


@register.tag
def remembered(parser: Parser, token: Token) -> Remembered:
    """`{% remembered "name" value … %}…{% endremembered %}`; the name is one in all templates."""
    _tag, name, *values = token.split_contents()
    nodes = parser.parse(("endremembered",))
    parser.delete_first_token()
    return Remembered(nodes, name.strip("\"'"), [parser.compile_filter(value) for value in values])
