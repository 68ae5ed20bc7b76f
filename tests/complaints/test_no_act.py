"""Whoever is accused or keeps out does nothing about a case, whatever roles he holds; and nobody
decides for the hotline or the credit office about his own body. Each act of the services is tried,
also one that is written tomorrow."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from complaints import services
from complaints.api.cases import STEPS
from complaints.models import (
    CallBack,
    Case,
    Motion,
    PublicAnswer,
    SupervisionLetter,
    UnsealRequest,
    WorkOrder,
)
from complaints.services import recusals
from credit_portal.accounts.models import Role, RoleGrant, User
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import DomainError
from credit_portal.directory.services import appoint
from tests import factories
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
ROLES = (
    "hotline_operator", "hotline_supervisor", "case_handler", "approver", "credit_reviewer",
    "credit_officer", "disciplinary_inspector",
)  # fmt: skip
#: What names a case or a part of one.
KEYS = {
    "case_id", "call_back_id", "motion_id", "letter_id", "answer_id", "request_id", "note_id",
    "result_id", "number",
}  # fmt: skip
#: What the body that handles a case does itself, and what anybody does who sees it.
OF_BODY = {
    "dispatch.sign", "dispatch.give_back", "dispatch.give_back_part", "dispatch.give_opinion",
    "replies.draft",
    "replies.propose", "replies.send_back", "replies.approve", "motions.ask", "motions.resume",
    "letters.answer", "by_case.draft", "by_case.ask_motion", "by_case.answer_letter",
    "recusals.recuse_self", "recusals.take_over", "reading.read_file", "hand_overs.hand_over",
}  # fmt: skip
WORDS = ("reason", "text", "told", "opinion", "words", "title", "facts")
#: Doors that acts begin with, and notes that are of no case.
OTHERS = {"steps.locked", "contacts.call_back_of", "shifts.confirm_note"}
#: What finds nothing here, whoever asks.
EMPTY = {"reading.read_file"}


def services_about_cases() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public act of a person on a case or a part of one."""
    for module in pkgutil.iter_modules(services.__path__):
        found = importlib.import_module(f"{services.__name__}.{module.name}")
        for name, one in inspect.getmembers(found, inspect.isfunction):
            own = one.__module__ == found.__name__ and not name.startswith("_")
            names = inspect.signature(one).parameters if own else {}
            full = f"{module.name}.{name}"
            if "actor" in names and KEYS & set(names) and full not in OTHERS:
                yield full, one


ACTS = dict(services_about_cases())


def everything(username: str, body: Any, city: Any) -> Any:
    """Somebody of a body who holds every role over the whole city."""
    made = factories.user(username=username, role=None, organisation=body, title=username)
    for role in ROLES:
        RoleGrant.objects.create(
            user=made, role=Role.objects.get(pk=role), organisation=city, origin="demo",
            starts_on=factories.START,
        )  # fmt: skip
    return again(made)


def again(user: Any) -> Any:
    """The account as it stands now, just signed in."""
    found = User.objects.get(pk=user.pk)
    found.fresh = True
    return found


@pytest.fixture
def row(cast: Cast, other_bureau: Any) -> Case:
    """A case with one of each of its parts."""
    made = scene.pass_on(cast, scene.accepted(cast), joint_ids=[other_bureau.pk])
    scene.act(services.dispatch.sign, cast.handler, made)
    return made


@pytest.fixture
def values(cast: Cast, row: Case, city: Any) -> dict[str, Any]:
    """An argument for each name that acts have."""
    head, body = cast.supervisor, cast.body
    motion = Motion.objects.create(
        case=row, organisation=body, kind="extension", asker=cast.handler, reason_zh="须核实。",
        asked_on=DAY,
    )  # fmt: skip
    letter = SupervisionLetter.objects.create(
        case=row, organisation=body, number="DB-2026-99999", text_zh="请说明。", issuer=head,
        issued_on=DAY, answer_until=DAY,
    )  # fmt: skip
    request = UnsealRequest.objects.create(
        case=row, asker=head, asker_unit=head.organisation, reason_zh="须核实。",
        asked_at="2026-03-02T09:00:00+08:00",
    )  # fmt: skip
    answer = PublicAnswer.objects.create(
        case=row, organisation=body, category="B01", title_zh="题", question_zh="问",
        answer_zh="答", proposer=head, proposed_on=DAY,
    )  # fmt: skip
    order = WorkOrder.objects.create(
        number="12345", case=row, started_on=DAY, digest=bytes(32), source="file", taken_on=DAY
    )
    result = order.results.create(version=1, content={}, made_on=DAY)
    note = row.notes.create(kind="more", text="补充。", on=DAY)
    call = CallBack.objects.create(case=row, kind="satisfaction", due_on=DAY)
    other = scene.accepted(cast)
    return {
        "case_id": row.pk, "number": row.number, "motion_id": motion.pk, "letter_id": letter.pk,
        "request_id": request.pk, "answer_id": answer.pk, "result_id": result.pk,
        "note_id": note.pk, "call_back_id": call.pk, "into_id": other.pk, "other_id": other.pk,
        "lead_id": body.pk, "organisation_id": body.pk, "proper_body_id": city.pk,
        "user_id": cast.operator.pk, "post_id": cast.handler.post_id,
        "original_id": uuid4(), "ground": "court",
        "regime": "petition", "kind": "extension", "category": "B01", "happened_on": DAY,
        "wanted": "complaint", "urgency": "urgent",
        "grant": True, "satisfied": True, "digest": "x", "verified": True,
        "texts": {"title_zh": "题", "question_zh": "问", "answer_zh": "答"},
        **dict.fromkeys(WORDS, "一句话。"),
    }  # fmt: skip


