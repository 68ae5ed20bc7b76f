"""The directory of credit information."""

from tests.permissions.table import EVERYBODY, Row, ok

KEEPER = "credit_reviewer"
ITEM = {"code": "G04"}
ROWS = [
    Row("catalogue/", get=ok(200, EVERYBODY)),
    Row("catalogue/<slug:code>/", arguments=ITEM, get=ok(200, EVERYBODY)),
    Row("staff/catalogue/", get=ok(200, KEEPER)),
    Row("staff/catalogue/new/", get=ok(200, KEEPER), post=ok(422, KEEPER)),
    Row("staff/catalogue/<slug:code>/", arguments=ITEM, get=ok(200, KEEPER)),
    Row("staff/catalogue/<slug:code>/revise/", arguments=ITEM, get=ok(200, KEEPER),
        post=ok(422, KEEPER)),
]  # fmt: skip
