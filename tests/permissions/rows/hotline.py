"""The hotline's desk, and the door of the telephone switch."""

from uuid import UUID

from tests.permissions.table import EVERYBODY, Row, ok

DESK = frozenset({"hotline_operator", "hotline_supervisor"})
BASE = "staff/hotline/"
NOWHERE = str(UUID(int=1))
ROWS = [
    # Unsigned, whoever sends it.
    Row("api/v1/hotline/calls/", post=ok(403, EVERYBODY)),
    Row(BASE, get=ok(200, DESK), post=ok(422, DESK)),
    Row(BASE + "end/", post=ok(302, DESK), data={"ending": "dropped"}),
    Row(BASE + "add/", post=ok(404, DESK)),
    Row(BASE + "discard/", post=ok(302, DESK)),
    Row(BASE + "status/", post=ok(302, DESK), data={"status": "ready"}),
    Row(BASE + "rehearse/", post=ok(404, DESK)),
    Row(BASE + "live/", post=ok(200, DESK)),
    Row(BASE + "earlier/", post=ok(200, DESK)),
    Row(BASE + "find/", post=ok(404, DESK), data={"number": "ABCDEFGHJ"}),
    Row(BASE + "bodies/", post=ok(200, DESK), data={"q": "示例"}),
    Row(BASE + "body/", post=ok(404, DESK)),
    Row(BASE + "draft/", post=ok(200, DESK), data={"draft_id": NOWHERE}),
    Row(BASE + "number/", post=ok(200, DESK), data={"draft_id": NOWHERE}),
    Row(BASE + "cases/", get=ok(200, DESK)),
    Row(BASE + "team/", get=ok(200, DESK)),
    Row(BASE + "notes/", get=ok(200, DESK), post=ok(422, DESK)),
    Row(BASE + "texts/", get=ok(200, DESK)),
    Row(BASE + "texts/new/", get=ok(200, "hotline_supervisor"), post=ok(422, "hotline_supervisor")),
    Row(BASE + "texts/<uuid:text_id>/", on="canned_text",
        get=ok(200, "hotline_supervisor"), post=ok(422, "hotline_supervisor"), closed=True),
    Row(BASE + "notes/<uuid:note_id>/", on="shift_note", post=ok(302, DESK), closed=True),
    Row(BASE + "pin/<uuid:case_id>/", on="logged_case", post=ok(302, DESK), closed=True),
]  # fmt: skip
