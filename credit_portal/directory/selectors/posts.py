"""Reading posts and who holds or held them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Case, Q, QuerySet, Value, When

from credit_portal.directory.models import Appointment, Organisation, Post
from credit_portal.directory.selectors.days import covers

#: Kinds of which only one may hold a post on a day.
ALONE = (
    {Appointment.Kind.REGULAR},
    {Appointment.Kind.ACTING, Appointment.Kind.PRESIDING},
)


def posts_of(organisation: Organisation) -> QuerySet[Post]:
    """Posts of a body, the principal one first."""
    rows = Post.objects.filter(organisation=organisation).select_related("organisation")
    return rows.order_by("-is_principal", "title_zh", "title_en")


def active_posts() -> QuerySet[Post]:
    """Posts that have not been abolished, in the order of their bodies."""
    rows = Post.objects.filter(active=True).select_related("organisation")
    return rows.order_by("organisation__path", "-is_principal", "title_zh", "title_en")


def principal_post(organisation: Organisation) -> Post | None:
    """The post that answers for the body, if one is marked."""
    return posts_of(organisation).filter(is_principal=True, active=True).first()


def holder_on(post: Post, day: date) -> Appointment | None:
    """Who held the post on a day: the regular holder, else the acting one,
    else who presides over the work, else the delegated, else the seconded one.

    First and last day included. One query on the index (post, starts_on).
    """
    rows = _appointments().filter(covers("starts_on", "ends_on", day), post=post)
    return rows.order_by(_kind_rank(), "-starts_on").first()


def holders_on(posts: Iterable[Post], day: date) -> dict[Post, Appointment]:
    """`holder_on` for many posts in one query; posts without a holder are absent."""
    wanted = {post.pk: post for post in posts}
    rows = _appointments().filter(covers("starts_on", "ends_on", day), post__in=wanted)
    found: dict[Post, Appointment] = {}
    for row in rows.order_by("post_id", _kind_rank(), "-starts_on"):
        found.setdefault(wanted[row.post_id], row)
    return found


def holders_at(wanted: Iterable[tuple[Post, date]]) -> dict[tuple[UUID, date], Appointment]:
    """`holder_on` for many posts, each on a day of its own, in one query; by post id and day."""
    days: dict[UUID, set[date]] = {}
    for post, day in wanted:
        days.setdefault(post.pk, set()).add(day)
    if not days:
        return {}
    asked = set().union(*days.values())
    rows = _appointments().filter(post__in=days, starts_on__lte=max(asked))
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=min(asked)))
    found: dict[tuple[UUID, date], Appointment] = {}
    for row in rows.order_by("post_id", _kind_rank(), "-starts_on"):
        for day in days[row.post_id]:
            if row.starts_on <= day and (row.ends_on is None or row.ends_on >= day):
                found.setdefault((row.post_id, day), row)
    return found


def holders_between(post: Post, first: date, last: date) -> list[Appointment]:
    """All appointments to the post that touch the days first..last, oldest first; one query."""
    rows = _appointments().filter(post=post, starts_on__lte=last)
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first))
    return list(rows.order_by("starts_on", _kind_rank()))


def _appointments() -> QuerySet[Appointment]:
    return Appointment.objects.select_related("person", "post")


def _kind_rank() -> Case:
    order = ("regular", "acting", "presiding", "delegated", "seconded")
    return Case(*(When(kind=kind, then=Value(at)) for at, kind in enumerate(order)))


def terms_of(post: Post) -> QuerySet[Appointment]:
    """Everybody who held the post, the newest first."""
    return _appointments().filter(post=post).order_by("-starts_on", "-pk")


def covering(row: Appointment) -> Appointment | None:
    """Another appointment that excludes this one: to the same post, of the same standing, on one
    of its days."""
    kinds = next((group for group in ALONE if row.kind in group), set())
    rows = _appointments().filter(post_id=row.post_id, kind__in=kinds).exclude(pk=row.pk)
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=row.starts_on))
    if row.ends_on is not None:
        rows = rows.filter(starts_on__lte=row.ends_on)
    return rows.order_by("starts_on").first()


def appointments_of(ids: Iterable[str]) -> dict[str, Appointment]:
    """Appointments by their ids as text, with person and post."""
    return {str(row.pk): row for row in _appointments().filter(pk__in=list(ids))}


def post_called(organisation: Organisation, title: str) -> Post | None:
    """A post of the body with this Chinese title, else with this English one."""
    rows = Post.objects.filter(organisation=organisation).order_by("-active", "id")
    return rows.filter(title_zh=title).first() or rows.filter(title_en__iexact=title).first()
