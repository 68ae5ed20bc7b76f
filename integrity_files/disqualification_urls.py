"""Staff addresses of queries about honours."""

from django.urls import path

from integrity_files.views import disqualifications

app_name = "disqualifications"
urlpatterns = [
    path("", disqualifications.index, name="index"),
    path("<uuid:query_id>/", disqualifications.query, name="query"),
]
