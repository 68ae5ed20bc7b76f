"""What public pages say in the words of schema.org, for search engines and programs.

It repeats what the page shows and nothing more: no person, no field that the page leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from credit_portal.common.i18n import address_of, is_english, localized
from credit_portal.directory.models import Organisation
from credit_portal.portal import labels
from credit_portal.publishing.models import Displayed

Node = dict[str, Any]


class Writer:
    """Builds the nodes of one page; addresses are those of the request."""

    def __init__(self, request: HttpRequest, site: str) -> None:
        self.request = request
        self.site = site

    def url(self, name: str, *arguments: str) -> str:
        """The whole address of a page."""
        path = reverse(name, args=arguments) if arguments else address_of(name)
        return self.request.build_absolute_uri(path)

    def publisher(self) -> Node:
        """Who runs the portal."""
        return {"@type": "GovernmentOrganization", "name": self.site, "url": self.home}

    @cached_property
    def home(self) -> str:
        """The home page."""
        return self.url("portal:home")

    def website(self) -> list[Node]:
        """The site with its search."""
        target = self.url("portal:search") + "?q={search_term_string}"
        return [
            {
                "@type": "WebSite",
                "name": f"{self.site} · {_('Government integrity')}",
                "url": self.home,
                "inLanguage": _language(),
                "publisher": self.publisher(),
                "potentialAction": {
                    "@type": "SearchAction",
                    "target": {"@type": "EntryPoint", "urlTemplate": target},
                    "query-input": "required name=search_term_string",
                },
            }
        ]

    def record(self, row: Displayed) -> list[Node]:
        """A record: a report about a body."""
        address = self.url("portal:record", row.ref)
        about = {
            "@type": "GovernmentOrganization",
            "name": row.organisation_name,
            "url": self.url("portal:organisation", row.organisation_slug),
        }
        node = {
            "@type": "Report",
            "@id": address,
            "url": address,
            "name": row.title,
            "identifier": row.ref,
            "reportNumber": row.ref,
            "genre": labels.kind(row.kind),
            "about": about,
            "publisher": self.publisher(),
            "datePublished": row.published_at.isoformat(),
            "dateModified": row.updated_at.isoformat(),
            "version": row.version,
            "inLanguage": _language(),
            "isAccessibleForFree": True,
            "encoding": {
                "@type": "MediaObject",
                "encodingFormat": "application/json",
                "contentUrl": self.request.build_absolute_uri(f"/api/v1/records/{row.ref}/"),
            },
        }
        if row.until:
            node["expires"] = row.until.isoformat()
        steps = [(_("All records"), "portal:records"), (row.title, "")]
        return [node, self.crumbs(steps)]

    def body(self, body: Organisation) -> list[Node]:
        """A public body."""
        address = self.url("portal:organisation", body.slug)
        name = str(localized(body, "name"))
        others = {body.name_zh, body.name_en, body.short_name_zh} - {"", name}
        node: Node = {
            "@type": "GovernmentOrganization",
            "@id": address,
            "url": address,
            "name": name,
            "alternateName": sorted(others),
            "address": str(localized(body, "address")),
            "telephone": body.phone,
            "sameAs": body.website,
        }
        if body.code and not body.code_is_fictional:
            node["identifier"] = {
                "@type": "PropertyValue",
                "propertyID": "统一社会信用代码",
                "value": body.code,
            }
        if body.parent is not None:
            node["parentOrganization"] = {
                "@type": "GovernmentOrganization",
                "name": str(localized(body.parent, "name")),
                "url": self.url("portal:organisation", body.parent.slug),
            }
        if body.closed_on:
            node["dissolutionDate"] = body.closed_on.isoformat()
        kept = {key: value for key, value in node.items() if value not in ("", [])}
        return [kept, self.crumbs([(_("Bodies"), "portal:organisations"), (name, "")])]

    def listing(self, title: str, rows: Iterable[Any]) -> list[Node]:
        """A list: the records of this page in their order, as `paging` gives them. The place of
        all records and the language are asked for once: they take longer than the rest of a row."""
        place = self.url("portal:records")
        first, second = ("title_en", "title_zh") if is_english() else ("title_zh", "title_en")
        items = [
            {
                "@type": "ListItem",
                "position": number,
                "url": f"{place}{row.ref}/",
                "name": str(getattr(row, first) or getattr(row, second) or ""),
            }
            for number, row in enumerate(rows, 1)
        ]
        node = {
            "@type": "CollectionPage",
            "name": title,
            "url": self.request.build_absolute_uri(),
            "inLanguage": _language(),
            "isPartOf": {"@type": "WebSite", "url": self.home},
            "mainEntity": {"@type": "ItemList", "itemListElement": items},
        }
        return [node, self.crumbs([(title, "")])]

    def crumbs(self, steps: Sequence[tuple[str, str]]) -> Node:
        """The way from the home page; the page itself has no address."""
        items: list[Node] = [{"name": _("Home"), "item": self.home}]
        for name, view in steps:
            items.append({"name": name} | ({"item": self.url(view)} if view else {}))
        return {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": number, **item}
                for number, item in enumerate(items, 1)
            ],
        }


def _language() -> str:
    return "zh-Hans" if (get_language() or "").startswith("zh") else "en"
