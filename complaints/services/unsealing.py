"""Opening an identity: a reason, a second person of another unit, minutes, once.

The vault reads the same rows and decides for itself (docs/vault.md); what is refused here is
refused there too. The reporter finds the day, and no names, by his receipt.
"""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import policies, sealing, vault_client
from complaints import selectors_identity as selectors
from complaints.codes import NoteKind, UnsealState
from complaints.models import Case, UnsealRequest
from complaints.secret import Secret
from complaints.services import originals, steps
from credit_portal.accounts import fresh
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_anywhere, holders_of
from credit_portal.common import acts, clock
from credit_portal.common.actors import ANYBODY, SYSTEM, Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, NotAllowed, NotFound
from credit_portal.directory.models import Organisation
from credit_portal.files import storage
from credit_portal.notices.services import notify

#: Days after which a request that nobody decided on ends (set by this portal).
ASKED_DAYS = 7
RUNNING = (UnsealState.ASKED, UnsealState.CONFIRMED)


@transaction.atomic
def ask(*, actor: User, number: str, reason: str) -> UnsealRequest:
    """Ask to see who reported the case of this number. The other units learn of it.

    Raises NotFound, NotAllowed ("no_unit"), Conflict ("nothing_kept", "asked_already"), Invalid.
    """
    found = selectors.case_by_number(actor, number)
    row = lock(selectors.cases_for(actor, policies.ASK_UNSEAL).order_by(), found.pk)
    policies.require(actor, policies.ASK_UNSEAL, row.accused)
    unit = _unit(actor)
    if not selectors.is_kept(row):
        raise Conflict("nothing_kept", _("The reporter left nothing that could be opened."))
    running = row.unsealings.filter(asker=actor, state__in=RUNNING)
    if any(not selectors.is_over(one) for one in running):
        raise Conflict("asked_already", _("You asked for it already, and that still runs."))
    made = UnsealRequest.objects.create(
        case=row, asker=actor, asker_unit=unit, asked_at=clock.now(),
        reason_zh=steps.words(reason, "reason", 2000),
    )  # fmt: skip
    steps.note(row, "unseal_asked", actor, request=str(made.pk))
    _tell("complaint_unseal_asked", made, _deciders(row, unit), "asked")
    return made


@transaction.atomic
def confirm(*, actor: User, request_id: UUID, expected_version: int | None = None) -> UnsealRequest:
    """Confirm the request of another unit; from now on its asker has UNSEAL_MINUTES.

    Raises NotFound, NotAllowed ("four_eyes", "same_unit"), ReauthenticationNeeded, Conflict
    ("decided_already", "asker_barred").
    """
    made = _to_decide(actor, request_id, expected_version)
    fresh.require(actor, policies.CONFIRM_UNSEAL)
    made.state = UnsealState.CONFIRMED
    made.expires_at = clock.now() + timedelta(minutes=settings.UNSEAL_MINUTES)
    _decided(made, actor)
    steps.note(made.case, "unseal_confirmed", actor, request=str(made.pk))
    return made


@transaction.atomic
def refuse(
    *, actor: User, request_id: UUID, reason: str, expected_version: int | None = None
) -> UnsealRequest:
    """Do not confirm it, saying why. Raises as `confirm`, and Invalid."""
    made = _to_decide(actor, request_id, expected_version)
    words = steps.words(reason, "reason", 2000)
    said = steps.say(made.case, NoteKind.REASON, words, author=actor)
    made.state = UnsealState.REFUSED
    _decided(made, actor)
    steps.note(made.case, "unseal_refused", actor, about=said, request=str(made.pk))
    return made


def open_identity(*, actor: User, request_id: UUID) -> Secret:
    """Who reported, as the JSON that was sealed, for this one look. Not inside a transaction.

    1. The vault reads the request, writes its audit row, opens. 2. That it was seen is written into
    the story; when that fails nothing is shown. Raises NotFound, NotAllowed, VaultAway, Conflict
    ("shown_already", "not_running"), ReauthenticationNeeded.
    """
    made = selectors.request(actor, request_id)
    _require_running(made, actor)
    fresh.require_proof(actor)
    found = vault_client.open_identity(made.pk, actor.pk)
    acts.run(_shown, actor=actor, purpose="unsealing", request_id=made.pk)
    return found


@transaction.atomic
def _shown(*, actor: User, request_id: UUID) -> UnsealRequest:
    """It is shown now: once, whoever else opens the same request at the same moment."""
    made = _locked(actor, request_id)
    _require_running(made, actor)
    steps.note(made.case, selectors.SHOWN, ANYBODY, request=str(made.pk))
    return made


def open_original(*, actor: User, request_id: UUID, original_id: UUID) -> bytes:
    """A file as it was handed in, metadata and all, by a confirmed request; as often as needed
    within its minutes. Not inside a transaction.

    Raises NotFound, NotAllowed (`vault_cannot_open` for what was altered), Conflict
    ("not_running"), VaultAway, ReauthenticationNeeded.
    """
    made = selectors.request(actor, request_id)
    _require_confirmed(made, actor)
    fresh.require_proof(actor)
    original = made.case.originals.filter(pk=original_id).first()
    if original is None:
        raise NotFound("not_found", _("There is no such file."))
    try:
        source = io.BytesIO(storage.read(original.storage_name, originals.AREA))
    except FileNotFoundError:
        raise NotFound("not_found", _("There is no such file.")) from None
    own = vault_client.open_original(
        made.pk, actor.pk, original.pk, sealing.file_head(source)
    )  # fmt: skip
    try:
        content = b"".join(sealing.open_file(source, own, originals.place(original)))
    except sealing.CannotOpen:
        words = vault_client.REFUSALS["cannot_open"]
        raise NotAllowed("vault_cannot_open", words) from None
    acts.run(_original_seen, actor=actor, purpose="unsealing", request_id=made.pk)
    return content


