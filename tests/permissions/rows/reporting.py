"""Reporting upward: batches, what is to be mended, the portal's key."""

from tests.permissions.table import Row, ok

OFFICER, REVIEWER = "credit_officer", "credit_reviewer"
READERS = frozenset({OFFICER, REVIEWER, "auditor"})
BATCH = "staff/reporting/<uuid:batch_id>/"


def _act(name: str, *roles: str, status: int = 302) -> Row:
    return Row(BATCH + "<slug:name>/", on="report_batch", arguments={"name": name},
               see=READERS, post=ok(status, *roles))  # fmt: skip


ROWS = [
    Row("staff/reporting/", get=ok(200, READERS)),
    Row("staff/reporting/prepare/", data={"channel": "persons"}, post=ok(302, OFFICER)),
    Row("staff/reporting/key/", get=ok(200, READERS)),
    Row("staff/reporting/to-mend/", get=ok(200, READERS)),
    Row("staff/reporting/to-mend/<uuid:item_id>/", on="report_item", see=READERS,
        post=ok(302, OFFICER)),
    Row(BATCH, on="report_batch", get=ok(200, READERS)),
    Row(BATCH + "files/<slug:kind>/", on="report_batch", arguments={"kind": "csv"},
        get=ok(409, READERS)),
    _act("release", REVIEWER),
    _act("answer", OFFICER, status=422),
    _act("drop", OFFICER, REVIEWER),
]  # fmt: skip
