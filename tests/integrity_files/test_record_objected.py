"""An objection to a breach record: the mark, the correction with its new text, the end of both."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from credit_portal.common import acts, clock, invariants
from credit_portal.common.errors import DomainError
from credit_portal.publishing.models import Decision, Displayed
from credit_portal.publishing.services import publish_all
from integrity_files import objection_pdf, services
from integrity_files.models import Objection, Record, Tip
from integrity_files.services import objection_decision as decision
from integrity_files.services import objection_filing as filing
from integrity_files.views.objection_panel import form_for, given
from tests.integrity_files import objection_scenes as objections
from tests.integrity_files import record_scenes as records

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any) -> Any:
    """A record on display."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False):
        yield records.displayed(credit_officer, credit_reviewer, officer, bureau)


def document(row: Record) -> Any:
    publish_all()
    return Displayed.objects.get(ref=row.ref).document


def test_the_mark_is_on_it_and_the_new_text_takes_its_place(
    row: Record, credit_officer: Any, second_reviewer: Any
) -> None:
    found, _code = objections.verified(row.ref, credit_officer)
    assert document(row)["objection"] == {"since": "2026-03-02", "open": 1}
    form = form_for("propose", found, {
        "result": "corrected", "reason": "金额确有误。", "to_amount": "900000",
        "to_title_zh": row.title_zh,
    })  # fmt: skip
    assert form.is_valid() is True
    assert list(given(form)["changes"])
    changes = {"amount": "900000"}
    more = {"result": "corrected", "reason": "金额确有误。", "changes": changes}
    found = objections.act(decision.propose, credit_officer, found, **more)
    assert [new for _label, _old, new in decision.corrections(found)] == ["900000.00"]
    objections.act(decision.decide, second_reviewer, found)
    shown = document(row)
    assert (shown.get("objection"), shown["amount"]) == (None, "900000")
    assert Record.objects.get(pk=row.pk).corrections.count() == 1


def test_the_body_objects_by_its_desk_and_thinks_better_of_it(row: Record, officer: Any) -> None:
    more: dict[str, Any] = {"ref": row.ref, "ground": "facts", "words": "款项已于二月底付清。"}
    found = acts.run(filing.object_by_desk, actor=officer, **more).value
    assert document(row)["objection"]["open"] == 1
    objections.act(filing.withdraw_by_desk, officer, found)
    assert "objection" not in document(row)
    assert invariants.broken() == {}


def test_a_correction_says_what_is_to_stand_there(row: Record, credit_officer: Any) -> None:
    found, _code = objections.verified(row.ref, credit_officer)
    unfit: list[tuple[str, Any]] = [
        ("nothing_changed", None), ("nothing_changed", {"facts_zh": row.facts_zh}),
        ("value_unfit", {"facts_zh": {"a": 1}}), ("value_unfit", {"paper_date": "x"}),
        ("value_unfit", {"amount": [1]}), ("amount", {"amount": "NaN"}),
        ("amount", {"amount": "-1"}),
        ("too_long", {"title_zh": "题" * 201}), ("severity_unfit", {"severity": "grave"}),
        ("date_after_proposal", {"paper_date": "2026-03-03"}), ("field_unknown", {"ref": "X"}),
        ("date_missing", {"paper_date": ""}), ("words_missing", {"title_zh": ""}),
    ]  # fmt: skip
    with time_machine.travel("2026-03-04 09:00:00+08:00", tick=False):
        for code, changes in unfit:
            with pytest.raises(DomainError) as error:
                objections.act(decision.propose, credit_officer, found, result="corrected",
                               reason="有误。", changes=changes)  # fmt: skip
            assert (error.value.code, error.value.status, changes) == (code, 422, changes)


def test_who_decided_the_record_does_not_decide_its_objection(
    row: Record, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any
) -> None:
    found, _code = objections.proposed(row.ref, credit_officer, "cancelled")
    with pytest.raises(DomainError) as error:
        objections.act(decision.decide, credit_reviewer, found)
    assert error.value.code == "decided_before"
    objections.act(decision.decide, second_reviewer, found)
    publish_all()
    assert not Displayed.objects.filter(ref=row.ref).exists()
    assert Decision.objects.filter(act="withdraw").count() == 1
    assert Record.objects.get(pk=row.pk).state == "revoked"


def test_off_display_the_title_is_neither_shown_nor_kept(
    row: Record, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any
) -> None:
    found, code = objections.decided(row.ref, credit_officer, second_reviewer)
    objections.tip(row.ref)

    def seen() -> list[bool]:
        page = Client().post(reverse("objections:mine"), {"code": code}).content.decode()
        said = objection_pdf.data(Objection.objects.get(pk=found.pk))["paragraphs"][0]
        assert row.ref in page and row.ref in said
        return [row.title_zh in page, row.title_zh in said]

    publish_all()
    assert seen() == [True, True]
    assert row.last_day is not None
    for late, shown in ((0, True), (1, False)):  # no job has run
        day = datetime.combine(row.last_day, time(9), clock.TZ) + timedelta(days=late)
        with time_machine.travel(day, tick=False):
            assert seen() == [shown, shown]
    hide: dict[str, Any] = {"reason": "court", "words": "法院裁定暂停公示。"}
    hide |= {"actor": credit_officer, "record_id": row.pk}
    acts.run(services.hide_record, **hide)
    assert seen() == [False, False]
    assert Objection.objects.get(pk=found.pk).title_zh == row.title_zh
    acts.run(services.end_hiding, actor=credit_reviewer, record_id=row.pk, why="裁定已撤销。")
    again = {"reason": "personal", "actor": second_reviewer}  # whoever hid it does not again
    acts.run(services.hide_record, **{**hide, **again})
    assert [one.objects.get(ref=row.ref).title_zh for one in (Objection, Tip)] == ["", ""]
    assert invariants.broken() == {}
