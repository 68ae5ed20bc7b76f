"""Whether a document is in force, as a tag."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from credit_portal.common.templatetags import ui
from credit_portal.portal import articles

register = template.Library()
TONES = {"in_force": "green", "coming": "blue", "ended": "red"}


@register.simple_tag
def force(source: Mapping[str, Any]) -> SafeString:
    """The state of a row or document of a policy today, in words."""
    state = articles.state_of(dict(source))
    return ui.tag(str(articles.STATES[state]), TONES[state])
