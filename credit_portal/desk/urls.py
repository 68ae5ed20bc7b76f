"""`/staff/`: home of the desk and platform administration."""

from django.urls import path

from credit_portal.desk.views import changes, clock, home, imports

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("changes/", changes.index, name="changes"),
    path("changes/<uuid:change_id>/", changes.detail, name="change"),
    path("changes/<uuid:change_id>/<slug:name>/", changes.act, name="change-act"),
    path("clock/", clock.demo_clock, name="clock"),
    path("imports/", imports.index, name="imports"),
    path("imports/template/<str:handler>/<slug:form>/", imports.template, name="import-template"),
    path("imports/<uuid:batch_id>/", imports.batch, name="import"),
    path("imports/<uuid:batch_id>/errors/", imports.errors, name="import-errors"),
    path("imports/<uuid:batch_id>/<slug:name>/", imports.act, name="import-act"),
]
