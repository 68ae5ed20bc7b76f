"""Credit repair: the body asks, the credit office answers; the guide and the check are public."""

from tests.permissions.table import EVERYBODY, Row, ok

OFFICE = frozenset({"credit_officer", "credit_reviewer"})
BODY = frozenset({"filer", "case_handler", "approver"})
STAFF = OFFICE | BODY
REPAIR = "staff/repairs/<uuid:repair_id>/"


def _act(name: str, roles: frozenset[str] | str) -> Row:
    return Row(
        REPAIR + "<slug:name>/", on="repair", arguments={"name": name}, see=STAFF,
        post=ok(422, roles),
    )  # fmt: skip


ROWS = [
    Row("repairs/", get=ok(200, EVERYBODY)),
    Row("repairs/verify/", get=ok(200, EVERYBODY)),
    Row("repairs/new/", get=ok(200, EVERYBODY), post=ok(200, EVERYBODY)),
    Row("repairs/mine/", get=ok(200, EVERYBODY), post=ok(422, EVERYBODY)),
    Row("repairs/receipt/", post=ok(422, EVERYBODY)),
    Row("staff/repairs/", get=ok(200, STAFF)),
    Row("staff/repairs/apply/<uuid:record_id>/", on="repairable", get=ok(200, BODY),
        post=ok(422, BODY)),
    Row("staff/repairs/self/<uuid:record_id>/", on="repairable", get=ok(200, BODY),
        post=ok(422, BODY)),
    Row(REPAIR, on="repair", get=ok(200, STAFF)),
    Row(REPAIR + "certificate/", on="repair", get=ok(302, STAFF)),
    Row(REPAIR + "party/", on="repair", see=STAFF, post=ok(404, OFFICE)),
    Row(REPAIR + "proof/", on="repair", see=STAFF, get=ok(404, "credit_officer")),
    Row(REPAIR + "files/<uuid:file_id>/", on="repair", get=ok(404, STAFF)),
    _act("ask", "credit_officer"),
    _act("send_back", "credit_reviewer"),
    _act("complete", BODY),
    _act("confirm", BODY),
]  # fmt: skip
