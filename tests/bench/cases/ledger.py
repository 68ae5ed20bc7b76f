"""The log by itself: appends and proofs a second. Figures, nothing to compare with."""

from credit_portal.ledger import bench
from tests.bench.harness import Case

CASE = Case(
    name="ledger",
    title="appends, proofs",
    unit="entries",
    figures=lambda seconds: bench.figures(seconds=seconds),
)
