"""`/breaches/statistics/`: figures of breach records."""

from django.urls import path

from integrity_files import public_views_statistics as views

app_name = "breach_figures"
urlpatterns = [path("", views.statistics, name="statistics")]
