"""Each sentence about commitments finds what breaks it, written past every guard by the owner."""

from datetime import date
from typing import Any

import pytest
from django.db import connections

from commitments.models import Verification
from credit_portal.common import invariants
from credit_portal.common.invariants import REGISTRY
from credit_portal.publishing.services import publish_all
from tests.commitments import scenes

pytestmark = pytest.mark.committed
TABLES = ("commitment", "commitmentperiod", "verification", "performancereport")
OVER = date(2026, 4, 1)

#: What the owner writes to break each sentence; `%(…)s` are ids of the scene.
BREAKS = {
    "author_approved": "update commitments_commitment set approver_id = filer_id",
    "judged_own": "update commitments_verification set proposer_id = %(officer)s",
    "judged_alone": "update commitments_verification set confirmer_id = proposer_id",
    "said_otherwise": "update commitments_commitment set matter_zh = '完全不同'",
    "foreign_made_up": "update directory_organisation set kind = 'foreign_department'"
    " where id = %(bureau)s",
    "outcome_unconfirmed": "update commitments_verification set state = 'dismissed'",
    "outcome_not_in_file": "update commitments_verification set id = gen_random_uuid()",
    "due_without_clock": "update commitments_commitment set outcome = 'open', due_on = due_on + 1",
    "registered_undecided": "update commitments_commitment set id = gen_random_uuid()",
    "judged_early": "update commitments_verification set closed_on = due_on",
    "period_unconfirmed": "update commitments_commitmentperiod set outcome = 'kept'",
    "period_judged_early": "update commitments_commitmentperiod set outcome = 'kept',"
    " ends_on = '2030-01-01'",
    "found_without_figures": "update commitments_verification set closed_on = '2026-04-01'",
}
OF_PERIODS = {"period_unconfirmed", "period_judged_early", "found_without_figures"}


def owner(statement: str, **ids: Any) -> None:
    """Past triggers, constraints and foreign keys, as only the owner of the tables can."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select conrelid::regclass::text, conname from pg_constraint"
            " where contype in ('c', 'f') and (conrelid::regclass::text like 'commitments_%%'"
            " or confrelid::regclass::text = 'commitments_commitment')",
            [],
        )
        for table, name in cursor.fetchall():
            cursor.execute(f'alter table {table} drop constraint "{name}"')
        for table in TABLES:
            cursor.execute(f"alter table commitments_{table} disable trigger user")
        cursor.execute(statement, ids)


@pytest.fixture
def broken(registered: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any) -> Any:
    """A promise found broken and published."""
    go_to(OVER)
    scenes.decide(scenes.live(registered), credit_officer, credit_reviewer, "broken")
    publish_all()
    return registered


@pytest.fixture
def unreported(standing: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any) -> Any:
    """A period without figures, found so."""
    go_to(date(2026, 4, 15))
    period = standing.periods.order_by("number").first()
    task = scenes.live(standing, period)
    scenes.decide(task, credit_officer, credit_reviewer, "not_reported")
    publish_all()
    return standing


def test_each_sentence_has_its_test() -> None:
    ours = {code for code in REGISTRY if code.startswith("commitments.")}
    assert ours == {f"commitments.{code}" for code in BREAKS}


@pytest.mark.parametrize("code", sorted(BREAKS))
def test_what_breaks_it_is_found(
    request: pytest.FixtureRequest, code: str, officer: Any, bureau: Any
) -> None:
    request.getfixturevalue("unreported" if code in OF_PERIODS else "broken")
    assert invariants.broken() == {}
    assert Verification.objects.filter(state="confirmed").exists()
    owner(BREAKS[code], officer=officer.pk, bureau=bureau.pk)
    assert f"commitments.{code}" in invariants.broken()
