"""The staff API of leads, records, objections, repairs and consequences."""

from typing import Any

from tests.permissions.table import SIGNED_IN, Row, ok

OFFICER, REVIEWER = "credit_officer", "credit_reviewer"
OFFICE = frozenset({OFFICER, REVIEWER})
BODY = frozenset({"filer", "case_handler", "approver"})
STAFF = OFFICE | BODY
NOUNS = {"leads": ("lead", OFFICE), "breaches": ("breach_record", STAFF),
         "objections": ("objection", OFFICE), "repairs": ("repair", STAFF),
         "consequences": ("consequence", STAFF)}  # fmt: skip


def _act(noun: str, name: str, roles: frozenset[str] | str, status: int, **data: Any) -> Row:
    on, seen = NOUNS[noun]
    route = f"api/v1/{noun}/<uuid:pk>/transitions/<slug:name>/"
    return Row(
        route, on=on, arguments={"name": name}, data=data, see=seen, post=ok(status, roles)
    )  # fmt: skip


ROWS = [
    *(Row(f"api/v1/{noun}/", get=ok(200, SIGNED_IN)) for noun in NOUNS),
    *(Row(f"api/v1/{noun}/<uuid:pk>/", on=on, get=ok(200, seen))
      for noun, (on, seen) in NOUNS.items()),
    _act("leads", "take", OFFICER, 200),
    _act("leads", "close", REVIEWER, 409),
    _act("breaches", "consider", OFFICER, 409, considered="不影响付款义务。"),
    _act("breaches", "statement", BODY, 200, text="已列入预算。"),
    _act("objections", "accept", OFFICER, 200),
    _act("objections", "decide", REVIEWER, 409),
    _act("repairs", "ask", OFFICER, 200, asked="请补交付款凭证。"),
    _act("repairs", "decide", REVIEWER, 409),
    _act("repairs", "confirm", BODY, 409),
    _act("consequences", "accept", OFFICE, 409, finding="已落实。"),
]  # fmt: skip
