"""Holiday calendar, time limits, changes by two people."""

from tests.permissions.table import SIGNED_IN, Row, ok

KEEPER = "system_administrator"
#: Who may propose or confirm some kind of change, of the directory too.
CHANGERS = frozenset({KEEPER, "filer", "approver", "credit_reviewer"})
CHANGE = "staff/changes/<uuid:change_id>/"
RULE = {"code": "COM-REVIEW"}
ROWS = [
    Row("staff/calendar/", get=ok(200, SIGNED_IN)),
    Row("staff/calendar/propose/", get=ok(200, KEEPER), post=ok(422, KEEPER)),
    Row("staff/calendar/notices/<int:notice_id>/", on="holiday-notice", get=ok(200, SIGNED_IN)),
    Row("staff/calendar/reports/<uuid:report_id>/", on="report", get=ok(200, KEEPER)),
    Row("staff/calendar/reports/<uuid:report_id>/dates.csv", on="report", get=ok(200, KEEPER)),
    Row("staff/rules/", get=ok(200, KEEPER)),
    Row("staff/rules/<str:code>/", arguments=RULE, get=ok(200, KEEPER)),
    Row("staff/rules/<str:code>/revise/", arguments=RULE, get=ok(200, KEEPER),
        post=ok(422, KEEPER)),
    Row("staff/rules/<str:code>/end/", arguments=RULE, get=ok(200, KEEPER), post=ok(422, KEEPER)),
    Row("staff/changes/", get=ok(200, CHANGERS)),
    Row(CHANGE, on="change", get=ok(200, KEEPER)),
    Row(CHANGE + "notice-file/", on="change", get=ok(200, KEEPER)),
    Row(CHANGE + "<slug:name>/", on="change", arguments={"name": "refuse"},
        data={"reason": "不妥"}, post=ok(302, KEEPER)),
]  # fmt: skip
