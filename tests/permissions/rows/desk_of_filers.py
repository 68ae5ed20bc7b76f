"""The desk of those who file: many rows at once, last year's, templates, views kept."""

from tests.permissions.rows.commitments import BODY, CASE, STAFF
from tests.permissions.table import SIGNED_IN, Row, ok

ROWS = [
    Row("staff/commitments/guided/", get=ok(200, "filer"), post=ok(422, "filer")),
    Row(CASE + "guided/<int:number>/", on="draft", see=BODY, arguments={"number": "2"},
        get=ok(200, "filer"), post=ok(302, "filer")),
    Row("staff/commitments/many/", post=ok(302, "filer")),
    Row("staff/commitments/last-year/", get=ok(200, "filer")),
    Row("staff/commitments/templates/", get=ok(200, "filer")),
    Row("staff/commitments/templates/<uuid:template_id>/retire/", on="template",
        post=ok(302, "filer"), see=frozenset()),
    Row("staff/commitments/views/", data={"name": "我的"}, post=ok(302, SIGNED_IN)),
    Row("staff/commitments/views/<uuid:view_id>/forget/", on="saved_view", post=ok(404, SIGNED_IN)),
    Row(CASE + "<slug:name>/", on="registered", arguments={"name": "make_template"},
        data={"name": "模板"}, see=STAFF, get=ok(200, STAFF), post=ok(302, "filer")),
]  # fmt: skip
