"""Staff pages and API of commitments."""

from tests.permissions.table import SIGNED_IN, Row, ok

STAFF = frozenset({"filer", "approver", "credit_officer", "credit_reviewer"})
BODY = frozenset({"filer", "approver"})
READERS = {"draft": BODY, "submitted": BODY, "registered": STAFF}
SHA = {"doc_sha": "0" * 64}
WHY = {"reason": "附件与正文不一致"}
DONE = {"claim": "fulfilled", "text_zh": "已全部建成", "done_on": "2026-03-02"}
FOUND = {"outcome": "kept", "findings_zh": "已现场核实。", "kept_on": "2026-03-02"}
CASE = "staff/commitments/<uuid:commitment_id>/"
TASK = "staff/commitments/verifications/<uuid:task_id>/"
ENTRY = "api/v1/commitments/<uuid:pk>/"
CHECK = "api/v1/verifications/<uuid:pk>/"


def _page(name: str, on: str, roles: frozenset[str] | str, status: int, **data: str) -> Row:
    """An act on the case page; a link to it (GET) opens the page for whoever sees the case."""
    seen = READERS[on]
    return Row(
        CASE + "<slug:name>/", on=on, arguments={"name": name}, data=data,
        get=ok(200, seen), post=ok(status, roles),
    )  # fmt: skip


def _task(name: str, on: str, roles: frozenset[str] | str, status: int, **data: str) -> Row:
    return Row(
        TASK + "<slug:name>/", on=on, arguments={"name": name}, data=data, see=STAFF,
        post=ok(status, roles),
    )  # fmt: skip


def _api(name: str, on: str, roles: frozenset[str] | str, status: int, **data: str) -> Row:
    return Row(
        f"{ENTRY}transitions/{name}/", on=on, data=data, see=READERS[on], post=ok(status, roles)
    )


def _check(name: str, on: str, roles: frozenset[str] | str, status: int, **data: str) -> Row:
    return Row(f"{CHECK}transitions/{name}/", on=on, data=data, see=STAFF, post=ok(status, roles))


PAGES = [
    Row("staff/commitments/", get=ok(200, SIGNED_IN)),
    Row("staff/commitments/export/", get=ok(200, SIGNED_IN)),
    Row("staff/commitments/new/", get=ok(200, "filer"), post=ok(422, "filer")),
    Row("staff/commitments/approve/", get=ok(200, "approver"), post=ok(422, "approver")),
    *[Row(CASE, on=state, get=ok(200, roles)) for state, roles in READERS.items()],
    Row(CASE + "edit/", on="draft", see=BODY, get=ok(200, "filer"), post=ok(422, "filer")),
    Row(CASE + "edit/", on="submitted", see=BODY, get=ok(409, "filer"), post=ok(409, "filer")),
    _page("submit", "draft", "filer", 302),
    _page("take_back", "submitted", frozenset(), 302),
    _page("discard", "draft", "filer", 302),
    _page("copy", "registered", "filer", 302),
    _page("approve", "submitted", "approver", 302, **SHA),
    _page("return", "submitted", "approver", 302, **WHY),
    _page("report", "registered", "filer", 302, **DONE),
    _page("evidence", "draft", BODY, 422),
    _page("open_verification", "registered", "credit_officer", 302, **WHY),
    Row(TASK, on="verification", get=ok(200, STAFF)),
    Row(TASK, on="proposed", get=ok(200, STAFF)),
    _task("propose", "verification", "credit_officer", 302, **FOUND),
    _task("confirm", "proposed", "credit_reviewer", 302, **SHA),
    _task("return_outcome", "proposed", "credit_reviewer", 302, **WHY),
    _task("dismiss", "verification", "credit_officer", 302, **WHY),
    Row("staff/commitments/evidence/<uuid:evidence_id>/", on="evidence", get=ok(200, BODY)),
    Row("staff/commitments/evidence/<uuid:evidence_id>/shown/", on="evidence", get=ok(200, BODY)),
]
API = [
    Row("api/v1/commitments/", get=ok(200, SIGNED_IN), post=ok(400, SIGNED_IN)),
    Row(ENTRY, on="draft", data={"title_zh": "新标题"}, see=BODY, get=ok(200, BODY),
        patch=ok(200, "filer")),
    Row(ENTRY, on="registered", data={"title_zh": "新标题"}, see=STAFF, get=ok(200, STAFF),
        patch=ok(409, "filer")),
    Row(ENTRY + "preview/", on="submitted", see=BODY, get=ok(200, "approver")),
    Row("api/v1/verifications/", get=ok(200, SIGNED_IN)),
    Row(CHECK, on="verification", get=ok(200, STAFF)),
    Row(CHECK, on="proposed", get=ok(200, STAFF)),
    Row(CHECK + "preview/", on="proposed", see=STAFF, get=ok(200, "credit_reviewer")),
    _api("submit", "draft", "filer", 200),
    _api("take_back", "submitted", frozenset(), 200),
    _api("discard", "draft", "filer", 200),
    _api("copy", "registered", "filer", 200),
    _api("approve", "submitted", "approver", 409, **SHA),
    _api("return", "submitted", "approver", 200, **WHY),
    _api("report", "registered", "filer", 200, **DONE),
    _api("open_verification", "registered", "credit_officer", 200, **WHY),
    _check("propose", "verification", "credit_officer", 200, **FOUND),
    _check("confirm", "proposed", "credit_reviewer", 409, **SHA),
    _check("return", "proposed", "credit_reviewer", 200, **WHY),
    _check("dismiss", "verification", "credit_officer", 200, **WHY),
]  # fmt: skip
ROWS = PAGES + API
