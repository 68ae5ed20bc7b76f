"""The cases, by name."""

from tests.bench.cases import ledger, lists, publication, sweep
from tests.bench.harness import Case

CASES: dict[str, Case] = {
    case.name: case for case in (lists.CASE, sweep.CASE, publication.CASE, ledger.CASE)
}
