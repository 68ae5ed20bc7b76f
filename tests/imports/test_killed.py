"""Each chunk stands or falls as a whole, also when the worker is killed in its middle."""

from typing import Any

import pytest
from django.db import connection

from credit_portal.common import acts
from credit_portal.imports import services
from credit_portal.imports.models import ImportBatch
from tests import factories
from tests.imports.samples import NAME, fresh_handler, numbered

pytestmark = pytest.mark.committed


class Killed(BaseException):
    """As little to be caught as a kill."""


def person() -> Any:
    root = factories.organisation(name_zh="示例市", kind="government")
    return factories.user(
        username="keeper", role="system_administrator", organisation=root, title="系统管理员"
    )


def test_a_killed_worker_neither_loses_nor_repeats_a_row(
    db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler, keeper = fresh_handler(), person()
    batch = acts.run(
        services.upload, actor=keeper, handler=NAME, content=numbered(130), file_name="a.csv"
    ).value
    acts.run(services.preview, actor=keeper, batch=batch)
    acts.run(services.commit, actor=keeper, batch=batch)
    whole, deaths = handler.apply, iter([1, 0, 1, 0, 1, 0, 0])

    def dying(rows: Any, actor: Any, of: ImportBatch) -> list[str]:
        results = whole(rows, actor, of)
        if next(deaths):
            del handler.made[-len(results) :]  # what the transaction would have rolled back
            raise Killed
        return results

    monkeypatch.setattr(handler, "apply", dying)
    for _attempt in range(4):
        try:
            services.run_batch(batch.pk)
        except Killed:
            connection.close()
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done) == ("committed", 130)
    assert handler.made == [f"id-题{n}" for n in range(1, 131)]
