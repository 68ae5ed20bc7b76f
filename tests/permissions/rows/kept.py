"""Was it kept for you? Pages for anybody, and for the credit office."""

from tests.permissions.rows.commitments import _page
from tests.permissions.table import EVERYBODY, SIGNED_IN, Row, ok

CREDIT = frozenset({"credit_officer", "credit_reviewer"})
STAFF = CREDIT | {"filer", "approver"}
QUEUE = "staff/commitments/contradictions/"
ONE = QUEUE + "<uuid:contradiction_id>/"
WHY = {"reason": "现场查看属实。"}
SAID = {"text": "当日停电，已张贴告示。"}


def _act(name: str, data: dict[str, str], on: str = "contradiction", status: int = 302) -> Row:
    return Row(
        ONE + "<slug:name>/", on=on, arguments={"name": name}, data=data, see=CREDIT,
        post=ok(status, "credit_officer"),
    )  # fmt: skip


ROWS = [
    Row("records/<str:ref>/was-it-kept/", on="answerable", data={"answer": "yes"},
        get=ok(200, EVERYBODY), post=ok(302, EVERYBODY)),
    Row("records/<str:ref>/was-it-kept/withdraw/", on="answerable",
        get=ok(200, EVERYBODY), post=ok(422, EVERYBODY)),
    Row(QUEUE, get=ok(200, CREDIT)),
    Row(ONE, on="contradiction", get=ok(200, CREDIT)),
    Row(ONE + "file/", on="contradiction", get=ok(200, CREDIT)),
    Row(ONE + "contact/", on="contradiction", data=WHY, see=CREDIT,
        post=ok(200, "credit_officer")),
    Row(ONE + "comment/", on="confirmed_contradiction", data=SAID, see=STAFF,
        post=ok(302, "filer")),
    _act("confirm", {"summary": "服务中心多次未开门。", **WHY}),
    _act("refuse", WHY),
    _act("duplicate", WHY, status=422),
    _act("erase", WHY, on="confirmed_contradiction"),
    Row(QUEUE + "reopen/<uuid:commitment_id>/", on="registered", see=STAFF,
        post=ok(302, "credit_reviewer")),
    _page("bear_personally", "draft", "filer", 302),
    _page("bear_by_post", "draft", "filer", 302),
    _page("countersign", "submitted", frozenset(), 302),
    Row("api/v1/contradictions/", get=ok(200, SIGNED_IN)),
]  # fmt: skip
