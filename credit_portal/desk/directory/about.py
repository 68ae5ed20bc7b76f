"""What the pages of a body, a post and a person show."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse

from commitments import selectors as commitments
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.i18n import localized
from credit_portal.desk.directory import history, targets
from credit_portal.desk.directory.deeds import DEEDS, body_of
from credit_portal.directory import policies, row_handlers, selectors
from credit_portal.directory.models import Appointment, Organisation, Person, Post
from credit_portal.workflow import change_selectors

PAGE = 20
ADDRESS = {
    "root": "desk_directory:create",
    "body": "desk_directory:body-deed",
    "post": "desk_directory:post-deed",
    "appointment": "desk_directory:term-deed",
}


def body_page(body: Organisation, user: Any, number: str | None) -> dict[str, Any]:
    """Facts, names and superiors over time, posts with holders, accounts, what waits, history."""
    posts = list(selectors.posts_of(body))
    holders = selectors.holders_on(posts, clock.today())
    below = selectors.organisations().filter(parent=body)
    return {
        "body": body,
        "names": selectors.names_of(body),
        "superiors": selectors.superiors_of(body),
        "ancestors": selectors.ancestors(body),
        "posts": [{"post": post, "term": holders.get(post)} for post in posts],
        "accounts": list(accounts_of(body, user)),
        "below": below,
        "open_work": commitments.open_of_body(body.pk).count(),
        "waiting": waiting_for_body(body, user),
        "acts": acts_on("body", body, user) + _above(body, user),
        "history": page_of(history.of_body(body), number),
        "keeps": policies.may_manage(user, body),
        "exports": list(row_handlers.EXPORTS.items()),
    }


def _above(body: Organisation, user: Any) -> list[dict[str, Any]]:
    """Entering a body below this one."""
    if not policies.may_manage(user, body) or not body.active:
        return []
    act = _act(next(deed for deed in DEEDS if deed.code == "create"), None)
    return [{**act, "url": f"{act['url']}?parent={body.pk}"}]


def accounts_of(body: Organisation, user: Any) -> Any:
    """Active accounts that work in the body; for its own staff and the keeper."""
    rows = User.objects.filter(organisation=body, is_active=True).select_related("post")
    if policies.may_manage(user, body) or user.may(policies.PROPOSE, body):
        return rows.order_by("username")
    return rows.none()


def waiting_for_body(body: Organisation, user: Any) -> list[Any]:
    """Changes of the body that wait and that the user may see."""
    return list(change_selectors.listed(user, waiting=True).filter(organisation=body))


def post_page(post: Post, user: Any, number: str | None) -> dict[str, Any]:
    """Titles, marks, everybody who held it, history."""
    terms = [
        {"term": term, "acts": acts_on("appointment", term, user)}
        for term in selectors.terms_of(post)
    ]
    return {
        "post": post,
        "body": post.organisation,
        "terms": terms,
        "today": selectors.holder_on(post, clock.today()),
        "acts": acts_on("post", post, user),
        "history": page_of(history.of_post(post), number),
        "sees_persons": user.may(policies.PERSONS, post.organisation),
    }


def person_page(person: Person, user: Any, number: str | None) -> dict[str, Any]:
    """Posts held, the masked ID number, who looked at it."""
    return {
        "person": person,
        "masked": selectors.masked_id_number(person),
        "terms": list(selectors.terms_of_person(person)),
        "history": page_of(history.of_person(person), number),
        "identifies": selectors.may_see_person(user, person, policies.IDENTIFY),
    }


def acts_on(on: str, target: Any, user: Any) -> list[dict[str, Any]]:
    """Links to the deeds that the user may do to the target now."""
    return [
        _act(deed, target)
        for deed in DEEDS
        if deed.on == on and deed.offered(target) and targets.may_do(user, deed, body_of(target))
    ]


def _act(deed: Any, target: Any) -> dict[str, Any]:
    arguments = [target.pk, deed.code] if target is not None else []
    url = reverse(ADDRESS[deed.on], args=arguments)
    return {"name": deed.code, "label": deed.title, "hint": deed.hint, "url": url,
            "method": "get", "tone": deed.tone}  # fmt: skip


def page_of(events: Any, number: str | None) -> dict[str, Any]:
    """One page of a history."""
    page = Paginator(events, PAGE).get_page(number)
    return {"page": page, "entries": history.entries(page)}


def heading(target: Any) -> str:
    """What a deed is done to, in words."""
    if isinstance(target, Appointment):
        return f"{localized(target.post, 'title')} · {target.person.name}"
    return localized(target, "title") or localized(target, "name")


def home_of(target: Any) -> str:
    """The page to which a deed leads back."""
    if target is None:
        return reverse("desk_directory:index")
    if isinstance(target, Organisation):
        return reverse("desk_directory:body", args=[target.pk])
    post = target.post if isinstance(target, Appointment) else target
    return reverse("desk_directory:post", args=[post.pk])
