"""Successions in preparation and hand-over sheets."""

from tests.permissions.table import SIGNED_IN, Row, ok

STAFF = ("filer", "approver")
#: Who may propose that something passes on.
SUCCEED = ("filer", "approver", "system_administrator")
DRAFT = "staff/succession/<uuid:draft_id>/"
SHEET = "staff/hand-overs/<uuid:key>/"
ROWS = [
    Row("staff/succession/", get=ok(200, *SUCCEED), post=ok(422, *SUCCEED)),
    Row(DRAFT, on="succession-draft", get=ok(200, *SUCCEED)),
    Row(DRAFT + "<slug:name>/", on="succession-draft", arguments={"name": "clear"},
        post=ok(302, *SUCCEED)),
    Row("staff/hand-overs/", get=ok(200, SIGNED_IN)),
    Row(SHEET, on="hand-over", get=ok(200, *STAFF)),
    Row(SHEET + "acknowledge/", on="hand-over", post=ok(302, *STAFF)),
    Row(SHEET + "sheet.pdf", on="hand-over", get=ok(200, *STAFF)),
]  # fmt: skip
