"""Old accounts: the public forms, the register, the desk."""

from tests.permissions.table import EVERYBODY, SIGNED_IN, Row, ok

OFFICE = frozenset({"credit_officer", "credit_reviewer"})
BODY = frozenset({"filer", "approver"})
STAFF = OFFICE | BODY
CASE = "staff/commitments/old-accounts/<uuid:account_id>/"
CAMPAIGN = "staff/commitments/campaigns/<uuid:campaign_id>/"
WORK = "staff/commitments/campaigns/cases/<uuid:case_id>/"
WHY = {"reason": "材料不全"}
SEEN = {"old_filed": OFFICE, "old_with_body": STAFF}


def _act(name: str, on: str, roles: frozenset[str] | str, status: int, **data: str) -> Row:
    return Row(
        CASE + "<slug:name>/", on=on, arguments={"name": name}, data=data, see=SEEN[on],
        post=ok(status, roles),
    )  # fmt: skip


ROWS = [
    Row("old-accounts/", get=ok(200, EVERYBODY)),
    Row("old-accounts/new/", get=ok(200, EVERYBODY), post=ok(422, EVERYBODY)),
    Row("old-accounts/mine/", get=ok(200, EVERYBODY), post=ok(422, EVERYBODY)),
    Row("progress/", get=ok(200, EVERYBODY), post=ok(422, EVERYBODY)),
    Row("staff/commitments/old-accounts/", get=ok(200, SIGNED_IN)),
    Row("staff/commitments/old-accounts/new/", get=ok(200, "filer"), post=ok(422, "filer")),
    Row(CASE, on="old_filed", get=ok(200, OFFICE)),
    Row(CASE, on="old_with_body", get=ok(200, STAFF)),
    Row(CASE + "claimant/", on="old_filed", post=ok(200, OFFICE)),
    Row(CASE + "claimant/", on="old_with_body", post=ok(200, STAFF)),
    Row("staff/commitments/old-accounts/files/<uuid:note_id>/", on="old_file", get=ok(200, STAFF)),
    _act("check", "old_filed", "credit_officer", 302),
    _act("return_", "old_filed", "credit_officer", 302, **WHY),
    _act("refuse", "old_filed", "credit_officer", 302, **WHY),
    _act("contest", "old_with_body", "filer", 422),
    _act("accept", "old_with_body", "filer", 422),
    Row("staff/commitments/campaigns/", get=ok(200, SIGNED_IN)),
    Row("staff/commitments/campaigns/new/", get=ok(200, "credit_officer"),
        post=ok(422, "credit_officer")),
    Row(CAMPAIGN, on="campaign", get=ok(200, STAFF)),
    Row(CAMPAIGN + "<slug:name>/", on="campaign", arguments={"name": "end"}, see=STAFF,
        post=ok(302, "credit_officer")),
    Row(CAMPAIGN + "<slug:name>/", on="campaign", arguments={"name": "report"}, see=STAFF,
        data={"text": "正在筹款。"}, post=ok(302, "filer")),
    Row(WORK, on="campaign", get=ok(200, STAFF)),
    Row(WORK + "file/", on="campaign", get=ok(404, STAFF)),
    Row(WORK + "<slug:name>/", on="campaign", arguments={"name": "plan"}, see=STAFF,
        post=ok(422, "filer")),
]  # fmt: skip
