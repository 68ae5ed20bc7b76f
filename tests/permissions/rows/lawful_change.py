"""Staff pages of lawful change, of void promises and of the authority to promise."""

from tests.permissions.rows.commitments import BODY, CASE, SHA, STAFF, WHY, _page
from tests.permissions.table import SIGNED_IN, Row, ok

CHANGE = "staff/commitments/changes/<uuid:change_id>/"
NOBODY: frozenset[str] = frozenset()  # the superior body decides; the roles here are the body's own


def _act(name: str, on: str, see: frozenset[str], roles: frozenset[str] | str, **data: str) -> Row:
    return Row(
        CHANGE + "<slug:name>/", on=on, arguments={"name": name}, data=data, see=see,
        post=ok(302, roles),
    )  # fmt: skip


ENTRY = "api/v1/lawful-changes/<uuid:pk>/"


def _api(name: str, on: str, see: frozenset[str], roles: frozenset[str] | str, **data: str) -> Row:
    return Row(f"{ENTRY}transitions/{name}/", on=on, data=data, see=see, post=ok(200, roles))


ROWS = [
    Row(CASE + "authority/", on="draft", see=BODY, get=ok(200, "filer"), post=ok(422, "filer")),
    Row(CASE + "authority/", on="registered", see=STAFF, get=ok(409, "filer"),
        post=ok(409, "filer")),
    _page("propose_change", "registered", "filer", 302),
    _page("propose_withdrawal", "registered", "filer", 302),
    _page("compensation", "registered", "filer", 422, paid_on="2026-03-02"),
    _page("find_void", "registered", STAFF, 422),
    Row(CHANGE, on="change_draft", get=ok(200, BODY)),
    Row(CHANGE, on="change_submitted", get=ok(200, STAFF)),
    Row(CHANGE + "edit/", on="change_draft", see=BODY, get=ok(200, "filer"),
        post=ok(302, "filer")),
    Row(CHANGE + "edit/", on="change_submitted", see=STAFF, get=ok(409, "filer"),
        post=ok(409, "filer")),
    _act("submit", "change_draft", BODY, "filer"),
    _act("discard", "change_draft", BODY, "filer"),
    _act("take_back", "change_submitted", STAFF, NOBODY),
    _act("approve", "change_submitted", STAFF, NOBODY, **SHA),
    _act("return", "change_submitted", STAFF, NOBODY, **WHY),
    _act("refuse", "change_submitted", STAFF, NOBODY, **WHY),
    Row("api/v1/commitments/<uuid:pk>/transitions/propose_change/", on="registered", see=STAFF,
        data={"kind": "withdraw"}, post=ok(200, "filer")),
    Row("api/v1/lawful-changes/", get=ok(200, SIGNED_IN)),
    Row(ENTRY, on="change_draft", get=ok(200, BODY)),
    Row(ENTRY, on="change_submitted", get=ok(200, STAFF)),
    Row(ENTRY + "preview/", on="change_submitted", see=STAFF, get=ok(200, NOBODY)),
    _api("submit", "change_draft", BODY, "filer"),
    _api("discard", "change_draft", BODY, "filer"),
    _api("take_back", "change_submitted", STAFF, NOBODY),
    _api("approve", "change_submitted", STAFF, NOBODY, **SHA),
    _api("return", "change_submitted", STAFF, NOBODY, **WHY),
    _api("refuse", "change_submitted", STAFF, NOBODY, **WHY),
]  # fmt: skip
