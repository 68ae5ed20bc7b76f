"""The home page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.portal import articles, boards, charts, queries, rates
from credit_portal.portal.caching import public_page
from credit_portal.publishing import selectors, tallies


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """One search box, four figures, what is new and what falls due, news and notices, outcomes
    over time, how governments kept their word, the ways in for those who were let down, and how to
    verify."""
    due = queries.due_between(0, 6, 101)
    context = {
        "figures": figures(due),
        "latest": queries.latest(7),
        "due": due[:6],
        "notices": articles.newest(),
        "chart": charts.of_city(),
        "boards": boards.BOARDS.values(),
        "rates": rates.by_government()[:10],
        "comparable": rates.COMPARABLE,
        "examples": examples(),
        "terms": [],
        "at": None,
        "here": "home",
    }
    return render(request, "portal/home.html", context)


def examples() -> list[str]:
    """Searches to try, in the language of the page."""
    return [_("parking"), _("heating"), _("working days")]


def figures(due: list[Any]) -> list[dict[str, Any]]:
    """Four numbers, each a link to exactly the records it counts, with its base."""
    counts = tallies.total(queries.COMMITMENT)
    new = queries.new_this_month(selectors.published(queries.COMMITMENT))
    determined, kept, broken = queries.decided(counts), counts["kept"], counts["broken"]
    silent = sum(1 for row in due if row.row.get("status") != "reported")
    board = reverse("portal:commitments")
    share = f"{100 * kept / determined:.1f}" if determined else "–"
    return [
        {
            "value": f"{sum(counts.values()):,}",
            "label": _("Commitments on the record"),
            "url": board,
            "base": _("%(n)s new this month") % {"n": new},
        },
        {
            "value": share,
            "unit": "%",
            "label": _("Kept on time"),
            "url": f"{board}?outcome=kept",
            "base": _("%(kept)d of %(n)d verified") % {"kept": kept, "n": determined},
        },
        {
            "value": f"{broken:,}",
            "label": _("Found broken"),
            "url": f"{board}?outcome=broken",
            "tone": "bad" if broken else "",
            "base": _("after verification by two people; %(n)d kept late or in part")
            % {"n": counts["kept_late"] + counts["partly_kept"]},
        },
        {
            "value": str(len(due)) if len(due) <= 100 else "100+",
            "label": _("Due in the next 7 days"),
            "url": f"{board}?due=week",
            "base": _("%(n)d not reported yet") % {"n": silent},
        },
    ]