def outcome(name: str, actor: Any, values: dict[str, Any]) -> str:
    """The code by which an act was refused, "done" where it was not; nothing is left of it."""
    needed = {
        key: values[key]
        for key, one in inspect.signature(ACTS[name]).parameters.items()
        if key != "actor" and (one.default is one.empty or key in KEYS)
        and one.kind is not one.VAR_KEYWORD
    }  # fmt: skip
    if name.startswith("by_case.draft"):
        needed["text"] = values["text"]
    if name == "by_case.reached":
        needed["satisfied"] = True
    try:
        with transaction.atomic():
            ACTS[name](actor=actor, **needed)
            transaction.set_rollback(True)
    except DomainError as error:
        return error.code
    return "done"


def outcomes(actor: Any, values: dict[str, Any]) -> dict[str, str]:
    return {name: outcome(name, again(actor), values) for name in ACTS}


def test_somebody_without_a_bar_gets_further(
    city: Any, credit_office: Any, values: dict[str, Any], vault: Any
) -> None:
    """So that what follows says something: the same roles, and each act finds the case."""
    free = everything("free", credit_office, city)
    lost = {name for name, code in outcomes(free, values).items() if code == "not_found"}
    assert lost == EMPTY
    assert len(ACTS) > 50


@pytest.mark.parametrize("why", ["accused", "recused"])
def test_whoever_must_not_know_finds_no_case_to_act_on(
    city: Any, credit_office: Any, cast: Cast, row: Case, values: dict[str, Any], why: str
) -> None:
    user = everything("barred", credit_office, city)
    if why == "accused":
        appoint(
            actor=SYSTEM, post=user.post, person=user.person, kind="regular", starts_on=DAY,
        )  # fmt: skip
        Case.objects.filter(pk=row.pk).update(accused_post=user.post)
    else:
        scene.act(recusals.recuse, cast.supervisor, row, user_id=user.pk)
    found = outcomes(user, values)
    assert {name: code for name, code in found.items() if code != "not_found"} == {}


def test_nobody_acts_for_the_hotline_about_his_own_body(
    city: Any, cast: Cast, values: dict[str, Any]
) -> None:
    own = everything("own", cast.body, city)
    found = outcomes(own, values)
    wrong = {
        name: code
        for name, code in found.items()
        if name not in OF_BODY and code not in {"own_body", "not_found"}
    }
    assert wrong == {}
    assert found["replies.draft"] == "done"


def test_a_secret_report_is_not_there_for_the_body_that_it_accuses(
    city: Any, cast: Cast, other_bureau: Any
) -> None:
    own = everything("own", cast.body, city)
    row = scene.accepted(cast, purpose="report", is_secret=True)
    scene.act(
        services.dispatch.dispatch, cast.supervisor, row, lead_id=other_bureau.pk, told=scene.TOLD
    )
    scene.refused("not_found", services.dispatch.sign, own, row)
    below = factories.organisation(parent=cast.body, name_zh="示例所", name_en="Station")
    secret = scene.accepted(cast, purpose="report", is_secret=True)
    scene.refused(
        "not_to_accused", services.dispatch.dispatch, cast.supervisor, secret, lead_id=below.pk,
        told=scene.TOLD,
    )  # fmt: skip


def test_the_api_answers_him_as_if_there_were_no_case(
    city: Any, credit_office: Any, cast: Cast, row: Case
) -> None:
    user = everything("barred", credit_office, city)
    scene.act(recusals.recuse, cast.supervisor, row, user_id=user.pk)
    client = Client()
    client.force_login(again(user))
    path = f"/api/v1/complaints/{row.pk}/transitions/"
    answers = {
        name: client.post(f"{path}{name}/", {}, content_type="application/json").status_code
        for name in STEPS
    }
    assert answers == dict.fromkeys(STEPS, 404)
