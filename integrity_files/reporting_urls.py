"""Staff addresses of reporting upward."""

from django.urls import path

from integrity_files.views import reporting

app_name = "reporting"
urlpatterns = [
    path("", reporting.index, name="index"),
    path("prepare/", reporting.prepare, name="prepare"),
    path("key/", reporting.key, name="key"),
    path("to-mend/", reporting.to_mend, name="to-mend"),
    path("to-mend/<uuid:item_id>/", reporting.again, name="again"),
    path("<uuid:batch_id>/", reporting.batch, name="batch"),
    path("<uuid:batch_id>/files/<slug:kind>/", reporting.file, name="file"),
    path("<uuid:batch_id>/<slug:name>/", reporting.act, name="act"),
]
