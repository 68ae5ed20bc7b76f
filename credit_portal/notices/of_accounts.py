"""Messages about accounts: accounts stand below notices and only call what is registered."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation

from credit_portal.accounts.models import RoleGrant, User
from credit_portal.accounts.selectors import holders_anywhere
from credit_portal.common import acts, clock
from credit_portal.common.actors import Actor, actor_id
from credit_portal.notices.services import notify


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
            "organisation_zh": body.name_zh if body else "全部单位",
            "organisation_en": (body.name_en or body.name_zh) if body else "every body",
            "actor_post": grant.granted_by.title if grant.granted_by else "",
            "url": url,
        },
        dedupe_key=f"grant_pending:{grant.pk}",
        organisation=body,
    )


def tell_owner(user: User, title_zh: str, title_en: str, actor: Actor | None) -> None:
    """Tell the owner of an account what happened to its password, second factor or addresses."""
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
            "actor_post": actor.title if actor is not None and by_another else "",
            "url": url,
        },
        dedupe_key=f"account_changed:{acts.current_act_id()}:{title_en}"[:200],
    )
