"""Staff addresses of credit repair."""

from django.urls import path

from integrity_files.views import repairs

app_name = "repair_desk"
urlpatterns = [
    path("", repairs.index, name="index"),
    path("apply/<uuid:record_id>/", repairs.apply, name="apply"),
    path("self/<uuid:record_id>/", repairs.self_correction, name="self"),
    path("<uuid:repair_id>/", repairs.repair, name="repair"),
    path("<uuid:repair_id>/party/", repairs.party, name="party"),
    path("<uuid:repair_id>/proof/", repairs.proof, name="proof"),
    path("<uuid:repair_id>/certificate/", repairs.certificate, name="certificate"),
    path("<uuid:repair_id>/files/<uuid:file_id>/", repairs.file, name="file"),
    path("<uuid:repair_id>/<slug:name>/", repairs.act, name="act"),
]
