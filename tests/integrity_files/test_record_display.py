"""What becomes of a record on display: its last day, an emergency, an objection upheld."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction

from credit_portal.common import invariants
from credit_portal.common.errors import DomainError
from credit_portal.notices.models import Notice
from credit_portal.publishing.models import Decision, Displayed, Removal
from credit_portal.publishing.remedies import Case, Way, remedies_of
from credit_portal.publishing.selectors import published
from credit_portal.publishing.services import publish_all
from integrity_files import selectors_records as selectors
from integrity_files import services
from integrity_files.models import FileEntry, Record
from integrity_files.work_records import items
from tests.integrity_files import record_scenes as scene

pytestmark = pytest.mark.django_db
WORDS = {"reason": "court", "words": "法院裁定暂停公示。"}
AGREED = {"why": "裁定属实。"}


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def row(credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any) -> Record:
    """A record on display."""
    return scene.displayed(credit_officer, credit_reviewer, officer, bureau)


def anew(row: Record) -> Record:
    return Record.objects.get(pk=row.pk)


def lapse() -> int:
    """The job, and what it decided is published."""
    found = services.lapse_hidings()
    publish_all()
    return found


def test_it_leaves_at_the_end_of_its_last_day(row: Record, travel: Any) -> None:
    travel.move_to("2029-01-20 23:59:59+08:00")
    assert published(kind="breach").count() == 1
    travel.move_to("2029-01-21 00:00:00+08:00")
    assert published(kind="breach").count() == 0  # by the query, before any job
    publish_all()
    assert Removal.objects.get(ref=row.ref).act == "expire"
    assert selectors.shown(anew(row)) == "expired_uncorrected"
    Record.objects.filter(pk=row.pk).update(corrected_on=date(2026, 5, 1))
    assert selectors.shown(anew(row)) == "expired"


def test_one_person_hides_at_once_and_a_second_confirms(
    row: Record, credit_officer: Any, credit_reviewer: Any, travel: Any
) -> None:
    scene.act(services.hide_record, credit_officer, row, **WORDS)
    publish_all()
    gone = Removal.objects.get(ref=row.ref)
    assert (gone.act, gone.basis_id, gone.reason) == ("withdraw", "X01", "court")
    assert selectors.shown(anew(row)) == "hidden"
    assert not Displayed.objects.exists()
    assert Notice.objects.filter(template="record_hidden", recipient=credit_reviewer).exists()
    (line,) = items(credit_reviewer)  # due when it would be shown again
    assert (line.kind, line.due_on) == ("紧急隐藏待确认", anew(row).hidings.get().until.date())
    with pytest.raises(DomainError) as error:
        scene.act(services.confirm_hiding, credit_officer, row, **AGREED)
    assert error.value.code == "not_allowed"  # a reviewer confirms
    scene.act(services.confirm_hiding, credit_reviewer, row, **AGREED)
    travel.move_to("2026-03-04 09:00:00+08:00")
    assert lapse() == 0
    assert selectors.shown(anew(row)) == "hidden"
    assert invariants.broken() == {}


def test_what_nobody_confirms_is_shown_again(
    row: Record, credit_officer: Any, credit_reviewer: Any, travel: Any
) -> None:
    scene.act(services.hide_record, credit_officer, row, **WORDS)
    publish_all()
    travel.move_to("2026-03-03 08:59:59+08:00")
    assert lapse() == 0
    travel.move_to("2026-03-03 09:00:00+08:00")
    with pytest.raises(DomainError) as error:
        scene.act(services.confirm_hiding, credit_reviewer, row, **AGREED)
    assert error.value.code == "hiding_lapsed"
    assert (lapse(), lapse()) == (1, 0)
    assert Displayed.objects.get(ref=row.ref).until == row.last_day
    assert selectors.shown(anew(row)) == "shown"
    assert Notice.objects.filter(template="record_shown_again", recipient=credit_officer).exists()
    assert invariants.broken() == {}


def test_a_second_shows_it_again_at_once(
    row: Record, credit_officer: Any, credit_reviewer: Any
) -> None:
    scene.act(services.hide_record, credit_officer, row, **WORDS)
    publish_all()
    scene.act(services.end_hiding, credit_reviewer, row, why="裁定不涉及本记录。")
    publish_all()
    assert Displayed.objects.filter(ref=row.ref).exists()
    assert invariants.broken() == {}


def test_the_job_alone_brings_nothing_back(
    row: Record, credit_officer: Any, credit_reviewer: Any, bureau: Any
) -> None:
    from credit_portal.common.actors import SYSTEM
    from credit_portal.publishing.services import decide
    from integrity_files import disclosures_records as disclosures

    given: dict[str, Any] = {
        "kind": "breach", "source": row, "organisation": bureau, "proposer": SYSTEM,
        "approver": None, "automatic": True, "document": disclosures.document(row),
        "until": row.last_day,
    }  # fmt: skip
    with pytest.raises(DatabaseError, match="by people"), transaction.atomic():
        decide(act="publish", **given)
    scene.act(services.hide_record, credit_officer, row, **WORDS)
    with pytest.raises(DatabaseError, match="by people"), transaction.atomic():
        decide(act="restore", **given)


def test_the_body_neither_hides_nor_confirms(row: Record, officer: Any) -> None:
    for service, given in ((services.hide_record, WORDS), (services.confirm_hiding, AGREED)):
        with pytest.raises(DomainError) as error:
            scene.act(service, officer, row, **given)
        assert error.value.code == "not_allowed"


def redress(way: Way, row: Record, people: tuple[Any, Any], **changes: Any) -> None:
    """What the decision on an objection calls."""
    case = Case("integrity_files.record", str(row.pk), *people, "A1B2", changes)
    remedies_of("breach")[way].apply(case)
    publish_all()


def test_an_objection_corrects_it_by_others(
    row: Record, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any
) -> None:
    changes = {"amount": "900000", "severity": "serious"}
    for decider in (credit_reviewer, credit_officer):
        with pytest.raises(DomainError):
            redress(Way.CORRECT, row, (credit_officer, decider), **changes)
    redress(Way.CORRECT, row, (credit_officer, second_reviewer), **changes)
    shown = Displayed.objects.get(ref=row.ref)
    assert (shown.document["amount"], shown.document["severity"]) == ("900000", "serious")
    kept = anew(row).corrections.get()
    assert kept.changes["severity"] == ["general", "serious"]
    assert FileEntry.objects.filter(category="O2").count() == 2
    assert Decision.objects.filter(act="correct").count() == 1
    assert invariants.broken() == {}


def test_an_objection_revokes_it_by_others(
    row: Record, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any
) -> None:
    people = (credit_officer, second_reviewer)
    with pytest.raises(DomainError) as error:
        redress(Way.CANCEL, row, (credit_officer, credit_reviewer))
    assert error.value.code == "four_eyes"
    redress(Way.CANCEL, row, people)
    assert (anew(row).state, selectors.shown(anew(row))) == ("revoked", "revoked")
    assert Removal.objects.get(ref=row.ref).basis_id == "W01"
    assert FileEntry.objects.filter(category="O2").count() == 2
    with pytest.raises(DomainError) as error:
        redress(Way.CANCEL, row, people)
    assert error.value.code == "not_determined"
    assert invariants.broken() == {}


def test_a_hidden_one_comes_back_corrected(
    row: Record, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any
) -> None:
    hide = {"reason": "personal", "words": "正文出现了个人姓名。"}
    scene.act(services.hide_record, credit_officer, row, **hide)
    scene.act(services.confirm_hiding, credit_reviewer, row, **AGREED)
    publish_all()
    changes = {"facts_zh": "生效判决确定的款项至今未付清。"}
    redress(Way.CORRECT, row, (credit_officer, second_reviewer), **changes)
    shown = Displayed.objects.get(ref=row.ref)
    assert shown.document["facts_zh"] == changes["facts_zh"]
    assert selectors.shown(anew(row)) == "shown"
    assert invariants.broken() == {}


def test_what_was_revoked_while_hidden_stays_away(
    row: Record, credit_officer: Any, second_reviewer: Any, travel: Any
) -> None:
    scene.act(services.hide_record, credit_officer, row, **WORDS)
    redress(Way.CANCEL, row, (credit_officer, second_reviewer))
    travel.move_to("2026-03-04 09:00:00+08:00")
    assert lapse() == 1
    assert not Displayed.objects.exists()
    assert invariants.broken() == {}
