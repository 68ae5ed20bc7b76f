"""Staff addresses of what ties a case to others and keeps people out of it."""

from django.urls import path

from complaints import relations_views as views

app_name = "relations"
urlpatterns = [
    path("<uuid:case_id>/", views.case, name="case"),
    path("<uuid:case_id>/<slug:name>/", views.act, name="act"),
]
