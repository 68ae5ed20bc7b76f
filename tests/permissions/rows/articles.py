"""News, notices, policies and help: the desk of the credit office and the public pages."""

from tests.permissions.table import EVERYBODY, Row, ok

OFFICE = frozenset({"credit_officer", "credit_reviewer"})
ONE = "staff/articles/<uuid:article_id>/"


def _act(name: str, role: str) -> Row:
    return Row(
        ONE + "<slug:name>/", on="article", arguments={"name": name}, see=OFFICE,
        post=ok(422, role),
    )  # fmt: skip


ROWS = [
    Row("staff/articles/", get=ok(200, OFFICE)),
    Row("staff/articles/new/", get=ok(200, "credit_officer"), post=ok(422, "credit_officer")),
    Row(ONE, on="article", get=ok(200, OFFICE)),
    Row(ONE + "change/", on="article", see=OFFICE, get=ok(200, "credit_officer"),
        post=ok(422, "credit_officer")),
    Row(ONE + "files/<uuid:file_id>/", on="article", get=ok(404, OFFICE)),
    _act("send_back", "credit_reviewer"),
    _act("approve", "credit_reviewer"),
    _act("withdraw", "credit_officer"),
    _act("update", "credit_officer"),
    *[Row(address, get=ok(200, EVERYBODY))
      for address in ("news/", "policies/", "help/", "site-map/")],
]  # fmt: skip
