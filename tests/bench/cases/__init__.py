"""The cases, by name."""

from tests.bench.cases import bodies, ledger, lists, publication, record, search, succession, sweep
from tests.bench.harness import Case

CASES: dict[str, Case] = {
    case.name: case
    for case in (
        lists.CASE,
        record.CASE,
        sweep.CASE,
        publication.CASE,
        ledger.CASE,
        succession.CASE,
        bodies.CASE,
        search.CASE,
    )
}