@transaction.atomic
def _original_seen(*, actor: User, request_id: UUID) -> UnsealRequest:
    made = _locked(actor, request_id)
    _require_confirmed(made, actor)
    steps.note(made.case, "original_seen", ANYBODY, request=str(made.pk))
    return made


def _require_confirmed(made: UnsealRequest, actor: User) -> None:
    if made.asker_id != actor.pk:
        raise NotAllowed("not_yours", _("Only the person who asked for it can open it."))
    if made.state != UnsealState.CONFIRMED or selectors.is_over(made):
        raise Conflict("not_running", _("It is not confirmed, or the time for opening is over."))


def _require_running(made: UnsealRequest, actor: User) -> None:
    _require_confirmed(made, actor)
    if selectors.was_shown(made):
        raise Conflict("shown_already", _("It was shown already; ask anew to see it again."))


@transaction.atomic
def end(*, actor: User, request_id: UUID, expected_version: int | None = None) -> UnsealRequest:
    """The asker needs it no more. Raises NotAllowed ("not_yours"), Conflict ("ended_already")."""
    made = _locked(actor, request_id, expected_version)
    if made.asker_id != actor.pk:
        raise NotAllowed("not_yours", _("Only the person who asked for it can end it."))
    if made.state not in RUNNING:
        raise Conflict("ended_already", _("This has ended already."))
    _end(made, actor)
    return made


def end_over() -> int:
    """End what nobody decided on in ASKED_DAYS and what was confirmed and is over; how many."""
    asked = clock.now() - timedelta(days=ASKED_DAYS)
    silent = UnsealRequest.objects.filter(state=UnsealState.ASKED, asked_at__lt=asked)
    over = UnsealRequest.objects.filter(state=UnsealState.CONFIRMED, expires_at__lte=clock.now())
    keys = [*silent.values_list("pk", flat=True), *over.values_list("pk", flat=True)]
    return sum(
        bool(acts.run(_end_one, actor=SYSTEM, request_id=key, answer=lambda _done: {}).value)
        for key in keys
    )


@transaction.atomic
def _end_one(*, actor: Actor, request_id: UUID) -> bool:
    key = UnsealRequest.objects.values_list("case_id", flat=True).get(pk=request_id)
    row = lock(Case, key)
    made = row.unsealings.select_for_update().get(pk=request_id)
    if made.state not in RUNNING:
        return False
    made.case = row
    _end(made, SYSTEM)
    return True


def _end(made: UnsealRequest, actor: Actor) -> None:
    made.state, made.version = UnsealState.ENDED, made.version + 1
    made.save(update_fields=["state", "version"])
    steps.note(made.case, "unseal_ended", actor, request=str(made.pk))


def _to_decide(actor: User, request_id: UUID, expected: int | None) -> UnsealRequest:
    """The request, locked, that this second person may decide on."""
    made = _locked(actor, request_id, expected)
    policies.require(actor, policies.CONFIRM_UNSEAL, made.case.accused)
    policies.require_other(actor, made.case, made.asker)
    unit = _unit(actor)
    if any(policies.is_one_unit(unit, one) for one in (made.asker_unit, made.asker.organisation)):
        raise NotAllowed("same_unit", _("The two persons must be of different units."))
    if made.state != UnsealState.ASKED:
        raise Conflict("decided_already", _("This was decided already."))
    if not selectors.cases_for(made.asker, policies.ASK_UNSEAL).filter(pk=made.case_id).exists():
        raise Conflict("asker_barred", _("Whoever asked may not see this any more."))
    made.confirmer, made.confirmer_unit, made.decided_at = actor, unit, clock.now()
    return made


def _decided(made: UnsealRequest, actor: User) -> None:
    made.version += 1
    made.save(
        update_fields=[
            "state", "version", "confirmer", "confirmer_unit", "decided_at", "expires_at",
        ]
    )  # fmt: skip
    _tell("complaint_unseal_decided", made, [made.asker], "decided")


def _locked(actor: User, request_id: UUID, expected: int | None = None) -> UnsealRequest:
    """Case and request, locked in this order. Raises NotFound, Stale."""
    key = selectors.request(actor, request_id).case_id
    row = lock(Case, key)
    made = lock(selectors.visible_to(actor).order_by(), request_id)
    steps.require_version(made, expected)
    made.case = row
    return made


def _unit(actor: User) -> Organisation:
    if actor.organisation is None:
        raise NotAllowed("no_unit", _("Your account belongs to no unit."))
    own: Organisation = actor.organisation
    return own


def _deciders(row: Case, unit: Organisation) -> list[User]:
    """Who may confirm: of other units, and not barred from the case."""
    verb = policies.CONFIRM_UNSEAL
    found = holders_of(verb, row.accused) if row.accused else holders_anywhere(verb)
    others = [one for one in found if not policies.is_one_unit(one.organisation, unit)]
    return [one for one in others if selectors.cases_for(one, verb).filter(pk=row.pk).exists()]


def _tell(template: str, made: UnsealRequest, recipients: list[User], key: str) -> None:
    """A message about a request: the number of the case, nothing of what it says."""
    number, unit = made.case.number, made.asker_unit
    notify(
        recipients=recipients,
        template=template,
        context={
            "title_zh": number, "title_en": number, "organisation_zh": unit.name_zh,
            "organisation_en": unit.name_en or unit.name_zh,
            "url": f"/staff/complaints/unsealing/{made.pk}/",
        },
        dedupe_key=f"complaints.unseal_{key}:{made.pk}",
        organisation=unit,
        target=made,
    )  # fmt: skip
