"""Entries in the files of bodies and persons, as the application role."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from credit_portal.audit.models import AuditEvent
from credit_portal.common.errors import Conflict, Invalid
from integrity_files import selectors, services
from integrity_files.models import Category, FileEntry
from integrity_files.rules import CATEGORIES

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def _record(subject: Any, source: Any, actor: Any, **more: Any) -> FileEntry:
    category = "O1" if subject._meta.label_lower == "directory.organisation" else "C5"
    given = {"category": category, "data": {"outcome": "kept"}, "occurred_on": DAY, **more}
    return services.record_entry(subject=subject, source=source, actor=actor, **given)


@pytest.fixture
def holder(post: Any) -> Any:
    """The person who holds the bureau's principal post."""
    return post.appointments.get().person


def _rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from integrity_files_fileentry")
        return int(cursor.fetchone()[0])


def test_an_outcome_enters_both_files(
    bureau: Any, post: Any, holder: Any, credit_reviewer: Any
) -> None:
    entry = _record(bureau, post, credit_reviewer, post=post)
    _record(holder, post, credit_reviewer, post=post)
    assert list(selectors.entries_of(bureau)) == [entry]
    assert (entry.subject_kind, entry.category.name_zh) == ("organisation", "承诺和兑现情况")
    assert entry.actor_title == credit_reviewer.title
    found = services.file_of(
        holder, actor=credit_reviewer, purpose="review", case_number="SY-C2026-17"
    )
    assert [row.category_id for row in found] == ["C5"]
    assert AuditEvent.objects.filter(verb="integrity_files.record_entry").count() == 2


def test_an_outcome_is_entered_once(bureau: Any, post: Any, credit_reviewer: Any) -> None:
    first = _record(bureau, post, credit_reviewer)
    with pytest.raises(Conflict) as refused:
        _record(bureau, post, credit_reviewer)
    assert refused.value.code == "already_entered"
    second = _record(bureau, post, credit_reviewer, source_version=2, corrects=first)
    assert list(first.corrected_by.all()) == [second]


def test_a_correction_stays_in_its_file(
    bureau: Any, other_bureau: Any, post: Any, credit_reviewer: Any
) -> None:
    first = _record(bureau, post, credit_reviewer)
    with pytest.raises(Invalid):
        _record(other_bureau, post, credit_reviewer, corrects=first)


@pytest.mark.parametrize("category", ["C5", "O99", "", "x"])
def test_the_catalogue_is_closed(
    category: str, bureau: Any, post: Any, credit_reviewer: Any
) -> None:
    with pytest.raises(Invalid):
        _record(bureau, post, credit_reviewer, category=category)


@pytest.mark.parametrize(
    "data", [{"text": "字" * 101}, {"share": 0.5}, {"list": [{"a": "b" * 200}]}]
)
def test_entries_hold_no_prose(data: Any, bureau: Any, post: Any, credit_reviewer: Any) -> None:
    with pytest.raises(Invalid):
        _record(bureau, post, credit_reviewer, data=data)


def test_the_catalogue_names_its_legal_source() -> None:
    rows = list(Category.objects.order_by("position"))
    assert [row.code for row in rows] == [rule.code for rule in CATEGORIES]
    assert all(row.source_zh and row.source_en for row in rows)
    assert [row.code for row in selectors.categories("person")] == [f"C{n}" for n in range(1, 14)]


def test_exactly_one_subject(bureau: Any, holder: Any, post: Any, credit_reviewer: Any) -> None:
    entry = _record(bureau, post, credit_reviewer)
    for organisation, person in [(bureau, holder), (None, None), (None, holder)]:
        with pytest.raises(IntegrityError), transaction.atomic():
            FileEntry.objects.create(
                subject_kind="organisation",
                organisation=organisation,
                person=person,
                category_id="O1",
                source_type="x",
                source_id="x",
                data={},
                occurred_on=DAY,
                recorded_at=entry.recorded_at,
                act_id=entry.act_id,
            )


@pytest.mark.parametrize(
    "statement",
    [
        "update integrity_files_fileentry set data = '{}'",
        "delete from integrity_files_fileentry",
        "truncate integrity_files_fileentry",
        "delete from integrity_files_category",
        "alter table integrity_files_fileentry disable row level security",
        "drop policy fileentry_read on integrity_files_fileentry",
        "set local session_replication_role = replica",
    ],
)
def test_entries_are_insert_only(
    statement: str, bureau: Any, post: Any, credit_reviewer: Any
) -> None:
    _record(bureau, post, credit_reviewer)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_row_level_security_is_forced() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relrowsecurity, relforcerowsecurity from pg_class"
            " where relname = 'integrity_files_fileentry'"
        )
        assert cursor.fetchone() == (True, True)
