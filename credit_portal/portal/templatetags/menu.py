"""Menu, foot and single doors of the public site."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import get_urlconf
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from credit_portal.portal import foot, menu

register = template.Library()


@register.simple_tag(takes_context=True)
def public_menu(context: template.Context) -> SafeString:
    """The menu of every public page; `here` of the page marks where one is."""
    return _menu(get_language() or "", get_urlconf(), str(context.get("here", "")))


@lru_cache(maxsize=256)
def _menu(language: str, urlconf: str | None, here: str) -> SafeString:
    """Made once for each language and place: every page carries it."""
    groups = [
        {**group, "current": here != "" and any(one["here"] == here for one in group["doors"])}
        for group in menu.tree()
        if group["in_menu"] and group["doors"]
    ]
    return render_to_string("ui/public_menu.html", {
        "groups": groups, "here": here, "home": menu.address("portal:home"),
        "help": menu.address("portal:help"),
    })  # fmt: skip


@register.simple_tag
def foot_doors() -> SafeString:
    """All groups of doors, for the foot."""
    return _foot_doors(get_language() or "", get_urlconf())


@lru_cache(maxsize=16)
def _foot_doors(language: str, urlconf: str | None) -> SafeString:
    return render_to_string("ui/foot_doors.html", {"groups": menu.tree()})


@register.simple_tag
def door(name: str, *arguments: str) -> str:
    """The address behind a URL name, "" while there is no such page; use with `as`."""
    return menu.address(name, *arguments)


@register.simple_tag
def imprint() -> dict[str, Any]:
    """What the foot of a government site must carry; each part may be empty."""
    return foot.imprint()
