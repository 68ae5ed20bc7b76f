"""Acts on due dates and milestones; calendars to subscribe to."""

from tests.permissions.rows.commitments import CASE, DONE, ENTRY, READERS, SHA, STAFF, WHY
from tests.permissions.table import EVERYBODY, SIGNED_IN, Row, ok

__all__ = ["ROWS"]

NOBODY: frozenset[str] = frozenset()
STOP = {**WHY, "ground": "awaiting_beneficiary"}
LONGER = {**WHY, "ground": "complex", "count": "5"}
STEP = {"milestone_id": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "done_on": DONE["done_on"]}


def _page(name: str, on: str, roles: frozenset[str] | str, status: int, **data: str) -> Row:
    return Row(
        CASE + "<slug:name>/", on=on, arguments={"name": name}, data=data, see=STAFF,
        get=ok(200, READERS["registered"]), post=ok(status, roles),
    )  # fmt: skip


def _api(name: str, on: str, roles: frozenset[str] | str, status: int, **data: str) -> Row:
    return Row(f"{ENTRY}transitions/{name}/", on=on, data=data, see=STAFF, post=ok(status, roles))


ROWS = [
    _page("ask_stop", "registered", "filer", 302, **STOP),
    _page("ask_extension", "registered", "filer", 422, **LONGER),
    _page("withdraw_due_change", "asked", "filer", 302),
    _page("grant_due_change", "asked", NOBODY, 302, **SHA),
    _page("refuse_due_change", "asked", NOBODY, 302, **WHY),
    _page("resume_clock", "registered", "filer", 302),
    _api("ask_stop", "registered", "filer", 200, **STOP),
    _api("ask_extension", "registered", "filer", 409, **LONGER),
    _api("withdraw_due_change", "asked", "filer", 200),
    _api("grant_due_change", "asked", NOBODY, 200, **SHA),
    _api("refuse_due_change", "asked", NOBODY, 200, **WHY),
    _api("resume_clock", "registered", "filer", 409),
    _api("report_milestone", "registered", "filer", 404, **STEP),
    Row("staff/my-calendar/", get=ok(200, SIGNED_IN), post=ok(200, SIGNED_IN)),
    Row("staff/my-calendar/revoke/", post=ok(302, SIGNED_IN)),
    Row("calendar/<str:secret>.ics", on="feed", get=ok(200, EVERYBODY)),
    Row("organisations/<address:address>/due.ics", on="public_body", get=ok(200, EVERYBODY)),
]
ROWS += [
    Row("staff/reminders/", get=ok(200, "approver", "system_administrator"),
        post=ok(422, "approver", "system_administrator")),
]  # fmt: skip
