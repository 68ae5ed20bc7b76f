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
OFFICE = frozenset({"credit_officer", "credit_reviewer"})
LEAD = "staff/leads/<uuid:lead_id>/"
ROWS += [
    Row("staff/leads/", get=ok(200, OFFICE)),
    Row("staff/leads/new/", get=ok(200, OFFICE), post=ok(422, OFFICE)),
    Row(LEAD, on="lead", get=ok(200, OFFICE)),
    Row(LEAD + "document/", on="lead", get=ok(404, OFFICE)),
    Row(LEAD + "files/<uuid:file_id>/", on="lead_of_complaint", get=ok(200, OFFICE)),
    Row(LEAD + "<slug:name>/", on="lead", arguments={"name": "take"}, see=OFFICE,
        post=ok(302, "credit_officer")),
]  # fmt: skip
