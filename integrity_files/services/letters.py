"""Letters: drafted by one person, issued by a second under the next number of the series."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import fresh
from credit_portal.accounts.capacity import in_capacity
from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import acts, clock
from credit_portal.common.actors import Actor, actor_id
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotAllowed, Stale
from credit_portal.directory.models import Organisation
from credit_portal.files import services as files
from credit_portal.files.models import StoredFile
from credit_portal.notices.services import notify
from integrity_files import letter_pdf
from integrity_files import policies as base
from integrity_files import policies_letters as policies
from integrity_files import selectors_leads as leads
from integrity_files import selectors_letters as selectors
from integrity_files import selectors_records as records
from integrity_files.codes_letters import LetterKind, LetterState
from integrity_files.codes_records import RecordState
from integrity_files.models import Letter, LetterEvent, LetterSeries, Record
from integrity_files.selectors_responsible import require_other
from integrity_files.services.record_steps import words

PURPOSE = "letter"
MOST_ENCLOSURES = 20
DETERMINED = (RecordState.DECIDED, RecordState.REVOKED)
TURNS = ("decided", "corrected", "revoked", "settled", "dropped")
"""Steps by which what a letter says of a record no longer holds."""
TEXTS = ("addressee", "addressee_zh", "title_zh", "body_zh", "enclosures", "copies_zh")


def locked(actor: Actor, letter_id: UUID, verb: str, expected: int | None = None) -> Letter:
    """The letter, locked; the actor holds the verb over its organ. Raises NotFound, NotAllowed,
    Stale."""
    row = lock(selectors.visible_to(actor), letter_id)
    policies.require(actor, verb, row.organ)
    if expected is not None and row.version != expected:
        raise Stale(
            "stale",
            _("Somebody else changed this meanwhile. Reload the page and look again."),
        )
    return row


def note(row: Letter, name: str, actor: Actor) -> None:
    """Write one step of the story and its audit row."""
    LetterEvent.objects.create(
        letter=row, act_id=acts.current_act_id(), name=name, at=clock.now(), on=clock.today(),
        actor_id=actor_id(actor), actor_title=actor.title[:200],
    )  # fmt: skip
    audit.record(
        f"integrity_files.letter_{name}", actor=actor, target=row, new={"state": row.state},
        organisation=row.organ, number=row.number,
    )  # fmt: skip


def tell(template: str, row: Letter, recipients: Iterable[User], key: str) -> None:
    """A message about a letter."""
    notify(
        recipients=recipients, template=template,
        context={
            "title_zh": row.title_zh, "title_en": row.title_zh,
            "organisation_zh": row.organ.name_zh,
            "organisation_en": row.organ.name_en or row.organ.name_zh,
            "url": f"/staff/letters/{row.pk}/",
        },
        dedupe_key=f"integrity_files.letter:{key}:{row.pk}:{row.version}",
        organisation=row.organ, target=row,
    )  # fmt: skip


def save(row: Letter, *fields: str) -> None:
    """Save the locked row."""
    row.updated_at, row.version = clock.now(), row.version + 1
    row.save(update_fields=[*fields, "updated_at", "version"])


@transaction.atomic
def draft_letter(
    *, actor: User, kind: str, texts: dict[str, Any], record_id: UUID | None = None,
    lead_id: UUID | None = None,
) -> Letter:  # fmt: skip
    """Draft a letter of the actor's organ, about a record or a lead he works on, or neither.

    `texts`: addressee (key of a body, or None), addressee_zh, title_zh, body_zh, enclosures (list
    of lines), copies_zh. Raises Invalid ("kind_unknown", "words_missing" …), NotAllowed, NotFound.
    """
    organ = actor.organisation
    if organ is None:
        raise NotAllowed("not_allowed", _("Your role does not include this step here."))
    policies.require(actor, policies.DRAFT, organ)
    if kind not in LetterKind.values:
        raise Invalid("kind_unknown", _("Choose a kind from the list."), field="kind")
    now = clock.now()
    row = Letter(
        kind=kind, organ=organ, drafter=actor, drafted_on=clock.today(), created_at=now,
        updated_at=now, record=records.record(actor, record_id) if record_id else None,
        lead=leads.lead(actor, lead_id) if lead_id else None,
    )  # fmt: skip
    _require_outside(actor, row)
    _write(row, texts)
    row.save(force_insert=True)
    actor = in_capacity(actor, policies.DRAFT, organ)
    note(row, "drafted", actor)
    _ask(row)
    return row


def _require_outside(actor: User, row: Letter) -> None:
    """Nobody writes or issues letters of a case about his own body, or in which he is named."""
    for case in (row.record, row.lead):
        if case is not None and (found := base.bar(actor, case.organisation)):
            raise NotAllowed(*found)
    if row.record is not None:
        require_other(actor, row.record)


def _require_case(actor: User, row: Letter) -> None:
    """Raise NotAllowed ("own_body"), Conflict ("not_determined", "not_noticed") where what the
    letter tells has not happened, ("record_ended") where the record was decided, corrected or came
    to its end after the draft was written: whoever drafted it looks at it again first."""
    _require_outside(actor, row)
    if row.record is None:
        return
    _require_happened(row, records.locked(str(row.record_id)))
    written = row.events.filter(name__in=["drafted", "changed"]).latest("id").at
    if row.record.events.filter(name__in=TURNS, at__gt=written).exists():
        raise Conflict(
            "record_ended",
            _("The record was decided, corrected, revoked, settled or dropped after this was"
              " drafted. Send it back, so that the draft is looked at again."),
        )  # fmt: skip


def _require_happened(row: Letter, record: Record) -> None:
    """A decision is told once it was taken, a notice once it was served."""
    if row.kind == LetterKind.DECISION and record.state not in DETERMINED:
        raise Conflict(
            "not_determined",
            _("Nothing is decided of the record yet. The letter can be issued once it is."),
        )
    if row.kind == LetterKind.NOTICE and record.noticed_on is None:
        raise Conflict(
            "not_noticed", _("The notice is not served yet. The letter can be issued once it is.")
        )


def _ask(row: Letter) -> None:
    told = [one for one in policies.holders(policies.ISSUE, row.organ) if one.pk != row.drafter_id]
    tell("letter_to_issue", row, told, "to_issue")


def _write(row: Letter, texts: dict[str, Any]) -> None:
    addressee = texts.get("addressee") or None
    row.addressee = Organisation.objects.filter(pk=addressee).first() if addressee else None
    named = str(texts.get("addressee_zh") or "").strip()
    if not named and row.addressee is not None:
        named = row.addressee.name_zh
    row.addressee_zh = words(named, "addressee_zh", 200)
    row.title_zh = words(texts.get("title_zh"), "title_zh", 200)
    row.body_zh = words(texts.get("body_zh"), "body_zh", 20000)
    lines = [str(one).strip()[:200] for one in texts.get("enclosures") or []]
    row.enclosures = [one for one in lines if one][:MOST_ENCLOSURES]
    row.copies_zh = str(texts.get("copies_zh") or "").strip().rstrip("。")[:300]


def _own_draft(actor: User, row: Letter) -> None:
    if row.state != LetterState.DRAFT:
        raise Conflict("not_draft", _("It is no draft any more."))
    if row.drafter_id != actor.pk:
        raise NotAllowed("not_drafter", _("Only whoever drafted it changes it."))


@transaction.atomic
def change_letter(
    *, actor: User, letter_id: UUID, texts: dict[str, Any], expected_version: int | None = None
) -> Letter:
    """Change one's own draft. Raises Conflict ("not_draft"), NotAllowed ("not_drafter")."""
    row = locked(actor, letter_id, policies.DRAFT, expected_version)
    _own_draft(actor, row)
    _write(row, texts)
    row.back_zh, row.drafted_on = "", clock.today()
    save(row, *TEXTS, "back_zh", "drafted_on")
    note(row, "changed", in_capacity(actor, policies.DRAFT, row.organ))
    _ask(row)
    return row


