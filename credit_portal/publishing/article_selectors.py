"""Every read of articles by the staff; the public reads what is displayed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import NotFound
from credit_portal.publishing import article_policies as policies
from credit_portal.publishing.models.article import (
    Article,
    ArticleEdition,
    ArticleFile,
    EditionState,
)


def _of_office(user: Any) -> Q:
    own = getattr(user, "organisation", None)
    if own is None or not any(user.organisation_paths(verb) for verb in policies.OFFICE):
        return Q(pk__in=[])
    return Q(organisation=own.pk)


def visible_to(user: Any) -> QuerySet[Article]:
    """Articles of the user's office, the latest first; `title` and `state` of the newest text."""
    newest = ArticleEdition.objects.filter(article=OuterRef("pk")).order_by("-number")
    return (
        Article.objects.filter(_of_office(user))
        .select_related("organisation")
        .annotate(
            title_zh=Subquery(newest.values("title_zh")[:1]),
            title_en=Subquery(newest.values("title_en")[:1]),
            state=Subquery(newest.values("state")[:1]),
            act=Subquery(newest.values("act")[:1]),
            touched_at=Subquery(newest.values("updated_at")[:1]),
        )
        .order_by("-created_at", "-id")
    )


def visible_ids(user: Any, ids: Iterable[str]) -> set[str]:
    """Of these articles those that the user may see, for notices about them."""
    rows = Article.objects.filter(_of_office(user), pk__in=list(ids)).values_list("pk", flat=True)
    return {str(key) for key in rows}


def article(user: Any, article_id: UUID | str) -> Article:
    """One visible article with all its texts, the newest first. Raises NotFound."""
    files = ArticleFile.objects.select_related("file").order_by("position", "id")
    editions = (
        ArticleEdition.objects.select_related("drafter", "approver")
        .prefetch_related(Prefetch("files", files))
        .order_by("-number")
    )
    rows = visible_to(user).prefetch_related(Prefetch("editions", editions))
    found = rows.filter(pk=article_id).first()
    if found is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return found


def filtered(user: Any, asked: dict[str, str]) -> QuerySet[Article]:
    """Visible articles narrowed by section, state of the newest text, and words of titles."""
    rows = visible_to(user)
    for name in ("section", "state"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if words := asked.get("q", "").strip():
        rows = rows.filter(
            Q(title_zh__icontains=words) | Q(title_en__icontains=words) | Q(ref__iexact=words)
        )
    return rows


def to_approve(user: Any) -> QuerySet[ArticleEdition]:
    """Texts that wait for a second person, the oldest first."""
    rows = _waiting(user, policies.APPROVE).filter(state=EditionState.SUBMITTED)
    return rows.exclude(drafter=user)


def sent_back(user: Any) -> QuerySet[ArticleEdition]:
    """One's own drafts that were sent back."""
    rows = _waiting(user, policies.DRAFT).filter(state=EditionState.DRAFT, drafter=user)
    return rows.exclude(back="")


def _waiting(user: Any, verb: str) -> QuerySet[ArticleEdition]:
    own = getattr(user, "organisation", None)
    rows = ArticleEdition.objects.select_related("article__organisation")
    if own is None or not user.organisation_paths(verb):
        return rows.none()
    return rows.filter(article__organisation=own.pk).order_by("submitted_at", "id")


def file_of(user: Any, article_id: UUID | str, file_id: UUID) -> ArticleFile:
    """A file of any text of a visible article. Raises NotFound."""
    rows = ArticleFile.objects.select_related("file", "edition__article__organisation")
    article_rows = Article.objects.filter(_of_office(user), pk=article_id)
    found = rows.filter(edition__article__in=article_rows, pk=file_id).first()
    if found is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return found
