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
    _open("api/v1/organisations/"),
    _open("api/v1/organisations/<str:slug>/", on="public_body"),
    _open("api/v1/divisions/"),
    _open("api/v1/changes/"),
    _open("api/v1/removals/"),
    Row("api/v1/deadlines/", get=ok(400, EVERYBODY)),
    _open("api/v1/schema/"),
    _open("api/docs/"),
    _open("api/guide/"),
    Row("api/reconcile/", get=READ, post=READ),
    _open("api/reconcile/suggest/entity/"),
    _open("api/reconcile/suggest/property/"),
    _open("api/reconcile/suggest/type/"),
    _open("api/reconcile/extend/properties/"),
    Row("api/reconcile/preview/", get=ok(404, EVERYBODY)),
    _open("api/reconcile/types/"),
    _open("api/reconcile/types/<slug:kind>", arguments={"kind": "department"}),
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
    _open("records/<reference:ref>/compare/", on="record"),
    Row("records/<reference:ref>/evidence/<uuid:file_id>/", on="record", get=ok(404, EVERYBODY)),
    _open("commitments/"),
    _open("breaches/"),
    _open("breaches/statistics/"),
    _open("commitments/incentives/"),
    _open("boards/"),
    _open("boards/<slug:by>/", arguments={"by": "districts"}),
    _open("organisations/"),
    _open("organisations/<address:address>/", on="public_body"),
    _open("deadlines/"),
    _open("ledger/"),
    _open("open-data/"),
    _open("open-data/<slug:code>/", arguments={"code": "bases"}),
    _open("open-data/catalog.jsonld"),
    _open("open-data/SHA256SUMS"),
    _open("open-data/<slug:code>.schema.json", arguments={"code": "bases"}),
    Row(  # no file was written in tests
        "open-data/<slug:code>.<form:form>",
        arguments={"code": "bases", "form": "csv"},
        get=ok(503, EVERYBODY),
    ),
    _open("removals/"),
    _open("about/"),
    _open("about/<slug:page>/", arguments={"page": "privacy"}),
    _open("feeds/records.atom"),
    _open("feeds/records/<reference:ref>.atom", on="record"),
    Row("follow/", get=READ, post=ok(422, EVERYBODY)),
    _open("follow/sent/"),
    # The signed link is the authority; one that is forged or out of use opens nothing.
    Row("follow/confirm/<str:token>/", arguments={"token": "forged"}, get=ok(404, EVERYBODY),
        post=ok(404, EVERYBODY)),
    Row("follow/manage/<str:token>/", on="follower", get=READ, post=ok(422, EVERYBODY)),
    Row("follow/stop/<str:token>/", on="follower", get=READ, post=READ),
]  # fmt: skip
