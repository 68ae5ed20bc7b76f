"""Complaints and reports: the pages for reporters, open to everybody."""

from tests.permissions.table import EVERYBODY, Row, ok

ROWS = [
    Row("complaints/new/", get=ok(200, EVERYBODY), post=ok(422, EVERYBODY)),
    Row("complaints/track/", get=ok(200, EVERYBODY), post=ok(422, EVERYBODY)),
    Row("complaints/receipt/", post=ok(422, EVERYBODY)),
    Row("complaints/proof/", post=ok(422, EVERYBODY)),
]
