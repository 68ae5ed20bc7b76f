"""The directory on the desk: bodies, posts, appointments, persons, proposals."""

from tests.permissions.table import Row, ok

KEEPER = "system_administrator"
STAFF = frozenset({"filer", "approver"})
PROPOSERS = STAFF | {KEEPER}
READERS = PROPOSERS | {"credit_officer", "credit_reviewer"}
PERSONS = PROPOSERS | {"personnel_officer"}
IDENTIFIERS = frozenset({"personnel_officer", KEEPER})
HERE = "staff/directory/"
BODY = HERE + "bodies/<uuid:target_id>/<slug:code>/"
POST = HERE + "posts/<uuid:target_id>/<slug:code>/"
TERM = HERE + "appointments/<uuid:target_id>/<slug:code>/"
PERSON = HERE + "persons/<uuid:person_id>/"


def _deed(route: str, on: str, code: str, roles: frozenset[str]) -> Row:
    return Row(
        route, on=on, see=READERS, arguments={"code": code}, get=ok(200, roles), post=ok(422, roles)
    )


ROWS = [
    Row(HERE, get=ok(200, READERS)),
    Row(HERE + "new/", get=ok(200, KEEPER), post=ok(422, KEEPER)),
    Row(HERE + "proposals/", get=ok(200, PROPOSERS)),
    Row(HERE + "persons/", get=ok(200, PERSONS)),
    Row(HERE + "persons/by-number/", get=ok(200, IDENTIFIERS), post=ok(422, IDENTIFIERS)),
    Row(PERSON, on="person", get=ok(200, PERSONS)),
    Row(PERSON + "id-number/", on="person", see=PERSONS, get=ok(200, IDENTIFIERS),
        post=ok(422, IDENTIFIERS)),
    Row(PERSON + "register-id-number/", on="person", see=PERSONS, get=ok(200, IDENTIFIERS),
        post=ok(422, IDENTIFIERS)),
    Row(HERE + "bodies/<uuid:body_id>/", on="body", get=ok(200, READERS)),
    Row(HERE + "bodies/<uuid:body_id>/export/<slug:kind>/<slug:form>/", on="body", see=READERS,
        arguments={"kind": "posts", "form": "xlsx"}, post=ok(200, KEEPER)),
    *[_deed(BODY, "body", code, PROPOSERS)
      for code in ("rename", "correct-name", "contact", "identity", "post")],
    *[_deed(BODY, "body", code, frozenset({KEEPER})) for code in ("move", "close", "reopen")],
    Row(HERE + "posts/<uuid:post_id>/", on="seat", get=ok(200, READERS)),
    *[_deed(POST, "seat", code, PROPOSERS) for code in ("appoint", "titles", "abolish")],
    _deed(POST, "seat", "marks", frozenset({KEEPER})),
    *[_deed(TERM, "term", code, PROPOSERS) for code in ("end", "correct")],
    Row(HERE + "documents/<uuid:change_id>/", on="directory-change", get=ok(200, PROPOSERS)),
]  # fmt: skip
