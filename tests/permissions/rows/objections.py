"""Objections and tips: the public forms and the desk."""

from tests.permissions.table import EVERYBODY, Row, ok

OFFICE = frozenset({"credit_officer", "credit_reviewer"})
BODY = frozenset({"filer", "approver"})
CASE = "staff/objections/<uuid:objection_id>/"
TIP = "staff/objections/tips/<uuid:tip_id>/"


def _act(name: str, role: str, status: int, on: str, **data: str) -> Row:
    seen = OFFICE | BODY if on == "objection_by_desk" else OFFICE
    return Row(CASE + "<slug:name>/", on=on, arguments={"name": name}, data=data, see=seen,
               post=ok(status, role))  # fmt: skip


ROWS = [
    Row("objections/", get=ok(200, EVERYBODY)),
    Row("objections/new/", get=ok(200, EVERYBODY), post=ok(200, EVERYBODY)),
    Row("objections/tip/", get=ok(200, EVERYBODY), post=ok(200, EVERYBODY)),
    Row("objections/mine/", get=ok(200, EVERYBODY), post=ok(422, EVERYBODY)),
    Row("objections/receipt/", post=ok(422, EVERYBODY)),
    Row("staff/objections/", get=ok(200, OFFICE | BODY)),
    Row("staff/objections/own/", get=ok(200, BODY), post=ok(422, BODY)),
    Row("staff/objections/tips/", get=ok(200, OFFICE)),
    Row(TIP, on="tip", get=ok(200, OFFICE), post=ok(422, "credit_officer")),
    Row(TIP + "file/", on="tip", get=ok(404, OFFICE)),
    Row(CASE, on="objection", get=ok(200, OFFICE)),
    Row(CASE, on="objection_by_desk", get=ok(200, OFFICE | BODY)),
    Row(CASE + "party/", on="objection", post=ok(200, OFFICE)),
    Row(CASE + "proof/", on="objection", see=OFFICE, get=ok(200, "credit_officer")),
    Row(CASE + "notice/", on="objection", get=ok(404, OFFICE)),
    Row("staff/objections/files/<uuid:note_id>/", on="objection_file", get=ok(200, OFFICE)),
    _act("accept", "credit_officer", 302, "objection"),
    _act("ask", "credit_officer", 302, "objection", reason="请补交授权委托书。"),
    _act("verify", "credit_officer", 302, "objection_by_desk", reason="与事实相符。"),
    Row(CASE + "<slug:name>/", on="objection_by_desk", arguments={"name": "withdraw"},
        see=OFFICE | BODY, post=ok(302, BODY)),
]  # fmt: skip
