"""The doors of the public site, once: menu, foot and site map are made of them.

A door stands where its address exists; one that is not built is linked nowhere.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class Door(NamedTuple):
    """A page: its URL name, what it is called, the code that its view gives as `here`."""

    name: str
    label: Any
    here: str = ""
    arguments: tuple[str, ...] = ()
    query: str = ""


class Group(NamedTuple):
    """Doors under one heading; `in_menu` says whether it opens from the head of every page."""

    code: str
    label: Any
    doors: tuple[Door, ...]
    in_menu: bool = True


RECORD = Group(
    "record", pgettext_lazy("menu", "The record"),
    (
        Door("portal:commitments", _("Commitments"), "commitments"),
        Door("portal:breaches", _("Breach records"), "breaches"),
        Door("portal:old-accounts", _("Old accounts"), "old_accounts"),
        Door("portal:streets", _("Streets and towns"), "streets"),
        Door("portal:organisations", _("Bodies"), "organisations"),
        Door("portal:boards", pgettext_lazy("menu", "Boards"), "boards"),
        Door("portal:incentives", _("Register of incentives"), "incentives"),
        Door("breach_figures:statistics", _("Figures of breach records"), "statistics"),
        Door("complaint_answers:answers", _("Answers to complaints"), "answers"),
        Door("complaint_answers:statistics", _("Figures of complaints"), "complaint_figures"),
        Door("portal:records", _("All records"), "records"),
    ),
)  # fmt: skip
READING = Group(
    "reading", _("News and policies"),
    (
        Door("portal:news", _("News and notices"), "news"),
        Door("portal:policies", _("Policies and laws"), "policies"),
        Door("directory_of_credit:catalogue", _("Credit directory"), "catalogue"),
    ),
)  # fmt: skip
SERVICES = Group(
    "services", pgettext_lazy("menu", "Services"),
    (
        Door("objections:guide", _("Objections"), "objections"),
        Door("repairs:guide", _("Credit repair"), "repairs"),
        Door("repairs:verify", _("Check a certificate of repair"), "repair_verify"),
        Door("old_accounts:new", _("Report an old account"), "old_account_new"),
        Door("complaints:new", pgettext_lazy("menu", "Complain"), "complaints"),
        Door("objections:tip", pgettext_lazy("menu", "Report an error"), "tip"),
        Door("portal:progress", _("Ask by receipt"), "progress"),
        Door("portal:follow", pgettext_lazy("menu", "Follow by e-mail"), "follow"),
        Door("portal:deadlines", _("Deadline calculator"), "deadlines"),
    ),
)  # fmt: skip
PROOF = Group(
    "proof", pgettext_lazy("menu", "Data and proof"),
    (
        Door("portal:ledger", _("Public ledger"), "ledger"),
        Door("portal:verify", pgettext_lazy("menu", "Verify a record"), "verify"),
        Door("portal:removals", pgettext_lazy("menu", "What was removed, and why"), "removals"),
        Door("portal:open-data", pgettext_lazy("menu", "Open data"), "open-data"),
        Door("portal:feed", _("Atom feed")),
        Door("api:docs", _("API")),
        Door("api:guide", _("API guide")),
    ),
)  # fmt: skip
ABOUT = Group(
    "about", _("About this site"),
    (
        Door("portal:about", _("About this site"), "about"),
        Door("portal:help", _("Help"), "help"),
        Door("portal:about", _("Whom we name, and on what basis"), "", ("whom-we-name",)),
        Door("portal:about", _("Privacy"), "", ("privacy",)),
        Door("portal:about", _("Accessibility"), "", ("accessibility",)),
        Door("portal:about", _("Contact"), "", ("contact",)),
        Door("portal:site-map", _("Site map"), "site-map"),
    ),
    in_menu=False,
)  # fmt: skip
GROUPS = (RECORD, READING, SERVICES, PROOF, ABOUT)


def address(name: str, *arguments: str) -> str:
    """The address of a door in the active language, "" while there is none."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def tree() -> list[dict[str, Any]]:
    """All groups with the doors that exist, in the active language."""
    return _tree(get_language() or "", get_urlconf())


@lru_cache(maxsize=16)
def _tree(language: str, urlconf: str | None) -> list[dict[str, Any]]:
    """Made once a language: what exists does not change while the process lives."""
    return [
        {
            "code": group.code,
            "label": str(group.label),
            "in_menu": group.in_menu,
            "doors": [
                {"url": url, "label": str(door.label), "here": door.here, "name": door.name}
                for door in group.doors
                if (url := address(door.name, *door.arguments))
            ],
        }
        for group in GROUPS
    ]


def public_names() -> list[tuple[str, tuple[str, ...]]]:
    """URL names with arguments of every page of the tree, for the sitemap; feeds and API docs are
    no pages."""
    return [
        (door.name, door.arguments)
        for group in GROUPS
        for door in group.doors
        if door.name not in ("portal:feed", "api:docs") and address(door.name, *door.arguments)
    ]
