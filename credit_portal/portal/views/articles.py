"""News and notices, policies and laws, help, the site map for people."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import select_template
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common.i18n import is_english
from credit_portal.portal import articles, feeds, menu
from credit_portal.portal.caching import public_page


@public_page
def news(request: HttpRequest) -> HttpResponseBase:
    """News, notices, alerts and cases, the newest first; also as a feed."""
    rows = articles.rows(*articles.NEWS)
    if request.GET.get("format") == "atom":
        return feeds.answer(request, rows, _("News and notices"))
    context = articles.list_page(request, articles.NEWS, rows)
    return render(request, "portal/news.html", {
        **context, "here": "news", "title": _("News and notices"), "action": reverse("portal:news"),
    })  # fmt: skip


@public_page
def policies(request: HttpRequest) -> HttpResponseBase:
    """Policies, laws and standards with number, organ and whether they are in force."""
    if request.GET.get("format") == "atom":
        rows = articles.rows(*articles.POLICIES)
        state = request.GET.get("state", "")
        if state in articles.STATES:
            rows = articles.in_state(rows, state)
        return feeds.answer(request, rows, _("Policies and laws"))
    return render(request, "portal/policies.html", {
        **articles.policies_page(request), "here": "policies",
        "title": _("Policies and laws"), "action": reverse("portal:policies"),
    })  # fmt: skip


@public_page
def help_page(request: HttpRequest) -> HttpResponseBase:
    """Questions and answers that come with the portal, and those that the office published."""
    language = "en" if is_english() else "zh"
    return render(request, "portal/help.html", {
        "text": select_template([f"portal/help/base.{language}.html"]),
        "articles": articles.help_articles(), "here": "help",
    })  # fmt: skip


@public_page
def site_map(request: HttpRequest) -> HttpResponseBase:
    """Everything there is, as a tree for people."""
    return render(request, "portal/site_map.html", {
        "groups": menu.tree(), "here": "site-map",
        "news_sections": [(one.value, one.label) for one in articles.NEWS],
        "policy_sections": [(one.value, one.label) for one in articles.POLICIES],
    })  # fmt: skip
