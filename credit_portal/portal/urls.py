"""Public pages, in Chinese without a prefix and in English below /en/."""

from django.urls import path

from credit_portal.portal.views import about, bodies, home, lists, record, tools

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", lists.search, name="search"),
    path("records/", lists.records, name="records"),
    path("records/<str:ref>/", record.record, name="record"),
    path("records/<str:ref>/evidence/<uuid:file_id>/", record.evidence, name="evidence"),
    path("commitments/", lists.commitments, name="commitments"),
    path("organisations/", bodies.organisations, name="organisations"),
    path("organisations/<str:address>/", bodies.organisation, name="organisation"),
    path("deadlines/", tools.deadlines, name="deadlines"),
    path("ledger/", tools.ledger_page, name="ledger"),
    path("about/", about.about, name="about"),
    path("about/<slug:page>/", about.about, name="about"),
    path("feeds/records.atom", lists.feed, name="feed"),
]
