"""Public addresses of the integrity files."""

from django.urls import path

from integrity_files import public_views

app_name = "directory_of_credit"
urlpatterns = [
    path("", public_views.directory, name="catalogue"),
    path("<slug:code>/", public_views.item, name="item"),
]
