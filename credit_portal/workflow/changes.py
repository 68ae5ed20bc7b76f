"""Changes to reference data that take two people: one proposes, another decides (security.md S10).

An app registers a kind in `ready()` and gets the rest: the page, the work item, the notices, the
audit rows, the refusal of what has become stale.

    register_change_kind(ChangeKind(code=…, title=…, propose_verb=…, confirm_verb=…,
                                    check=…, apply=…, describe=…, base=…, subject=…))
    propose_change(actor=…, kind=…, payload=…, reason=…, organisation=None) -> Change
    confirm_change(actor=…, change_id=…, payload_sha=…) -> Change
    refuse_change(actor=…, change_id=…, reason=…) -> Change
    withdraw_change(actor=…, change_id=…) -> Change

Call them through `common.acts.run`, as every service.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from credit_portal.accounts import fresh
from credit_portal.accounts import selectors as accounts
from credit_portal.accounts.capacity import in_capacity
from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotAllowed, Stale
from credit_portal.directory.models import Organisation
from credit_portal.notices import services as notices
from credit_portal.workflow import change_selectors, proposers
from credit_portal.workflow.models import Change

Payload = dict[str, Any]
LANGUAGES = ("zh-hans", "en")
LONGEST_REASON = 1000


@dataclass(frozen=True)
class Difference:
    """One line of what a change would alter, in the active language; "" for what is not there."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeKind:
    """What a kind of change does.

    `check(payload, actor)` raises DomainError for what cannot be; it runs when proposing and again
    when confirming. `apply(payload, actor)` writes it, inside the deciding transaction, and returns
    facts for the audit row (codes, ids, counts: no prose). `describe(payload)` gives the
    differences and `subject(payload)` a short name, both in the active language. `base(payload)`
    is a version or digest of what the change was made against: another value at confirmation is
    Stale. `template` may name a fragment shown on the page of the change, `detail(payload, change)`
    gives its context. A payload is JSON (dates as ISO text).
    """

    code: str
    title: Any
    propose_verb: str
    confirm_verb: str
    check: Callable[[Payload, Actor], None]
    apply: Callable[[Payload, Actor], dict[str, Any]]
    describe: Callable[[Payload], list[Difference]]
    base: Callable[[Payload], str]
    subject: Callable[[Payload], str]
    template: str = ""
    detail: Callable[[Payload, Change], dict[str, Any]] | None = None
    #: Called after `apply` in the same transaction with the decided change (log leaves and such).
    applied: Callable[[Change], None] | None = None
    #: Called in the same transaction when the change was refused or taken back.
    dropped: Callable[[Change], None] | None = None


_kinds: dict[str, ChangeKind] = {}


def register_change_kind(kind: ChangeKind) -> None:
    """Make a kind known. Raises ValueError for a code registered otherwise before."""
    if _kinds.get(kind.code, kind) != kind:
        raise ValueError(f"the change kind {kind.code} is registered twice")
    _kinds[kind.code] = kind
    change_selectors.remember_kind(kind.code, kind.title, kind.propose_verb, kind.confirm_verb)


def change_kind(code: str) -> ChangeKind:
    """One kind; raises KeyError when no app registered it."""
    return _kinds[code]


def digest(payload: Payload) -> str:
    """SHA-256 (hex) of a payload in one fixed spelling."""
    text = json.dumps(
        payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder
    )
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def propose_change(
    *,
    actor: Actor,
    kind: str,
    payload: Payload,
    reason: str,
    organisation: Organisation | None = None,
) -> Change:
    """Lay a change before a second person; those who may confirm are told.

    Raises NotAllowed, Invalid for a missing reason or when nothing would differ, Conflict when the
    same change or too many of the body already wait, and whatever `check` raises.
    """
    spec = change_kind(kind)
    user = _allowed(actor, spec.propose_verb, organisation)
    proposers.require_room(user, spec.confirm_verb, organisation)
    reason = _reason(reason)
    spec.check(payload, actor)
    told = _differences(spec, payload)
    if not told["en"]:
        raise Invalid("change_empty", _("Nothing would change."))
    subjects = _in_each_language(lambda: spec.subject(payload))
    change = Change(
        kind=kind, organisation=organisation, payload=payload, payload_sha=digest(payload),
        base=spec.base(payload), differences=told, reason=reason,
        subject_zh=subjects["zh-hans"], subject_en=subjects["en"],
        proposed_by=user, proposed_person=user.person_id, proposed_title=user.title,
        proposed_at=clock.now(),
    )  # fmt: skip
    _insert(change)
    audit.record(
        "changes.propose", actor=user, target=change, reason=reason, organisation=organisation,
        new={"kind": kind, "payload_sha": change.payload_sha},
    )  # fmt: skip
    _ask(change, user)
    return change


@transaction.atomic
def confirm_change(*, actor: Actor, change_id: UUID, payload_sha: str) -> Change:
    """Carry out a waiting change exactly as it was shown (`payload_sha`).

    Needs a fresh sign-in proof (`accounts.fresh`), as refusing does. Raises NotFound, NotAllowed
    (also for the proposer himself), Conflict when it was decided or its proposer may no longer
    propose it, Stale when what was shown or what it was made against is no longer so.
    """
    change, spec, user = _to_decide(actor, change_id)
    proposers.require_still_proposes(change, spec.propose_verb)
    if payload_sha != change.payload_sha or digest(change.payload) != change.payload_sha:
        raise Stale("change_differs", _("This is not the change you saw. Look at it again."))
    if spec.base(change.payload) != change.base:
        sentence = _("What this change was made against has changed. Propose it anew.")
        raise Stale("change_stale", sentence)
    spec.check(change.payload, user)
    change.differences = _differences(spec, change.payload)
    change.facts = spec.apply(change.payload, user)
    _decide(change, Change.State.CONFIRMED, user)
    if spec.applied is not None:
        spec.applied(change)
    _told(change, user, "confirm", **change.facts)
    return change


