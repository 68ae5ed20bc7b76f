"""The audit trail: auditors read it, nobody else."""

from tests.permissions.table import Row, ok

ROWS = [
    Row("staff/audit/", closed=True, get=ok(200, "auditor")),
    Row("staff/audit/export/", closed=True, post=ok(422, "auditor")),
    Row("staff/audit/acts/<uuid:act_id>/", on="act", closed=True, get=ok(200, "auditor")),
    Row("api/v1/audit-events/", closed=True, get=ok(200, "auditor")),
]
