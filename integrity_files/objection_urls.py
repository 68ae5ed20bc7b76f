"""Staff addresses of objections and tips."""

from django.urls import path

from integrity_files.views import objections as views

app_name = "objections-desk"
urlpatterns = [
    path("", views.index, name="index"),
    path("tips/", views.tips, name="tips"),
    path("tips/<uuid:tip_id>/", views.tip, name="tip"),
    path("tips/<uuid:tip_id>/file/", views.tip_file, name="tip-file"),
    path("own/", views.own, name="own"),
    path("files/<uuid:note_id>/", views.file, name="file"),
    path("<uuid:objection_id>/", views.objection, name="objection"),
    path("<uuid:objection_id>/party/", views.party, name="party"),
    path("<uuid:objection_id>/proof/", views.proof, name="proof"),
    path("<uuid:objection_id>/notice/", views.notice, name="notice"),
    path("<uuid:objection_id>/<slug:name>/", views.act, name="act"),
]
