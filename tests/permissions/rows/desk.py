"""Staff home, imports, the demonstration clock."""

from tests.permissions.table import SIGNED_IN, Row, ok

IMPORTERS = frozenset({"filer", "system_administrator", "credit_officer", "hotline_supervisor"})
BATCH = "staff/imports/<uuid:batch_id>/"
ROWS = [
    Row("staff/", get=ok(200, SIGNED_IN)),
    Row("staff/next/", get=ok(302, SIGNED_IN)),
    # Tests have a clock row, as the demonstration has; without one there is no such page.
    Row("staff/clock/", get=ok(200, SIGNED_IN), post=ok(422, SIGNED_IN)),
    Row("staff/imports/", get=ok(200, IMPORTERS), post=ok(422, IMPORTERS)),
    Row("staff/imports/template/<str:handler>/<slug:form>/",
        arguments={"handler": "commitments", "form": "csv"}, get=ok(200, "filer"),
        # Whoever imports other tables is told that this one is not there.
        closed=True, refusals=dict.fromkeys(
            ("system_administrator", "credit_officer", "hotline_supervisor"), 404)),
    Row(BATCH, on="batch", get=ok(200, "filer"), post=ok(422, "filer")),
    Row(BATCH + "errors/", on="batch", get=ok(200, "filer")),
    *[Row(BATCH + "<slug:name>/", on="batch", arguments={"name": name}, post=ok(302, "filer"))
      for name in ("commit", "undo", "discard")],
]  # fmt: skip
