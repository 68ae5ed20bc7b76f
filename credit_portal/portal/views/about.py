"""Texts about the site."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import select_template
from django.utils.translation import gettext_lazy as _

from credit_portal.common.i18n import is_english
from credit_portal.portal.caching import public_page

#: Page names in their order; "" is the first page.
PAGES = {
    "": _("About this site"),
    "whom-we-name": _("Whom we name, and on what basis"),
    "privacy": _("Privacy"),
    "accessibility": _("Accessibility"),
    "contact": _("Contact"),
}


@public_page
def about(request: HttpRequest, page: str = "") -> HttpResponseBase:
    """One of the texts, written in both languages side by side in templates/portal/about/."""
    if page not in PAGES:
        raise Http404
    name = page or "index"
    language = "en" if is_english() else "zh"
    text = select_template([f"portal/about/{name}.{language}.html"])
    context = {"text": text, "title": PAGES[page], "page": page, "pages": PAGES, "here": "about"}
    return render(request, "portal/about.html", context)
