"""Each sentence about commitments finds what breaks it, written past every guard by the owner."""

from datetime import date
from typing import Any

import pytest
from django.db import connections

from commitments import services
from commitments.models import Commitment
from commitments.services.succession import publish_inherited
from credit_portal.common import acts, invariants
from credit_portal.common.invariants import REGISTRY
from credit_portal.publishing.services import publish_all
from tests.commitments import campaign_scenes, old_scenes, scenes, scenes_change
from tests.commitments.successions import carry_out, line, payload, post_of

pytestmark = pytest.mark.committed
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
    "moved_ungranted": "insert into workflow_deadlineextension (deadline_id, unit, count, ground,"
    " decided_on, decided_by) select id, 'month', 1, 'x', '2026-03-02', 'x'"
    " from workflow_deadline where kind = 'commitments.due'",
    "registered_undecided": "update commitments_commitment set id = gen_random_uuid()",
    "judged_early": "update commitments_verification set closed_on = due_on",
    "period_unconfirmed": "update commitments_commitmentperiod set outcome = 'kept'",
    "period_judged_early": "update commitments_commitmentperiod set outcome = 'kept',"
    " ends_on = '2030-01-01'",
    "changed_without_successor": "update commitments_commitment set replaces_id = null",
    "ended_without_case": "update commitments_lawfulchange set state = 'refused'",
    "change_decided_by_its_author": "update commitments_lawfulchange set decider_id = filer_id",
    "changed_after_due": "update commitments_commitment set due_on = '2026-03-01'"
    " where outcome = 'changed_lawfully'",
    "change_not_in_file": "update commitments_lawfulchange set id = gen_random_uuid()",
    "void_without_finding": "delete from commitments_voidfinding",
    "compensation_without_clock": "update commitments_compensation set due_on = due_on + 1",
    "found_without_figures": "update commitments_verification set closed_on = '2026-04-01'",
    "outcome_not_last": "update commitments_commitment set outcome = 'kept'",
    "review_without_ground": "update commitments_verification set opened_because = 'contradicted'",
    "person_published": "update commitments_personalcommitment set is_public = false",
    "responsible_body": "update directory_organisation set active = false",
    "inherited_due_day": "update commitments_inheritance set due_on = due_on + 1",
    "handed_over": "delete from workflow_handoveritem",
    "old_silent": "update commitments_oldaccount set silent_on = null",
    "old_clock": "delete from workflow_deadline where kind = 'commitments.old_answer'",
    "old_accepted": "update commitments_oldaccount set state = 'accepted'",
    "campaign_baseline": "delete from commitments_campaignwork",
}
#: The scene that each is broken in; a promise found broken, where it is not said.
SCENES = {
    "ended": {
        "changed_without_successor", "ended_without_case", "change_decided_by_its_author",
        "changed_after_due", "change_not_in_file", "void_without_finding",
        "compensation_without_clock",
    },
    "unreported": {"period_unconfirmed", "period_judged_early", "found_without_figures"},
    "own": {"person_published"},
    "inherited": {"responsible_body", "inherited_due_day", "handed_over"},
    "silent": {"old_silent", "old_clock", "old_accepted"},
    "campaign": {"campaign_baseline"},
}  # fmt: skip


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
        cursor.execute(
            "select distinct tgrelid::regclass::text from pg_trigger where not tgisinternal"
            " and tgrelid::regclass::text ~ '^(commitments|workflow)_'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"alter table {table} disable trigger user")
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


@pytest.fixture
def ended(
    registered: Any, standing: Any, officer: Any, city: Any, credit_officer: Any,
    credit_reviewer: Any,
) -> Any:  # fmt: skip
    """A promise that was changed with compensation owed, and another that is void."""
    superior = scenes_change.superior(city)
    scenes_change.changed(registered, officer, superior, **scenes_change.AGREED)
    scenes.confirm(scenes_change.proposed_void(standing, credit_officer), credit_reviewer)
    publish_all()
    publish_all()
    return registered


@pytest.fixture
def own(officer: Any, approver: Any, post: Any) -> Any:
    """A head's own commitment, published."""
    row = scenes.draft(officer, post)
    acts.run(services.bear_personally, actor=officer, commitment_id=row.pk)
    picture = scenes.picture("签字.png")
    acts.run(services.add_evidence, actor=officer, commitment_id=row.pk, upload=picture)
    acts.run(services.submit, actor=officer, commitment_id=row.pk)
    scenes.approve(Commitment.objects.get(pk=row.pk), approver)
    publish_all()
    return row


@pytest.fixture
def inherited(
    registered: Any, other_bureau: Any, bureau: Any, system_administrator: Any,
    second_system_administrator: Any,
) -> Any:  # fmt: skip
    """A promise that passed on to another body, by a merger."""
    keepers = (system_administrator, second_system_administrator)
    merger = line(bureau, post_of(other_bureau))
    carry_out(keepers, bureau, payload("merge", bureau, merger))
    publish_inherited()
    publish_all()
    return registered


@pytest.fixture
def silent(bureau: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any) -> Any:
    """An old account that the body did not answer in time."""
    row, _receipt = old_scenes.forwarded(bureau, credit_officer, credit_reviewer)
    go_to(date(2026, 3, 24))
    publish_all()
    return row


@pytest.fixture
def campaign(city: Any, bureau: Any, credit_officer: Any, credit_reviewer: Any) -> Any:
    """A running campaign over one old account."""
    row = campaign_scenes.started(credit_officer, credit_reviewer, city, bureau)
    publish_all()
    return row


def test_each_sentence_has_its_test() -> None:
    ours = {code for code in REGISTRY if code.startswith("commitments.")}
    assert ours == {f"commitments.{code}" for code in BREAKS}


@pytest.mark.parametrize("code", sorted(BREAKS))
def test_what_breaks_it_is_found(
    request: pytest.FixtureRequest, code: str, officer: Any, bureau: Any
) -> None:
    scene = next((name for name, codes in SCENES.items() if code in codes), "broken")
    request.getfixturevalue(scene)
    assert invariants.broken() == {}
    owner(BREAKS[code], officer=officer.pk, bureau=bureau.pk)
    assert f"commitments.{code}" in invariants.broken()
