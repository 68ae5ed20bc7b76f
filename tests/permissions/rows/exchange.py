"""Work orders of the 12345 platform, complaints that become leads, answers for the public."""

from complaints.exchange_forms import file_of
from tests.permissions.table import EVERYBODY, Row, ok

LEADER = "hotline_supervisor"
PUBLISHERS = frozenset({LEADER, "credit_reviewer"})
ORDERS, ANSWERS = "staff/complaints/orders/", "staff/complaints/answers/"
ANSWER = ANSWERS + "<uuid:answer_id>/"
CASE = "staff/complaints/<uuid:case_id>/"


def _act(name: str) -> Row:
    return Row(ANSWER + "<slug:name>/", on="public_answer", closed=True, arguments={"name": name},
               data={"reason": "指向性太强。"}, post=ok(302, PUBLISHERS))  # fmt: skip


ROWS = [
    Row("api/v1/hotline/orders/", post=ok(403, EVERYBODY)),  # nobody but who signs
    Row(ORDERS, get=ok(200, LEADER)),
    Row(ORDERS + "results/", get=ok(404, LEADER)),  # it does not say up to which one
    Row(ORDERS + "handed-over/", data={"results": file_of([1])}, post=ok(302, LEADER)),
    Row(ORDERS + "results/<int:result_id>/retry/", on="order_result", closed=True,
        post=ok(302, LEADER)),
    Row(ANSWERS, get=ok(200, PUBLISHERS)),
    Row(ANSWER, on="public_answer", closed=True, get=ok(200, PUBLISHERS)),
    _act("refuse"),
    Row(CASE + "answer/", on="true_complaint", closed=True, refusals={"credit_reviewer": 404},
        get=ok(200, LEADER), post=ok(422, LEADER)),
    Row(CASE + "lead/", on="true_complaint",
        see=frozenset({"hotline_operator", "case_handler", "approver"}),
        get=ok(200, LEADER, "credit_officer"), post=ok(422, LEADER, "credit_officer")),
    Row("answers/", get=ok(200, EVERYBODY)),
    Row("complaints/answers/<slug:ref>/", arguments={"ref": "SY-Q2026-0000001"},
        get=ok(404, EVERYBODY)),
    Row("complaints/statistics/", get=ok(200, EVERYBODY)),
]  # fmt: skip
