"""Who reads a person's file, for what, and how far: in the service and in the database (T6)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from credit_portal.audit.models import AuditEvent
from credit_portal.common import acts, clock
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import DomainError, NotAllowed, NotFound
from credit_portal.directory import selectors as directory
from credit_portal.directory import services as acting
from credit_portal.directory import usage
from integrity_files import services
from integrity_files.policies import READ_CREDIT
from tests import factories

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def holder(post: Any, credit_reviewer: Any) -> Any:
    """The holder of the bureau's principal post, with an entry in the file."""
    person = post.appointments.get().person
    services.record_entry(
        subject=person,
        category="C5",
        source=post,
        post=post,
        data={"outcome": "kept"},
        occurred_on=DAY,
        actor=credit_reviewer,
    )
    return person


@pytest.fixture
def personnel(bureau: Any) -> Any:
    """Personnel officer of the bureau itself."""
    return factories.user(
        username="personnel", role="personnel_officer", organisation=bureau, title="人事科长"
    )


@pytest.fixture
def foreign_personnel(other_bureau: Any) -> Any:
    """Personnel officer of another body."""
    return factories.user(
        username="foreign", role="personnel_officer", organisation=other_bureau, title="人事科长"
    )


def _refused(*, person: Any, actor: Any, purpose: str, case: str = "1") -> DomainError:
    with pytest.raises(DomainError) as refused:
        services.file_of(person, actor=actor, purpose=purpose, case_number=case)
    return refused.value


def _seen(actor: Any, purpose: str, scope: list[str], own: str = "") -> int:
    with (
        acts.reading_as(actor, purpose, scope=scope, own=own),
        connection.cursor() as cursor,
    ):
        cursor.execute("select count(*) from integrity_files_fileentry")
        return int(cursor.fetchone()[0])


def test_the_personnel_office_reads_the_files_of_its_own_body(holder: Any, personnel: Any) -> None:
    found = services.file_of(
        holder, actor=personnel, purpose="appraisal", case_number="考〔2026〕1号"
    )
    assert [row.category_id for row in found] == ["C5"]
    event = AuditEvent.objects.get(verb="integrity_files.read_person")
    assert (event.reason_text, event.data) == ("appraisal 考〔2026〕1号", {"entries": 1})


def test_a_foreign_office_finds_no_file(holder: Any, foreign_personnel: Any) -> None:
    foreign = _refused(person=holder, actor=foreign_personnel, purpose="appraisal")
    assert isinstance(foreign, NotFound)
    nobody = acting.create_person(actor=SYSTEM, name="无档案")
    assert _refused(person=nobody, actor=foreign_personnel, purpose="appraisal").code == (
        foreign.code
    )
    why = AuditEvent.objects.filter(verb="integrity_files.read_refused").values_list("data")
    assert list(why) == [({"why": "not_found"},)] * 2


@pytest.mark.parametrize(
    ("purpose", "case", "code"),
    [
        ("好奇", "1", "purpose_unknown"),
        ("", "1", "purpose_unknown"),
        ("review", " ", "case_number_missing"),
        ("appraisal", "1", "file_closed"),
        ("own", "", "not_found"),
    ],
)
def test_it_refuses_a_reading_without_lawful_purpose(
    holder: Any, credit_reviewer: Any, purpose: str, case: str, code: str
) -> None:
    refused = _refused(person=holder, actor=credit_reviewer, purpose=purpose, case=case)
    assert refused.code == code
    assert AuditEvent.objects.filter(verb="integrity_files.read_refused").count() == 1


def test_it_refuses_everybody_without_the_duty(holder: Any, officer: Any, auditor: Any) -> None:
    for actor in (officer, auditor):
        assert isinstance(_refused(person=holder, actor=actor, purpose="review"), NotAllowed)


def test_the_person_reads_his_own_file_and_no_other(
    holder: Any, post: Any, officer: Any, credit_reviewer: Any
) -> None:
    officer.person = holder
    assert len(services.file_of(holder, actor=officer, purpose="own")) == 1
    other = acting.create_person(actor=SYSTEM, name="旁人")
    services.record_entry(
        subject=other,
        category="C5",
        source=other,
        data={},
        occurred_on=DAY,
        actor=credit_reviewer,
    )
    assert isinstance(_refused(person=other, actor=officer, purpose="own"), NotFound)
    assert _seen(officer, "own", [], own=str(holder.pk)) == 1


def test_the_file_goes_along_with_the_person(
    holder: Any, post: Any, other_bureau: Any, personnel: Any, foreign_personnel: Any
) -> None:
    yesterday = clock.today() - timedelta(days=1)
    term = post.appointments.get()
    acting.end_appointment(actor=SYSTEM, appointment=term, ends_on=yesterday)
    assert len(_file(holder, personnel)) == 1  # his last body, as long as he has no other
    seat = acting.create_post(actor=SYSTEM, organisation=other_bureau, title_zh="副局长")
    acting.appoint(actor=SYSTEM, post=seat, person=holder, starts_on=clock.today())
    assert directory.bodies_of_person(holder, clock.today()) == [other_bureau]
    assert len(_file(holder, foreign_personnel)) == 1
    assert isinstance(_refused(person=holder, actor=personnel, purpose="appraisal"), NotFound)


def _file(person: Any, actor: Any) -> list[Any]:
    return services.file_of(person, actor=actor, purpose="appraisal", case_number="1")


@pytest.mark.parametrize(
    "purpose", ["", "  ", "考核", "import", "review", "review ", "own", "reviewer 1"]
)
def test_the_database_opens_for_the_closed_list_only(
    holder: Any, credit_reviewer: Any, purpose: str
) -> None:
    scope = credit_reviewer.organisation_paths(READ_CREDIT)
    assert _seen(credit_reviewer, "review 17", scope) == 1
    assert _seen(credit_reviewer, purpose, scope) == 0


def test_the_database_opens_within_the_scope_only(
    holder: Any, bureau: Any, other_bureau: Any, credit_reviewer: Any
) -> None:
    assert _seen(credit_reviewer, "review 17", [other_bureau.path, bureau.path]) == 1
    for scope in ([], [other_bureau.path], ["x"], [bureau.path[:-2] + "/"]):
        assert _seen(credit_reviewer, "review 17", scope) == 0


def test_the_context_ends_with_the_reading(holder: Any, bureau: Any, credit_reviewer: Any) -> None:
    for _ in range(3):
        assert _seen(credit_reviewer, "review 17", [bureau.path]) == 1
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from integrity_files_fileentry")
            assert cursor.fetchone() == (0,)


@override_settings(LANGUAGE_CODE="zh-hans")
def test_an_appointment_on_which_an_entry_rests_says_so(holder: Any, post: Any) -> None:
    term = post.appointments.get()
    assert "诚信档案" in usage.why_kept(term)
    acting.end_appointment(actor=SYSTEM, appointment=term, ends_on=DAY - timedelta(days=1))
    term.refresh_from_db()
    assert usage.why_kept(term) == ""
    with connection.cursor() as cursor:  # the question opened nothing
        cursor.execute("select count(*) from integrity_files_fileentry")
        assert cursor.fetchone() == (0,)


def test_the_public_role_may_not_ask(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select has_function_privilege(role, 'integrity_files_rests_on(uuid,uuid,date,date)',"
            " 'execute') from unnest(array['portal_public', 'portal_app']) as r(role)"
        )
        assert [row[0] for row in cursor.fetchall()] == [False, True]
