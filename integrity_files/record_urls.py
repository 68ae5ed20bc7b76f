"""Staff addresses of records."""

from django.urls import path

from integrity_files.views import records

app_name = "records"
urlpatterns = [
    path("", records.index, name="index"),
    path("order/<uuid:lead_id>/", records.order, name="order"),
    path("<uuid:record_id>/", records.record, name="record"),
    path("<uuid:record_id>/responsible/", records.responsible, name="responsible"),
    path("<uuid:record_id>/files/<uuid:file_id>/", records.file, name="file"),
    path("<uuid:record_id>/<slug:name>/", records.act, name="act"),
]
