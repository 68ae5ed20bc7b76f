"""Public pages, in Chinese without a prefix and in English below /en/."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from credit_portal.portal.views import (
    about,
    articles,
    boards,
    bodies,
    compare,
    follow,
    home,
    incentives,
    lists,
    old_accounts,
    open_data,
    progress,
    record,
    record_feed,
    removals,
    streets,
    tools,
    verify,
)


class Reference(StringConverter):
    """What can be the reference of a record; everything else is 404 without a query."""

    regex = "[0-9A-Za-z-]{1,24}"


class Address(StringConverter):
    """What can be the public address of a body."""

    regex = "[0-9A-Za-z-]{1,80}"


class DivisionCode(StringConverter):
    """What can be the code of a district, street, town or township."""

    regex = "[0-9]{6,12}"


register_converter(DivisionCode, "division")
register_converter(Reference, "reference")
register_converter(Address, "address")
app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", lists.search, name="search"),
    path("records/", lists.records, name="records"),
    path("records/<reference:ref>/", record.record, name="record"),
    path("records/<reference:ref>/compare/", compare.compare, name="compare"),
    path("records/<reference:ref>/evidence/<uuid:file_id>/", record.evidence, name="evidence"),
    path("commitments/", lists.commitments, name="commitments"),
    path("breaches/", lists.breach_records, name="breaches"),
    path("commitments/incentives/", incentives.register, name="incentives"),
    path("streets/", streets.overview, name="streets"),
    path("streets/fields/<slug:code>/", streets.field, name="streets-field"),
    path("streets/<division:code>/", streets.division, name="streets-division"),
    path("boards/", boards.overview, name="boards"),
    path("boards/<slug:by>/", boards.board, name="board"),
    path("organisations/", bodies.organisations, name="organisations"),
    path("organisations/<address:address>/", bodies.organisation, name="organisation"),
    path("organisations/<address:address>/due.ics", bodies.due_dates, name="organisation-due"),
    path("old-accounts/", old_accounts.register, name="old-accounts"),
    path("progress/", progress.progress, name="progress"),
    path("deadlines/", tools.deadlines, name="deadlines"),
    path("ledger/", tools.ledger_page, name="ledger"),
    path("open-data/", open_data.catalogue, name="open-data"),
    path("open-data/<slug:code>/", open_data.one_dataset, name="open-data-set"),
    path("removals/", removals.removals, name="removals"),
    path("verify/", verify.verify, name="verify"),
    path("about/", about.about, name="about"),
    path("about/<slug:page>/", about.about, name="about"),
    path("news/", articles.news, name="news"),
    path("policies/", articles.policies, name="policies"),
    path("help/", articles.help_page, name="help"),
    path("site-map/", articles.site_map, name="site-map"),
    path("feeds/records.atom", lists.feed, name="feed"),
    path("feeds/records/<reference:ref>.atom", record_feed.record, name="record-feed"),
    path("follow/", follow.follow, name="follow"),
    path("follow/sent/", follow.sent, name="follow-sent"),
    path("follow/confirm/<str:token>/", follow.confirm, name="follow-confirm"),
    path("follow/manage/<str:token>/", follow.manage, name="follow-manage"),
    path("follow/stop/<str:token>/", follow.stop, name="follow-stop"),
]
