"""Breach records: the desk of the credit office and of the body."""

from tests.permissions.table import Row, ok

OFFICE = frozenset({"credit_officer", "credit_reviewer"})
BODY = frozenset({"filer", "case_handler", "approver"})
STAFF = OFFICE | BODY
RECORD = "staff/records/<uuid:record_id>/"


def _act(name: str, roles: frozenset[str] | str, page: int = 302) -> Row:
    return Row(
        RECORD + "<slug:name>/", on="breach_record", arguments={"name": name}, see=STAFF,
        get=ok(page, roles), post=ok(422, roles),
    )  # fmt: skip


def _page(name: str, roles: frozenset[str] | str) -> Row:
    """An act whose form has a page of its own, which is not open on a record under way."""
    return Row(
        RECORD + "<slug:name>/", on="breach_record", arguments={"name": name}, see=STAFF,
        get=ok(302, roles), post=ok(302, roles),
    )  # fmt: skip


ROWS = [
    Row("staff/records/", get=ok(200, STAFF)),
    Row("staff/records/order/<uuid:lead_id>/", on="lead_true", see=OFFICE,
        get=ok(200, "credit_officer"), post=ok(422, "credit_officer")),
    Row(RECORD, on="breach_record", get=ok(200, STAFF)),
    Row(RECORD + "responsible/", on="breach_record", see=STAFF, get=ok(200, OFFICE)),
    Row(RECORD + "files/<uuid:file_id>/", on="breach_record", get=ok(404, STAFF)),
    _act("consider", "credit_officer"),
    _act("send_back", "credit_reviewer"),
    _act("accept", OFFICE),
    _act("hide", OFFICE),
    _act("state", BODY, 200),
    _act("decide_motion", "credit_reviewer"),
    _act("return_motion", "credit_reviewer"),
    _act("recall_motion", "credit_officer"),
    *[_page(name, "credit_officer") for name in ("correct", "revoke", "show")],
    _page("object", frozenset({"filer", "approver"})),
]  # fmt: skip
