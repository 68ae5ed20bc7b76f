"""One run is one moment, read through the public's own role: with real commits (LONG=1)."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from credit_portal.publishing import selectors
from credit_portal.publishing.open_data import copied, freshness, runs
from tests.publishing.support import publish, source

pytestmark = [
    pytest.mark.committed,
    pytest.mark.skipif(os.environ.get("LONG") != "1", reason="LONG=1 asks for it"),
]


def test_what_is_published_and_removed_during_a_run_is_in_no_table_of_it(
    db: None,
    bureau: Any,
    officer: Any,
    approver: Any,
    credit_reviewer: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    thing = source()
    publish(bureau, officer, approver, source=thing)

    write = copied.write_csv

    def disturbed(*given: Any) -> int:
        count = write(*given)
        monkeypatch.setattr(copied, "write_csv", write)
        publish(bureau, officer, approver)
        publish(
            bureau, officer, credit_reviewer, source=thing, document=None, act="withdraw",
            basis="W01", reason="objection_upheld",
        )  # fmt: skip
        return count

    monkeypatch.setattr(copied, "write_csv", disturbed)
    made = runs.export(tmp_path)
    assert made is not None
    assert made.tables["records"].rows == made.tables["records-specimen"].rows == 1
    assert made.tables["removals"].rows == 0
    lines = (tmp_path / made.tables["ledger"].files["jsonl"].path).read_text().splitlines()
    assert [json.loads(line)["index"] for line in lines] == list(range(made.ledger_size))
    assert not freshness.stands(made, "records")  # the removal came after the snapshot
    again = runs.export(tmp_path)
    assert again is not None and again.tables["records"].rows == selectors.published().count() == 1
    assert freshness.stands(again, "records")
