"""Rows of posts. A row is about the post with its id, else about the only one of that title."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from credit_portal.common.actors import Actor
from credit_portal.directory import services
from credit_portal.directory.models import Organisation, Post
from credit_portal.directory.row_handlers.columns import POSTS
from credit_portal.directory.row_handlers.shared import (
    Bodies,
    DirectoryRows,
    differing,
    refuse_updates,
    remove,
    require_unchanged,
    row_id,
    yes_or_no,
)
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.imports.registry import Checked, Column, Problem

MARKS = ("is_principal", "is_public")
TITLES = ("title_zh", "title_en")


def yes(value: bool) -> str:
    """A mark as it stands in a cell."""
    return "是" if value else "否"


def as_row(post: Post) -> dict[str, str]:
    """The post as the cells of its row."""
    titles = {name: getattr(post, name) for name in TITLES}
    return titles | {name: yes(getattr(post, name)) for name in MARKS}


class Context:
    """Bodies, and the posts that exist: by id, by (body, title); which one heads a body."""

    def __init__(self) -> None:
        self.bodies = Bodies()
        self.rows: dict[str, dict[str, str]] = {}
        self.of: dict[str, str] = {}
        self.titled: dict[tuple[str, str], list[str]] = {}
        self.heads: dict[str, str] = {}
        for post in Post.objects.all():
            pk, body = str(post.pk), str(post.organisation_id)
            self.rows[pk], self.of[pk] = as_row(post), body
            self.titled.setdefault((body, post.title_zh), []).append(pk)
            if post.is_principal and post.active:
                self.heads[body] = pk


class PostRows(DirectoryRows):
    """Posts of bodies."""

    title = _("Posts")
    columns: tuple[Column, ...] = POSTS

    def context(self, batch: ImportBatch) -> Context:
        """Bodies and posts."""
        return Context()

    def validate(self, row: dict[str, str], context: Context) -> Checked:
        """Find the body, check the marks, find the post if it is there."""
        body, problem = context.bodies.find(row["organisation"], "organisation")
        errors = [problem] if problem else []
        principal, wrong = yes_or_no(row, "is_principal")
        public, wrong_too = yes_or_no(row, "is_public")
        pk, unfound = self._find(row, body, context)
        errors += wrong + wrong_too + unfound
        if (
            principal
            and body
            and context.heads.setdefault(body, pk or row["title_zh"]) != (pk or row["title_zh"])
        ):
            errors.append(
                Problem(
                    "post_second_principal",
                    _("The body has a principal post already."),
                    "is_principal",
                )
            )
        cleaned = {
            "organisation": body,
            "title_zh": row["title_zh"],
            "title_en": row.get("title_en", ""),
            "is_principal": principal,
            "is_public": public,
        }
        checked = Checked(cleaned, errors, key=pk or f"{body}|{row['title_zh']}")
        self._compare(checked, pk, row, context)
        return checked

    @staticmethod
    def _find(row: dict[str, str], body: str, context: Context) -> tuple[str, list[Problem]]:
        """The post that the row is about; several of one title are told apart by id only."""
        pk, errors = row_id(row.get("id", ""), context.rows)
        if pk and context.of[pk] != body:
            return "", [
                Problem("post_elsewhere", _("The post with this id stands in another body."), "id")
            ]
        if pk or errors:
            return pk, errors
        found = context.titled.get((body, row["title_zh"]), [])
        if len(found) > 1:
            return "", [
                Problem(
                    "post_ambiguous_id",
                    _("The body has several posts with this title. Give the portal id."),
                    "title_zh",
                )
            ]
        return (found[0] if found else ""), []

    @staticmethod
    def _compare(checked: Checked, pk: str, row: dict[str, str], context: Context) -> None:
        marks = {name: yes(checked.cleaned[name]) for name in MARKS if name in row}
        if not pk:
            checked.two = any(checked.cleaned[name] for name in MARKS)
            return
        checked.cleaned["of"] = {"id": pk}
        checked.changes = differing(context.rows[pk], {**row, **marks})
        checked.existing = "" if checked.changes else pk
        checked.two = any(one.column in MARKS for one in checked.changes)

    def apply(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> list[str]:
        """Create or change the posts in file order."""
        ids = {row.cleaned["organisation"] for row in rows}
        bodies = {str(body.pk): body for body in Organisation.objects.filter(pk__in=ids)}
        return [str(self._done(row, bodies, actor).pk) for row in rows]

    @staticmethod
    def _done(row: ImportRow, bodies: dict[str, Organisation], actor: Actor) -> Post:
        given: dict[str, Any] = {name: row.cleaned[name] for name in (*TITLES, *MARKS)}
        if "of" not in row.cleaned:
            body = bodies[row.cleaned["organisation"]]
            return services.create_post(actor=actor, organisation=body, **given)
        post = Post.objects.get(pk=row.cleaned["of"]["id"])
        require_unchanged(row, as_row(post))
        changed = {name: given[name] for name, _old, _new in row.cleaned["changes"]}
        return services.edit_post(actor=actor, post=post, **changed)

    def undo(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> None:
        """Remove the posts made. Raises Conflict when one is in use."""
        refuse_updates(rows)
        remove(Post.objects.filter(pk__in=[row.result_id for row in rows]))
