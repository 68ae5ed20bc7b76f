"""Public pages, in Chinese without a prefix and in English below /en/."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from credit_portal.portal.views import about, bodies, home, lists, record, tools


class Reference(StringConverter):
    """What can be the reference of a record; everything else is 404 without a query."""

    regex = "[0-9A-Za-z-]{1,24}"


class Address(StringConverter):
    """What can be the public address of a body."""

    regex = "[0-9A-Za-z-]{1,80}"


register_converter(Reference, "reference")
register_converter(Address, "address")
app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", lists.search, name="search"),
    path("records/", lists.records, name="records"),
    path("records/<reference:ref>/", record.record, name="record"),
    path("records/<reference:ref>/evidence/<uuid:file_id>/", record.evidence, name="evidence"),
    path("commitments/", lists.commitments, name="commitments"),
    path("organisations/", bodies.organisations, name="organisations"),
    path("organisations/<address:address>/", bodies.organisation, name="organisation"),
    path("deadlines/", tools.deadlines, name="deadlines"),
    path("ledger/", tools.ledger_page, name="ledger"),
    path("about/", about.about, name="about"),
    path("about/<slug:page>/", about.about, name="about"),
    path("feeds/records.atom", lists.feed, name="feed"),
]
