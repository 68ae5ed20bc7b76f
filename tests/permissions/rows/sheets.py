"""Yearly sheets of streets and towns: staff pages and what everybody reads."""

from tests.permissions.table import EVERYBODY, SIGNED_IN, Row, ok

BODY = frozenset({"filer", "approver"})
KEEPER = "system_administrator"
HERE = "staff/commitments/sheets/"
SHEET = HERE + "<uuid:sheet_id>/"
WHY = {"reason": "数量与计划不符"}
SHA = {"digest": "0" * 64}


def _act(name: str, on: str, roles: frozenset[str] | str, **data: str) -> Row:
    return Row(
        SHEET + "acts/<slug:name>/", on=on, arguments={"name": name}, data=data, see=BODY,
        post=ok(302, roles),
    )  # fmt: skip


ROWS = [
    Row(HERE, get=ok(200, SIGNED_IN), post=ok(404, SIGNED_IN)),
    Row(HERE + "parameters/", get=ok(200, KEEPER)),
    Row(HERE + "parameters/<slug:code>/", arguments={"code": "small"}, get=ok(200, KEEPER),
        post=ok(422, KEEPER)),
    Row(SHEET, on="sheet", get=ok(200, BODY)),
    Row(SHEET, on="sheet_submitted", get=ok(200, BODY)),
    Row(SHEET + "fields/<slug:code>/", on="sheet", arguments={"code": "parking"}, see=BODY,
        get=ok(200, "filer"), post=ok(422, "filer")),
    _act("submit", "sheet", "filer"),
    _act("take_back", "sheet_submitted", frozenset()),
    _act("approve", "sheet_submitted", "approver", **SHA),
    _act("return", "sheet_submitted", "approver", **WHY),
    Row(SHEET + "table/", on="sheet", get=ok(200, BODY)),
    Row(SHEET + "import/", on="sheet", see=BODY, get=ok(200, "filer"), post=ok(422, "filer")),
    Row(SHEET + "import/<uuid:batch_id>/", on="sheet_batch", see=BODY, get=ok(200, "filer"),
        post=ok(302, "filer")),
    Row("streets/", get=ok(200, EVERYBODY)),
    Row("streets/fields/<slug:code>/", arguments={"code": "parking"}, get=ok(200, EVERYBODY)),
    Row("streets/<division:code>/", on="unit", get=ok(200, EVERYBODY)),
]  # fmt: skip
