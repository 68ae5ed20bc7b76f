"""Menu, foot and single doors of the public site."""

from typing import Any

from django import template

from credit_portal.portal import foot, menu

register = template.Library()


@register.inclusion_tag("ui/public_menu.html", takes_context=True)
def public_menu(context: template.Context) -> dict[str, Any]:
    """The menu of every public page; `here` of the page marks where one is."""
    here = context.get("here", "")
    groups = [
        {**group, "current": here != "" and any(one["here"] == here for one in group["doors"])}
        for group in menu.tree()
        if group["in_menu"] and group["doors"]
    ]
    return {
        "groups": groups, "here": here, "home": menu.address("portal:home"),
        "help": menu.address("portal:help"),
    }  # fmt: skip


@register.simple_tag
def door(name: str, *arguments: str) -> str:
    """The address behind a URL name, "" while there is no such page; use with `as`."""
    return menu.address(name, *arguments)


@register.simple_tag
def doors() -> list[dict[str, Any]]:
    """All groups of doors, for the foot."""
    return menu.tree()


@register.simple_tag
def imprint() -> dict[str, Any]:
    """What the foot of a government site must carry; each part may be empty."""
    return foot.imprint()
