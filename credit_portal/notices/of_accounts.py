"""Messages about accounts: accounts stand below notices and only call what is registered."""

from __future__ import annotations

from datetime import datetime, time

from django.urls import reverse
from django.utils import translation

from credit_portal.accounts.models import DeputyRequest, FactorReset, RoleGrant, User
from credit_portal.accounts.selectors import holders_anywhere
from credit_portal.common import acts, clock
from credit_portal.common.actors import Actor, actor_id
from credit_portal.notices.services import acted_by, notify


def tell_other_administrators(grant: RoleGrant) -> None:
    """Tell those who can confirm the grant: not the proposer, not the person concerned."""
    concerned = {grant.granted_by_id, grant.user_id}
    body = grant.organisation
    with translation.override("zh-hans"):
        url = reverse("accounts_staff_user", args=[grant.user_id])
    administrators = holders_anywhere("accounts.manage")
    notify(
        recipients=[user for user in administrators if user.pk not in concerned],
        template="grant_pending",
        context={
            "title_zh": f"{grant.role.name_zh}（{grant.user.display_name}）",
            "title_en": f"{grant.role.name_en} ({grant.user.display_name})",
            **_body_of(grant),
            **acted_by(grant.granted_by),
            "url": url,
        },
        dedupe_key=f"grant_pending:{grant.pk}",
        organisation=body,
    )


def tell_owner(
    user: User, title_zh: str, title_en: str, actor: Actor | None, mail_to: str = ""
) -> None:
    """Tell the owner of an account what happened to its password, second factor or addresses;
    by mail at `mail_to`, the address before a change of it, so that whoever took it over does not
    get the warning alone."""
    by_another = actor is not None and actor_id(actor) != str(user.pk)
    with translation.override("zh-hans"):
        url = reverse("accounts_profile")
    notify(
        recipients=[user],
        template="account_changed",
        context={
            "title_zh": title_zh,
            "title_en": title_en,
            "at": clock.now().isoformat(),
            **acted_by(actor if by_another else None),
            "url": url,
            **({"mail_to": mail_to} if mail_to else {}),
        },
        dedupe_key=f"account_changed:{acts.current_act_id()}:{title_en}"[:200],
    )


def _body_of(grant: RoleGrant) -> dict[str, str]:
    body = grant.organisation
    return {
        "organisation_zh": body.name_zh if body else "全部单位",
        "organisation_en": (body.name_en or body.name_zh) if body else "every body",
    }


def _title_of(grant: RoleGrant) -> dict[str, str]:
    """The role; of a deputy also in whose place: 承诺审核人（代分管副局长）."""
    basis = grant.stands_in_for
    if basis is None:
        return {"title_zh": grant.role.name_zh, "title_en": grant.role.name_en}
    principal = basis.user
    return {
        "title_zh": f"{grant.role.name_zh}（代{principal.title}）",
        "title_en": f"{grant.role.name_en} (for {principal.title_en or principal.title})",
    }


def tell_people_of_grant(grant: RoleGrant, what: str) -> None:
    """Tell who has the role, and whom he stands in for, that it is "confirmed" or "ending"."""
    people = [grant.user]
    if grant.stands_in_for is not None:
        people.append(grant.stands_in_for.user)
    begins = max(
        grant.effective_at or grant.granted_at,
        datetime.combine(grant.starts_on, time(), clock.TZ),
    )
    with translation.override("zh-hans"):
        url = reverse("accounts_profile")
    notify(
        recipients=people,
        template=f"grant_{what}",
        context={
            **_title_of(grant),
            **_body_of(grant),
            "at": begins.isoformat(),
            "due_on": grant.ends_on.isoformat() if grant.ends_on else "",
            "url": url,
        },
        dedupe_key=f"grant_{what}:{grant.pk}",
        organisation=grant.organisation,
    )


def tell_administrators_of_request(request: DeputyRequest) -> None:
    """Tell the security administrators that a holder asks for a deputy."""
    basis, deputy = request.basis, request.deputy
    concerned = {basis.user_id, deputy.pk}
    with translation.override("zh-hans"):
        url = reverse("accounts_staff_index")
    administrators = holders_anywhere("accounts.manage")
    notify(
        recipients=[user for user in administrators if user.pk not in concerned],
        template="deputy_asked",
        context={
            "title_zh": f"{basis.role.name_zh}（由{deputy.display_name}代理）",
            "title_en": f"{basis.role.name_en} (deputy {deputy.display_name})",
            **_body_of(basis),
            **acted_by(basis.user),
            "url": url,
        },
        dedupe_key=f"deputy_asked:{request.pk}",
        organisation=basis.organisation,
    )


def tell_of_reset(reset: FactorReset) -> None:
    """Tell those who can go on with a reset: not the person concerned, not the proposer."""
    concerned = {reset.user_id, reset.proposed_by_id}
    with translation.override("zh-hans"):
        url = reverse("accounts_staff_user", args=[reset.user_id])
    name = reset.user.display_name
    state = "proposed" if reset.proposed_by_id else "asked"
    notify(
        recipients=[
            user for user in holders_anywhere("accounts.manage") if user.pk not in concerned
        ],
        template="factor_reset_waits",
        context={
            "title_zh": name,
            "title_en": name,
            **acted_by(reset.proposed_by),
            "url": url,
        },
        dedupe_key=f"factor_reset_waits:{reset.pk}:{state}",
    )