@transaction.atomic
def give_up_letter(
    *, actor: User, letter_id: UUID, expected_version: int | None = None
) -> Letter:  # fmt: skip
    """Give one's own draft up: it stays on file without a number."""
    row = locked(actor, letter_id, policies.DRAFT, expected_version)
    _own_draft(actor, row)
    row.state = LetterState.GIVEN_UP
    save(row, "state")
    note(row, "given_up", in_capacity(actor, policies.DRAFT, row.organ))
    return row


@transaction.atomic
def return_letter(
    *, actor: User, letter_id: UUID, reason: str, expected_version: int | None = None
) -> Letter:
    """Send a draft back with the reasons. Raises Conflict ("not_draft"), NotAllowed."""
    row = locked(actor, letter_id, policies.ISSUE, expected_version)
    if row.state != LetterState.DRAFT:
        raise Conflict("not_draft", _("It is no draft any more."))
    row.back_zh = words(reason, "reason", 2000)
    save(row, "back_zh")
    note(row, "sent_back", in_capacity(actor, policies.ISSUE, row.organ))
    tell("letter_ended", row, [row.drafter], "sent_back")
    return row


@transaction.atomic
def issue_letter(
    *, actor: User, letter_id: UUID, expected_version: int | None = None
) -> Letter:  # fmt: skip
    """Issue it: the next number of organ, kind and year, the PDF, its archive copy with its hash.

    The row of the series is held until the end of the transaction: numbers have no gap and no
    double, also when two issue at once. Raises NotAllowed ("four_eyes", "own_body"),
    Conflict ("not_draft", "not_determined", "record_ended" …), ReauthenticationNeeded.
    """
    row = locked(actor, letter_id, policies.ISSUE, expected_version)
    fresh.require(actor, policies.ISSUE)
    if row.state != LetterState.DRAFT:
        raise Conflict("not_draft", _("It is no draft any more."))
    base.require_second(actor, row.drafter, row.drafted_on)
    _require_case(actor, row)
    actor = in_capacity(actor, policies.ISSUE, row.organ)
    row.state, row.issuer, row.issued_on, row.back_zh = LetterState.ISSUED, actor, clock.today(), ""
    row.year = clock.today().year
    row.sequence = _next(row, row.year)
    row.number = letter_pdf.number_of(row, row.year, row.sequence)
    content = ContentFile(letter_pdf.make(row, row.number, row.issued_on), f"{row.number}.pdf")
    row.archive = files.store(upload=content, owner=actor, purpose=PURPOSE)
    row.archive_sha256 = row.archive.sha256
    save(row, "state", "issuer", "issued_on", "back_zh", "year", "sequence", "number", "archive",
         "archive_sha256")  # fmt: skip
    note(row, "issued", actor)
    tell("letter_ended", row, [row.drafter], "issued")
    return row


def _next(row: Letter, year: int) -> int:
    """The next number of the series; whoever comes second waits for the first to end."""
    series, _made = LetterSeries.objects.get_or_create(organ=row.organ, kind=row.kind, year=year)
    series = lock(LetterSeries, series.pk)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


@transaction.atomic
def read_letter(*, actor: User, letter_id: UUID) -> tuple[Letter, StoredFile | None]:
    """A visible letter and its archive copy, the look on record; None while it is a draft."""
    row = selectors.letter(actor, letter_id)
    if row.archive is not None:
        audit.record(
            "integrity_files.letter_seen", actor=actor, target=row, organisation=row.organ,
            number=row.number,
        )  # fmt: skip
    return row, row.archive
