"""`/staff/`: home of the desk and platform administration."""

from django.urls import path

from credit_portal.desk.views import audit, calendar, changes, clock, home, imports, reports, rules

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("audit/", audit.index, name="audit"),
    path("audit/export/", audit.export, name="audit-export"),
    path("audit/acts/<uuid:act_id>/", audit.act, name="audit-act"),
    path("calendar/", calendar.index, name="calendar"),
    path("calendar/propose/", calendar.propose, name="calendar-propose"),
    path("calendar/notices/<int:notice_id>/", calendar.notice_file, name="calendar-notice"),
    path("calendar/reports/<uuid:report_id>/", reports.detail, name="calendar-report"),
    path("calendar/reports/<uuid:report_id>/dates.csv", reports.export, name="report-export"),
    path("changes/<uuid:change_id>/notice-file/", calendar.change_file, name="change-notice"),
    path("rules/", rules.index, name="rules"),
    path("rules/<str:code>/", rules.detail, name="rule"),
    path("rules/<str:code>/revise/", rules.revise, name="rule-revise"),
    path("rules/<str:code>/end/", rules.end, name="rule-end"),
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
