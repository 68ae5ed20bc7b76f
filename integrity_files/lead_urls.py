"""Staff addresses of leads."""

from django.urls import path

from integrity_files.views import leads

app_name = "leads"
urlpatterns = [
    path("", leads.index, name="index"),
    path("new/", leads.new, name="new"),
    path("<uuid:lead_id>/", leads.lead, name="lead"),
    path("<uuid:lead_id>/document/", leads.paper, name="paper"),
    path("<uuid:lead_id>/files/<uuid:file_id>/", leads.evidence, name="evidence"),
    path("<uuid:lead_id>/<slug:name>/", leads.act, name="act"),
]
