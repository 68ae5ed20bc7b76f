"""Consequences, letters, queries about honours: the desk of the credit office and of the bodies."""

from tests.permissions.table import Row, ok

OFFICE = frozenset({"credit_officer", "credit_reviewer"})
BODY = frozenset({"filer", "case_handler", "approver"})
STAFF = OFFICE | BODY
ASKERS = OFFICE | {"query_officer"}
ONE = "staff/consequences/<uuid:consequence_id>/"
PERSONS = "staff/consequences/persons/<uuid:record_id>/"
LETTER = "staff/letters/<uuid:letter_id>/"
QUERIES = "api/v1/disqualification-queries/"


def _act(name: str, roles: frozenset[str] | str, status: int = 422) -> Row:
    return Row(
        ONE + "<slug:name>/", on="consequence", arguments={"name": name}, see=STAFF,
        post=ok(status, roles),
    )  # fmt: skip


def _letter(name: str, roles: frozenset[str] | str, status: int = 422) -> Row:
    return Row(
        LETTER + "<slug:name>/", on="letter", arguments={"name": name}, see=OFFICE,
        post=ok(status, roles),
    )  # fmt: skip


ROWS = [
    Row("staff/consequences/", get=ok(200, STAFF)),
    Row("staff/consequences/order/<uuid:record_id>/", on="record_decided", see=STAFF,
        get=ok(200, "credit_officer"), post=ok(422, "credit_officer")),
    Row(PERSONS, on="record_decided", see=STAFF, get=ok(200, OFFICE),
        post=ok(422, "credit_officer")),
    Row(PERSONS + "<uuid:term_id>/", on="record_decided", see=STAFF,
        post=ok(404, "credit_reviewer")),
    Row(ONE, on="consequence", get=ok(200, STAFF)),
    Row(ONE + "proof/", on="consequence", get=ok(404, STAFF)),
    _act("strike", "credit_reviewer"),
    _act("report", BODY),
    _act("accept", OFFICE),
    Row("staff/letters/", get=ok(200, OFFICE)),
    Row("staff/letters/new/", get=ok(200, "credit_officer"), post=ok(422, "credit_officer")),
    Row(LETTER, on="letter", get=ok(200, OFFICE)),
    Row(LETTER + "change/", on="letter", see=OFFICE, get=ok(200, "credit_officer"),
        post=ok(422, "credit_officer")),
    Row(LETTER + "pdf/", on="letter", get=ok(200, OFFICE)),
    Row(LETTER + "answers/<uuid:answer_id>/", on="letter", post=ok(404, OFFICE)),
    Row(LETTER + "answers/<uuid:answer_id>/scan/", on="letter", get=ok(404, OFFICE)),
    _letter("send_back", "credit_reviewer"),
    _letter("give_up", frozenset()),
    _letter("answer", OFFICE),
    Row("staff/disqualifications/", get=ok(200, ASKERS), post=ok(422, ASKERS)),
    Row("staff/disqualifications/<uuid:query_id>/", on="disqualification", get=ok(200, ASKERS)),
    Row(QUERIES, post=ok(400, ASKERS)),
    Row(QUERIES + "<uuid:pk>/", on="disqualification", get=ok(200, ASKERS)),
]  # fmt: skip
