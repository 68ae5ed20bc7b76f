"""Writing integrity files, and the audited reading of a person's file."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.audit import services as audit
from credit_portal.common import acts, clock
from credit_portal.common.actors import Actor, actor_id
from credit_portal.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from credit_portal.directory.models import Organisation, Person, Post
from credit_portal.directory.selectors import bodies_of_person
from integrity_files import policies, purposes
from integrity_files.models import FileEntry, SubjectKind
from integrity_files.purposes import Purpose
from integrity_files.rules import BY_CODE

LONGEST_CODE = 100


@transaction.atomic
def record_entry(
    *,
    subject: Organisation | Person,
    category: str,
    source: models.Model,
    data: Mapping[str, Any],
    occurred_on: date,
    actor: Actor,
    post: Post | None = None,
    source_version: int = 1,
    corrects: FileEntry | None = None,
) -> FileEntry:
    """Write one entry into the file of `subject`, in the caller's transaction.

    `category` is a code of the closed catalogue that fits the subject; `data` holds codes, ids
    and figures, no prose; `source` is the case the entry comes from, entered once per category,
    subject and `source_version`. `corrects` names an entry of the same file that this one
    replaces. Raises Invalid and Conflict ("already_entered").
    """
    entry = FileEntry(
        **_subject(subject),
        post=post,
        category_id=category,
        source_type=source._meta.label_lower,
        source_id=str(source.pk),
        source_version=source_version,
        data=dict(data),
        occurred_on=occurred_on,
        recorded_at=clock.now(),
        actor_id=actor_id(actor),
        actor_title=actor.title[:200],
        corrects=corrects,
        act_id=acts.current_act_id(),
    )
    _check(entry)
    _insert_once(entry)
    new = {"category": category, "source": entry.source_id}
    audit.record("integrity_files.record_entry", actor=actor, target=entry, new=new)
    return entry


def earlier_entry(
    *, subject: Organisation | Person, category: str, source: models.Model, actor: Actor
) -> FileEntry | None:
    """The entry that an earlier case wrote into the file, so that a review may correct it.

    Of a person's file nothing else is read: row-level security opens it for the purpose of a
    review, over the bodies whose file it is today.
    """
    rows = FileEntry.objects.filter(
        source_type=source._meta.label_lower, source_id=str(source.pk), category_id=category
    )
    if isinstance(subject, Organisation):
        return rows.filter(organisation=subject).order_by("-recorded_at", "-id").first()
    bodies = bodies_of_person(subject, clock.today())
    reason = purposes.reason(Purpose.REVIEW, str(source.pk))
    with acts.reading_as(actor, reason, scope=[body.path for body in bodies]):
        return rows.filter(person=subject).order_by("-recorded_at", "-id").first()


def file_of(
    person: Person, *, actor: Actor, purpose: str, case_number: str = ""
) -> list[FileEntry]:
    """The entries of a person's file, newest first; the look itself is an audit row.

    `purpose` is one of `purposes.Purpose`, with the number of the case where it serves one. Read
    by the person himself, and by those whose duty covers the purpose over the body in which the
    person holds a post today (or held the last one). Raises NotAllowed for a purpose that is not
    of the list, names no case or is not the reader's; NotFound for a person of a foreign body, as
    if there were no file (security.md T26). Refusals are audited too.
    """
    try:
        reason, paths = _require_reader(person, actor, purpose, case_number)
    except DomainError as refusal:
        with transaction.atomic():
            audit.record(
                "integrity_files.read_refused", actor=actor, target=person, why=refusal.code
            )
        raise
    own = str(person.pk) if purpose == Purpose.OWN else ""
    with acts.reading_as(actor, reason, scope=paths, own=own):
        entries = list(
            FileEntry.objects.filter(subject_kind=SubjectKind.PERSON, person=person)
            .select_related("category", "post")
            .order_by("-occurred_on", "-id")
        )
        audit.record(
            "integrity_files.read_person",
            actor=actor,
            target=person,
            reason=reason,
            entries=len(entries),
        )
    return entries


def _require_reader(
    person: Person, actor: Actor, purpose: str, case_number: str
) -> tuple[str, list[str]]:
    """Reason and scope of a lawful reading; raises NotAllowed, NotFound."""
    reason = purposes.reason(purpose, case_number)
    if purpose == Purpose.OWN:
        if policies.is_self(actor, person):
            return reason, []
        raise _foreign()
    paths = policies.scope_for(actor, purpose)
    if not paths:
        raise NotAllowed(
            "file_closed",
            _("This file is read by the person and by offices whose duty covers the purpose."),
        )
    if not policies.covers(paths, bodies_of_person(person, clock.today())):
        raise _foreign()
    return reason, paths


def _foreign() -> NotFound:
    return NotFound("not_found", _("There is no such entry, or it is not yours to see."))


def _subject(subject: Organisation | Person) -> dict[str, Any]:
    if isinstance(subject, Person):
        return {"subject_kind": SubjectKind.PERSON, "person": subject}
    return {"subject_kind": SubjectKind.ORGANISATION, "organisation": subject}


def _check(entry: FileEntry) -> None:
    _check_category(entry.category_id, entry.subject_kind)
    _check_data(entry.data)
    _check_correction(entry, entry.corrects)


def _check_category(code: str, kind: str) -> None:
    rule = BY_CODE.get(code)
    if rule is None or rule.subject_kind != kind:
        raise Invalid(
            "category_unknown",
            _("The catalogue has no such category for this subject."),
            field="category",
        )


def _check_data(value: Any) -> None:
    """Codes, ids and figures only: prose would make erasure impossible (style rule 23)."""
    if isinstance(value, Mapping):
        for item in value.values():
            _check_data(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _check_data(item)
    elif not _is_code(value):
        raise Invalid("entry_data", _("A file entry holds codes and figures only."), field="data")


def _is_code(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_CODE
    return value is None or isinstance(value, int)


def _check_correction(entry: FileEntry, corrects: FileEntry | None) -> None:
    if corrects is None:
        return
    same = (entry.organisation_id, entry.person_id, entry.category_id)
    if same != (corrects.organisation_id, corrects.person_id, corrects.category_id):
        raise Invalid(
            "correction_foreign",
            _("A correction replaces an entry of the same file and category."),
            field="corrects",
        )


def _insert_once(entry: FileEntry) -> None:
    """Insert; a twin from the same source is a Conflict and leaves the transaction usable."""
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        if "fileentry_once" not in str(error):
            raise
        raise Conflict("already_entered", _("This outcome already stands in the file.")) from error
