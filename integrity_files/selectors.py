"""Every read of the integrity files."""

from django.db import connection
from django.db.models import QuerySet

from credit_portal.directory.models import Appointment, Organisation
from integrity_files.models import Category, FileEntry, SubjectKind


def categories(subject_kind: str | None = None) -> QuerySet[Category]:
    """The closed catalogue in its order, for one kind of subject when given."""
    rows = Category.objects.order_by("position")
    return rows.filter(subject_kind=subject_kind) if subject_kind else rows


def entries_of(organisation: Organisation) -> QuerySet[FileEntry]:
    """Entries in the file of a body, newest first, with category and post.

    Row-level security leaves these readable to the application without a purpose; they are
    never public by themselves (what is public goes through `publishing`).
    """
    return (
        FileEntry.objects.filter(subject_kind=SubjectKind.ORGANISATION, organisation=organisation)
        .select_related("category", "post")
        .order_by("-occurred_on", "-id")
    )


def rests_on(appointment: Appointment) -> bool:
    """Whether an entry in a person's file rests on this appointment. Answers without reading it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select integrity_files_rests_on(%s, %s, %s, %s)",
            [
                appointment.person_id,
                appointment.post_id,
                appointment.starts_on,
                appointment.ends_on,
            ],
        )
        return bool(cursor.fetchone()[0])