@transaction.atomic
def refuse_change(*, actor: Actor, change_id: UUID, reason: str) -> Change:
    """Turn a waiting change down, saying why. Raises as `confirm_change`, Invalid without why."""
    change, _spec, user = _to_decide(actor, change_id)
    change.decision_reason = _reason(reason)
    _decide(change, Change.State.REFUSED, user)
    _drop(change)
    _told(change, user, "refuse")
    return change


@transaction.atomic
def withdraw_change(*, actor: Actor, change_id: UUID) -> Change:
    """Take one's own waiting change back. Raises NotFound, NotAllowed, Conflict."""
    change = _waiting(actor, change_id)
    if change.proposed_by_id != actor.id or not isinstance(actor, User):
        raise NotAllowed("not_proposer", _("Only who proposed the change can take it back."))
    _decide(change, Change.State.WITHDRAWN, actor)
    _drop(change)
    audit.record("changes.withdraw", actor=actor, target=change)
    return change


def _drop(change: Change) -> None:
    if (clear := change_kind(change.kind).dropped) is not None:
        clear(change)


def _ask(change: Change, user: User) -> None:
    """Tell those who may decide that it waits for them."""
    notices.notify(
        recipients=change_selectors.may_decide(change),
        template="change_proposed",
        context=_notice(change, user),
        dedupe_key=f"change:{change.pk}",
        organisation=change.organisation,
    )


def _to_decide(actor: Actor, change_id: UUID) -> tuple[Change, ChangeKind, User]:
    """The locked change, when this actor may decide it."""
    change = _waiting(actor, change_id)
    spec = change_kind(change.kind)
    if problem := change_selectors.own(change, actor):
        raise NotAllowed("change_own", problem)
    user = _allowed(actor, spec.confirm_verb, change.organisation)
    fresh.require_proof(actor)
    return change, spec, user


def _waiting(actor: Actor, change_id: UUID) -> Change:
    change = lock(change_selectors.visible_to(actor).select_related("organisation"), change_id)
    if not change.is_waiting:
        raise Conflict("change_decided", _("This change has been decided already."))
    return change


def _allowed(actor: Actor, verb: str, organisation: Organisation | None) -> User:
    """The account that acts, titled with the capacity in which it does; jobs and anonymous people
    propose and decide nothing."""
    if not isinstance(actor, User) or not actor.may(verb, organisation):
        raise NotAllowed("not_allowed", _("You may not do this."))
    return in_capacity(actor, verb, organisation)


def _reason(reason: str) -> str:
    text = reason.strip()
    if not text:
        raise Invalid("reason_missing", _("Say why."), field="reason")
    if len(text) > LONGEST_REASON:
        raise Invalid("reason_too_long", _("The reason is too long."), field="reason")
    return text


def _insert(change: Change) -> None:
    try:
        with transaction.atomic():
            change.save(force_insert=True)
    except IntegrityError as error:
        if "change_waits_once" not in str(error):
            raise
        raise Conflict("change_waits", _("The same change is already waiting.")) from error


def _decide(change: Change, state: str, user: User) -> None:
    change.state, change.decided_by, change.decided_at = state, user, clock.now()
    change.decided_person, change.decided_title = user.person_id, user.title
    change.save(
        update_fields=[
            "state", "decided_by", "decided_person", "decided_title", "decided_at",
            "decision_reason", "differences", "facts",
        ]
    )  # fmt: skip


def _told(change: Change, actor: Actor, act: str, **facts: Any) -> None:
    """The audit row, and the notice to who had proposed."""
    audit.record(
        f"changes.{act}", actor=actor, target=change, reason=change.decision_reason,
        organisation=change.organisation,
        new={"kind": change.kind, "payload_sha": change.payload_sha, **facts},
    )  # fmt: skip
    notices.notify(
        recipients=[change.proposed_by],
        template="change_confirmed" if act == "confirm" else "change_refused",
        context=_notice(change, actor),
        dedupe_key=f"change:{change.pk}:{change.state}",
        organisation=change.organisation,
    )


def _notice(change: Change, actor: Actor) -> dict[str, Any]:
    """What notices say; the words of a reason stay where they can be erased."""
    told = {
        "title_zh": change.subject_zh,
        "title_en": change.subject_en,
        **notices.acted_by(actor),
        "url": f"/staff/changes/{change.pk}/",
    }
    return told | ({"reason_ref": f"workflow.change:{change.pk}"} if change.decision_reason else {})


def _differences(spec: ChangeKind, payload: Payload) -> dict[str, list[dict[str, str]]]:
    return _in_each_language(lambda: [asdict(line) for line in spec.describe(payload)])


def _in_each_language(tell: Callable[[], Any]) -> dict[str, Any]:
    told = {}
    for language in LANGUAGES:
        with translation.override(language):
            told[language] = tell()
    return told


def deciders(change: Change) -> list[User]:
    """Who may decide it now, by account name."""
    return change_selectors.may_decide(change)


def holders(kind: str, organisation: Organisation | None = None) -> list[User]:
    """Who may confirm changes of a kind at all."""
    verb = change_kind(kind).confirm_verb
    if organisation is None:
        return accounts.holders_anywhere(verb)
    return accounts.holders_of(verb, organisation)
