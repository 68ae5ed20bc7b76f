"""Complaints: staff pages of cases, and the staff API."""

from typing import Any

from tests.permissions.table import SIGNED_IN, Row, ok

LEAD = "hotline_supervisor"
HOTLINE = frozenset({"hotline_operator", LEAD})
BODY = frozenset({"case_handler", "approver"})
OFFICE = frozenset({"credit_officer", "credit_reviewer"})
CASE = "staff/complaints/<uuid:case_id>/"
API = "api/v1/complaints/<uuid:pk>/"
SEEN = {"received": HOTLINE, "accepted": HOTLINE, "dispatched": HOTLINE | BODY}


def _act(state: str, name: str, status: int, *roles: Any, **data: Any) -> Row:
    return Row(CASE + "<slug:name>/", on=f"complaint_{state}", arguments={"name": name}, data=data,
               see=SEEN[state], post=ok(status, *roles))  # fmt: skip


def _api(state: str, name: str, status: int, *roles: Any, **data: Any) -> Row:
    return Row(API + "transitions/<slug:name>/", on=f"complaint_{state}", arguments={"name": name},
               data=data, see=SEEN[state], post=ok(status, *roles))  # fmt: skip


ROWS = [
    Row("staff/complaints/", get=ok(200, HOTLINE | BODY | OFFICE)),
    Row("staff/complaints/export/", get=ok(200, HOTLINE | BODY | OFFICE)),
    Row("staff/complaints/board/", get=ok(200, LEAD)),
    Row("staff/complaints/files/<uuid:note_id>/", on="complaint_file", get=ok(200, HOTLINE | BODY)),
    Row(CASE, on="complaint_received", get=ok(200, HOTLINE)),
    Row(CASE, on="complaint_dispatched", get=ok(200, HOTLINE | BODY)),
    Row(CASE + "dispatch/", on="complaint_accepted", see=HOTLINE, get=ok(200, LEAD),
        post=ok(422, LEAD)),
    _act("received", "accept", 302, HOTLINE),
    _act("received", "refuse", 422, LEAD),
    _act("received", "name-post", 422, HOTLINE),
    _act("received", "correct", 422, HOTLINE),
    _act("received", "note", 302, HOTLINE, text="已核对。"),
    _act("dispatched", "caller-withdraw", 422, HOTLINE),
    _act("dispatched", "caller-unpublish", 422, HOTLINE),
    _act("dispatched", "caller-secret", 422, HOTLINE),
    _act("dispatched", "sign", 302, "case_handler"),
    _act("dispatched", "give-back", 422, "case_handler"),
    _act("dispatched", "issue-letter", 302, LEAD, text="请书面说明进展。"),
    Row("api/v1/complaints/", get=ok(200, SIGNED_IN)),
    Row(API, on="complaint_dispatched", get=ok(200, HOTLINE | BODY)),
    _api("received", "accept", 200, HOTLINE),
    _api("received", "correct", 200, HOTLINE, wanted="help", category="B02", urgency="urgent"),
    _api("dispatched", "withdraw_for_caller", 422, HOTLINE),
    _api("dispatched", "unpublish_for_caller", 422, HOTLINE),
    _api("dispatched", "keep_secret_for_caller", 422, HOTLINE),
    _api("dispatched", "sign", 200, "case_handler"),
    _api("dispatched", "issue_letter", 200, LEAD, text="请书面说明进展。"),
]  # fmt: skip
