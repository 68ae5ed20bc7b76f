"""What the database holds of records: no way around notice, document and two people."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction

from credit_portal.common.errors import DomainError
from credit_portal.publishing.models import Decision
from credit_portal.publishing.services import decide
from integrity_files import disclosures_records as disclosures
from integrity_files import machine_records, services
from integrity_files.codes_records import RecordState
from integrity_files.models import FileEntry, Record, RecordCorrection, RecordResponsible
from tests import factories
from tests.integrity_files import record_scenes as scene

pytestmark = pytest.mark.django_db
EDGES = {(source, target) for source, _name, target in machine_records.RECORD.edges()}


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


def barred(match: str, row: Record, **change: Any) -> None:
    """The database refuses the change."""
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        Record.objects.filter(pk=row.pk).update(**change)


def test_no_step_is_left_out(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any
) -> None:
    """Every pair of states that the table does not join, tried by plain SQL."""
    row = scene.decided(credit_officer, credit_reviewer, officer, bureau)
    other = scene.ordered(credit_officer, bureau)
    for source, target in product((row, other), RecordState.values):
        if source.state == target or (source.state, target) in EDGES:
            continue
        barred("does not go from|constraint|document|settled", source, state=target)


@pytest.mark.parametrize("reached", ["ordered", "noticed", "heard", "proposed"])
def test_nothing_is_shown_before_its_time(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any, reached: str
) -> None:
    steps = {
        "ordered": lambda: scene.ordered(credit_officer, bureau),
        "noticed": lambda: scene.noticed(credit_officer, bureau),
        "heard": lambda: scene.heard(credit_officer, officer, bureau),
        "proposed": lambda: scene.proposed(credit_officer, officer, bureau),
    }
    row = steps[reached]()
    with pytest.raises(DatabaseError, match="notice, document"), transaction.atomic():
        decide(
            kind="breach", source=row, organisation=bureau, proposer=credit_officer,
            approver=credit_reviewer, document=disclosures.document(row), until=row.last_day,
        )  # fmt: skip
    assert not Decision.objects.exists()


def test_nobody_decides_what_he_proposed(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any, city: Any
) -> None:
    from credit_portal.accounts.models import RoleGrant

    row = scene.proposed(credit_officer, officer, bureau)
    RoleGrant.objects.create(user=credit_officer, role_id="credit_reviewer", organisation=city,
                             starts_on=factories.START, origin="demo")  # fmt: skip
    both = type(credit_officer).objects.get(pk=credit_officer.pk)
    both.fresh = True
    with pytest.raises(DomainError) as error:
        scene.act(services.decide_determination, both, row)
    assert error.value.code == "four_eyes"
    barred("decided_by_two|other sides", row, state="decided", decider=both,
           decided_on="2026-03-02")  # fmt: skip
    barred("own body", row, state="decided", decider=officer, decided_on="2026-03-02")


def test_what_was_served_and_decided_stays(
    credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, officer: Any, bureau: Any
) -> None:
    row = scene.decided(credit_officer, credit_reviewer, officer, bureau)
    barred("by a correction", row, facts_zh="别的事实")
    barred("by a correction", row, severity="serious")
    barred("by a correction", row, last_day="2027-01-01")
    barred("stays", row, decider=second_reviewer)
    barred("stays", row, order_zh="别的要求")
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        row.statement.text_zh = "别的陈述"
        row.statement.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        row.events.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Record.objects.filter(pk=row.pk).delete()
    with pytest.raises(DatabaseError, match="did not decide"), transaction.atomic():
        RecordCorrection.objects.create(
            record=row, record_version=99, changes={}, why_zh="更正", proposer=officer,
            decider=credit_reviewer, on="2026-03-02",
        )  # fmt: skip


def test_who_is_responsible_is_read_under_a_purpose_only(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any, post: Any
) -> None:
    row = scene.heard(credit_officer, officer, bureau)
    row = scene.act(
        services.name_responsible, credit_officer, row, post_id=post.pk, role="分管支付"
    )
    assert not RecordResponsible.objects.exists()
    row = scene.propose(row, credit_officer)
    scene.act(services.decide_determination, credit_reviewer, row)
    assert FileEntry.objects.filter(category="C13").count() == 0  # nobody reads it so
    assert FileEntry.objects.filter(category="O2").count() == 1


def test_a_record_grows_out_of_a_lead_found_true(credit_officer: Any, bureau: Any) -> None:
    from credit_portal.common import acts
    from tests.integrity_files import lead_scenes

    lead = lead_scenes.taken(credit_officer, bureau)
    with pytest.raises(DomainError) as error:
        acts.run(
            services.order_rectification, actor=credit_officer, lead_id=lead.pk, order="整改。"
        )
    assert error.value.code == "lead_not_true"
    row = scene.ordered(credit_officer, bureau)
    with pytest.raises(DomainError) as error:
        acts.run(
            services.order_rectification, actor=credit_officer, lead_id=row.lead_id, order="整改。"
        )
    assert error.value.code == "record_exists"
