"""Assembly of the API: one version, its schema, its documentation page."""

from django.urls import URLPattern, URLResolver, include, path

from credit_portal.portal.api import documentation, guide

v1: list[URLPattern | URLResolver] = [
    path("", include("credit_portal.portal.api.urls")),
    path("", include("commitments.api.urls")),
    path("", include("integrity_files.api.urls")),
    path("", include("complaints.api.urls")),
    path("", include("complaints.exchange_api_urls")),
    path("", include("complaints.desk_api_urls")),
    path("", include("credit_portal.desk.api.urls")),
    path("schema/", documentation.Schema.as_view(), name="schema"),
]
app_name = "api"
urlpatterns = [
    path("v1/", include(v1)),
    path("docs/", documentation.page, name="docs"),
    path("guide/", guide.page, name="guide"),
    path("reconcile/", include("credit_portal.portal.reconciliation.views")),
]
