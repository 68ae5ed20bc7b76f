"""Every read of two-person changes: who sees which, who may decide, what waits for whom."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from credit_portal.accounts import selectors as accounts
from credit_portal.accounts.models import User
from credit_portal.accounts.scope import NOTHING, any_of, or_unnamed, within
from credit_portal.accounts.sides import accounts_behind, deputies_of, is_one_side
from credit_portal.common import clock
from credit_portal.common.errors import NotFound
from credit_portal.common.i18n import localized
from credit_portal.workflow.models import Change
from credit_portal.workflow.registry import WorkItem


@dataclass(frozen=True)
class KindVerbs:
    """What reading needs to know of a kind of change."""

    title: Any
    propose_verb: str
    confirm_verb: str


_kinds: dict[str, KindVerbs] = {}


def remember_kind(code: str, title: Any, propose_verb: str, confirm_verb: str) -> None:
    """Called by `changes.register_change_kind`."""
    _kinds[code] = KindVerbs(title, propose_verb, confirm_verb)


def kind_title(code: str) -> str:
    """Name of a kind in the active language; its code when no app knows it any more."""
    return str(_kinds[code].title) if code in _kinds else code


def _scope(user: Any, verb: str) -> Q:
    """Changes over bodies of the user's duty; those of no body, for who holds it anywhere."""
    if not getattr(user, "is_authenticated", False) or not user.organisation_paths(verb):
        return NOTHING
    return or_unnamed(within(user, verb), "organisation")


def _by_verb(user: Any, *, confirm_only: bool = False) -> Q:
    found = NOTHING
    for code, kind in _kinds.items():
        verbs = [kind.confirm_verb] if confirm_only else [kind.confirm_verb, kind.propose_verb]
        found |= Q(kind=code) & any_of([_scope(user, verb) for verb in verbs])
    return found


def visible_to(user: Any) -> QuerySet[Change]:
    """Changes of kinds that the user may propose or confirm, and his own; newest first."""
    own_rows = Q(proposed_by=user.pk) if isinstance(user, User) else NOTHING
    return Change.objects.filter(_by_verb(user) | own_rows)


def listed(user: Any, *, waiting: bool) -> QuerySet[Change]:
    """Those of `visible_to` that wait (oldest first), or are decided (newest first)."""
    rows = visible_to(user).select_related("organisation", "proposed_by", "decided_by")
    if waiting:
        return rows.filter(state=Change.State.WAITING).order_by("proposed_at", "id")
    return rows.exclude(state=Change.State.WAITING).order_by("-decided_at", "-id")


def may_see_any(user: Any) -> bool:
    """Whether some kind of change is this user's business."""
    verbs = {verb for kind in _kinds.values() for verb in (kind.propose_verb, kind.confirm_verb)}
    return any(user.organisation_paths(verb) for verb in verbs)


def change_for(user: Any, change_id: UUID) -> Change:
    """One change that the user may see, with body and people. Raises NotFound."""
    rows = visible_to(user).select_related("organisation", "proposed_by", "decided_by")
    if (found := rows.filter(pk=change_id).first()) is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return found


def waiting_of_kind(user: Any, kind: str) -> QuerySet[Change]:
    """Changes of a kind that wait, as far as the user may see them; oldest first."""
    return listed(user, waiting=True).filter(kind=kind)


def by_fact(kind: str, name: str, value: str) -> Change | None:
    """The confirmed change of a kind with this fact, with its people."""
    rows = Change.objects.filter(kind=kind, state=Change.State.CONFIRMED)
    return (
        rows.filter(**{f"facts__{name}": value}).select_related("proposed_by", "decided_by").first()
    )


def own(change: Change, actor: Any) -> str:
    """Why the actor counts as the proposer and so may not decide; "" when he does not."""
    if change.proposed_by_id == actor.id:
        return _("You proposed this change; another person must decide on it.")
    person = getattr(actor, "person_id", None)
    if person is not None and person == change.proposed_person:
        return _("The change was proposed by another account of yours; another person must decide.")
    if is_one_side(actor, change.proposed_by, clock.day_of(change.proposed_at)):
        return _(
            "The change was proposed on your side of a deputyship; another person must decide."
        )
    return ""


def may_decide(change: Change) -> list[User]:
    """Those who may confirm or refuse it today, the proposer's own side left out."""
    verb = _kinds[change.kind].confirm_verb
    if change.organisation is None:
        found = accounts.holders_anywhere(verb)
    else:
        found = accounts.holders_of(verb, change.organisation)
    return [user for user in found if not own(change, user)]


def waiting_for(user: Any) -> QuerySet[Change]:
    """Changes that wait for this user's decision, oldest first."""
    rows = Change.objects.filter(_by_verb(user, confirm_only=True), state=Change.State.WAITING)
    rows = rows.exclude(proposed_by__in=accounts_behind(user))
    if user.person_id is not None:
        rows = rows.exclude(proposed_person=user.person_id)
    for one in deputies_of(user):
        days = Q(proposed_at__date__gte=one.first, proposed_at__date__lte=one.last)
        rows = rows.exclude(days, proposed_by__in=one.accounts)
    return rows.select_related("organisation").order_by("proposed_at", "id")


def differences(change: Change) -> list[dict[str, str]]:
    """What it alters, in the active language, as it was when proposed (or carried out)."""
    told = change.differences or {}
    chosen: list[dict[str, str]] = told.get(get_language() or "") or told.get("zh-hans") or []
    return chosen


def words_of_refusals(ids: Collection[str]) -> dict[str, str]:
    """Why changes were refused, for the notices that point there; erased words are absent."""
    rows = Change.objects.filter(pk__in=ids).exclude(decision_reason="")
    return {str(key): words for key, words in rows.values_list("pk", "decision_reason")}


def work_of(user: Any) -> Iterator[WorkItem]:
    """Work items: each change that waits for the user's decision."""
    for change in waiting_for(user)[:50]:
        yield WorkItem(
            title=change.subject,
            url=f"/staff/changes/{change.pk}/",
            kind=_("Changes to confirm"),
            due_on=change.proposed_at.date(),
            organisation=localized(change.organisation, "name") if change.organisation else "",
            detail=kind_title(change.kind),
        )
