"""What everybody may read, and the doors of the log and of operations."""

from tests.permissions.table import EVERYBODY, Row, ok

READ = ok(200, EVERYBODY)


def _open(route: str, **more: object) -> Row:
    return Row(route, get=READ, **more)  # type: ignore[arg-type]


ROWS = [
    Row("ledger/checkpoint", get=ok(200, EVERYBODY)),
    Row("ledger/key", get=READ),
    Row("ledger/tile/<path:path>", arguments={"path": "9/000"}, get=ok(404, EVERYBODY)),
    _open("api/v1/records/"),
    _open("api/v1/records/<str:ref>/", on="record"),
    _open("api/v1/records/<str:ref>/proof/", on="record"),
    _open("api/v1/openings/"),
    Row("api/v1/openings/displayed/", get=ok(400, EVERYBODY)),
    _open("api/v1/openings/codes/"),
    _open("api/v1/organisations/"),
    _open("api/v1/organisations/<str:slug>/", on="public_body"),
    _open("api/v1/divisions/"),
    _open("api/v1/changes/"),
    Row("api/v1/deadlines/", get=ok(400, EVERYBODY)),
    _open("api/v1/schema/"),
    _open("api/docs/"),
    Row("verify/qr.svg", get=ok(404, EVERYBODY)),
    Row("verify/", get=READ, post=ok(422, EVERYBODY)),
    Row("preferences/", post=ok(302, EVERYBODY)),
    _open("robots.txt"),
    _open("sitemap.xml"),
    _open("healthz"),
    Row("metrics", get=ok(404, EVERYBODY)),  # only with the token of whoever collects figures
    Row("readyz", get=ok(503, EVERYBODY)),
    _open(""),
    _open("search/"),
    _open("records/"),
    _open("records/<reference:ref>/", on="record"),
    Row("records/<reference:ref>/evidence/<uuid:file_id>/", on="record", get=ok(404, EVERYBODY)),
    _open("commitments/"),
    _open("breaches/"),
    _open("breaches/statistics/"),
    _open("commitments/incentives/"),
    _open("organisations/"),
    _open("organisations/<address:address>/", on="public_body"),
    _open("deadlines/"),
    _open("ledger/"),
    _open("about/"),
    _open("about/<slug:page>/", arguments={"page": "privacy"}),
    _open("feeds/records.atom"),
]
