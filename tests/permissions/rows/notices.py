"""One's own notices and what is sent where; the outbox of system administrators."""

from tests.permissions.table import EVERYBODY, SIGNED_IN, Row, ok

OPERATOR = frozenset({"system_administrator"})
OWN = "accounts/notifications/"
OFF = OWN + "off/<str:token>/"
NOTICE = "staff/notices/<uuid:notice_id>/"
OUTBOX = "staff/notices/outbox/"
TEXT = {"code": "due_soon", "language": "en"}
ROWS = [
    Row("staff/notices/", get=ok(200, SIGNED_IN)),
    Row("staff/notices/read/", post=ok(302, SIGNED_IN)),
    Row("staff/notices/unread/", data={"moment": "2026-03-02T09:00:00+08:00"},
        post=ok(302, SIGNED_IN)),
    *[Row(f"{NOTICE}{name}/", on="notice", post=ok(302, SIGNED_IN))
      for name in ("open", "read", "unread")],
    Row(OWN, get=ok(200, SIGNED_IN), post=ok(422, SIGNED_IN)),
    Row(OWN + "mobile/", post=ok(422, SIGNED_IN)),
    Row(OWN + "mobile/code/", post=ok(422, SIGNED_IN)),
    Row(OWN + "mobile/remove/", post=ok(302, SIGNED_IN)),
    Row(OWN + "address/", post=ok(302, SIGNED_IN)),
    # The signed token is the authority; one that is forged or out of use opens nothing.
    Row(OFF, on="off", get=ok(200, EVERYBODY), post=ok(200, EVERYBODY)),
    Row(OFF + "undo/", arguments={"token": "forged"}, post=ok(404, EVERYBODY)),
    Row(OUTBOX, closed=True, get=ok(200, OPERATOR)),
    Row(OUTBOX + "retry/", closed=True, post=ok(302, OPERATOR)),
    Row(OUTBOX + "<uuid:notice_id>/retry/", on="given_up", closed=True, post=ok(302, OPERATOR)),
    Row("staff/notices/texts/", closed=True, get=ok(200, OPERATOR)),
    Row("staff/notices/texts/<slug:code>/<str:language>/", closed=True, arguments=TEXT,
        get=ok(200, OPERATOR)),
]  # fmt: skip
