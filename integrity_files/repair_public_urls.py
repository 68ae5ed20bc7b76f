"""`/repairs/`: the guide, and the check of a certificate."""

from django.urls import path

from integrity_files import public_views_repair as views

app_name = "repairs"
urlpatterns = [
    path("", views.guide, name="guide"),
    path("verify/", views.verify, name="verify"),
]
