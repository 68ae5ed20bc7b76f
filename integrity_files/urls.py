"""Staff addresses of the integrity files."""

from django.urls import path

from integrity_files.views import catalogue

app_name = "integrity_files"
urlpatterns = [
    path("", catalogue.index, name="catalogue"),
    path("new/", catalogue.new, name="item-new"),
    path("<slug:code>/", catalogue.item, name="item"),
    path("<slug:code>/revise/", catalogue.revise, name="item-revise"),
]
