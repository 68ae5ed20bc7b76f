"""Each step that a service notes has its sentence; steps can only be added."""

import re
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from complaints import audit_verbs, invariants
from complaints.codes import MotionKind, MotionState
from credit_portal.audit import verbs
from credit_portal.common.invariants import broken
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast

SERVICES = Path(__file__).resolve().parents[2] / "complaints" / "services"
NOTED = re.compile(r'steps\.note\(\s*[\w.]+,\s*"(\w+)"')
DECIDED = (MotionState.ASKED, MotionState.GRANTED, MotionState.REFUSED)
DONE = re.compile(r'_done\(\w+, \w+, "(\w+)"')


def noted() -> set[str]:
    """Names of the steps in the services."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in SERVICES.glob("*.py"))
    names = {*NOTED.findall(text), *DONE.findall(text), "called_back", "rated"}
    for kind in MotionKind.values:
        names |= {f"{kind}_{state}" for state in DECIDED}
    return names


def test_every_step_has_a_sentence_and_every_sentence_a_step() -> None:
    names = noted()
    for name in names:
        verbs.require(f"complaints.{name}")
    assert set(audit_verbs.STORY) <= names
    assert all(len(name) <= 24 for name in names)


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["update complaints_caseevent set name = 'x'",
                                 "delete from complaints_caseevent",
                                 "truncate complaints_caseevent"])  # fmt: skip
def test_a_step_stays_as_it_was_written(cast: Cast, act: str) -> None:
    scene.received(cast)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)


@pytest.mark.django_db
def test_what_was_reported_stays_as_it_was_filed(cast: Cast) -> None:
    row = scene.received(cast)
    for field, value in (("facts_zh", "别的"), ("received_on", "2026-03-01"), ("channel", "order")):
        with pytest.raises(DatabaseError, match="as it was filed"), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**{field: value})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "damage", "code"),
    [
        ("received", "update workflow_deadline set outcome = 'cancelled'"
         " where kind = 'complaints.total'", "total"),
        ("received", "update complaints_case set is_anonymous = true", "named"),
        ("dispatched", "update workflow_deadline set outcome = 'cancelled'"
         " where kind = 'complaints.sign'", "sign"),
        ("handling", "update complaints_assignment set state = 'ended'", "with_body"),
        ("answered", "update complaints_callback set state = 'lapsed'", "called"),
        ("answered", "update workflow_deadline set outcome = 'cancelled'"
         " where kind = 'complaints.call_back'", "call_back"),
    ],
)  # fmt: skip
def test_the_database_tells_what_is_broken(
    cast: Cast, state: str, damage: str, code: str, vault_keys: Path
) -> None:
    row = scene.received(cast, identity={"name": "王小明"})
    if state != "received":
        getattr(scene, state)(cast, row)
    assert broken() == {}
    with connection.cursor() as cursor:
        cursor.execute(damage)
    assert f"complaints.{code}" in broken()
    assert set(invariants.CLOCKS) >= {"first_response", "sign", "handling", "total", "review"}
