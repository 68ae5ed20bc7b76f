"""Addresses of the staff API of the integrity files, below /api/v1/."""

from django.urls import path

from integrity_files.api import disqualifications as views
from integrity_files.api.cases import NOUNS, addresses

urlpatterns = [
    path(
        "disqualification-queries/",
        views.DisqualificationQueries.as_view(),
        name="disqualification-queries",
    ),
    path(
        "disqualification-queries/<uuid:pk>/",
        views.DisqualificationQueryDetail.as_view(),
        name="disqualification-query",
    ),
    *(one for noun in NOUNS for one in addresses(noun)),
]
