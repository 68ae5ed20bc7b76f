"""Who reported, the number to call, what ties a complaint to others and keeps people out."""

from tests.permissions.table import Row, ok

ASKERS = frozenset({"hotline_supervisor", "disciplinary_inspector"})
HOTLINE = frozenset({"hotline_operator", "hotline_supervisor"})
ALL = "staff/complaints/unsealing/"
ONE = ALL + "<uuid:request_id>/"
RELATIONS = "staff/complaints/relations/<uuid:case_id>/"


def _act(name: str, roles: frozenset[str], status: int, **data: str) -> Row:
    return Row(
        ONE + "<slug:name>/", on="unsealing", arguments={"name": name}, see=ASKERS, data=data,
        post=ok(status, roles),
    )  # fmt: skip


def _relation(name: str, roles: frozenset[str], status: int) -> Row:
    return Row(
        RELATIONS + "<slug:name>/", on="complaint_relations", arguments={"name": name},
        see=HOTLINE, post=ok(status, roles),
    )  # fmt: skip


ROWS = [
    Row(ALL, get=ok(200, ASKERS)),
    Row(ALL + "new/", get=ok(200, ASKERS), post=ok(422, ASKERS)),
    Row(ONE, on="unsealing", get=ok(200, ASKERS)),
    Row(ONE + "open/", on="unsealing", see=ASKERS, post=ok(302, frozenset())),
    Row(ONE + "originals/<uuid:original_id>/", on="unsealing", see=ASKERS,
        post=ok(302, frozenset())),
    _act("confirm", ASKERS, 302),
    _act("refuse", ASKERS, 302, reason="理由不足。"),
    _act("end", frozenset(), 302),
    # The vault is away in this test: whoever took the call is told so.
    Row(ALL + "numbers/<uuid:call_back_id>/", on="complaint_number", see=HOTLINE,
        post=ok(503, HOTLINE)),
    Row(RELATIONS, on="complaint_relations", get=ok(200, HOTLINE)),
    _relation("merge", frozenset({"hotline_supervisor"}), 422),
    _relation("undo-merge", frozenset(), 302),
    _relation("relate", HOTLINE, 422),
    _relation("unrelate", frozenset(), 302),
    _relation("take-over", frozenset(), 302),
    _relation("hand-over", frozenset({"hotline_supervisor"}), 422),
    _relation("keep-out", HOTLINE, 302),
    _relation("have-keep-out", frozenset({"hotline_supervisor"}), 422),
]  # fmt: skip
