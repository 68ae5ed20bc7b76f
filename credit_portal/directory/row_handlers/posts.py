"""Rows of posts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from credit_portal.common.actors import Actor
from credit_portal.directory import services
from credit_portal.directory.models import Organisation, Post
from credit_portal.directory.row_handlers.shared import (
    BODY,
    Bodies,
    DirectoryRows,
    remove,
    yes_or_no,
)
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.imports.registry import Checked, Column, Problem


class Context:
    """Bodies, and the posts that exist: (body, title) → id."""

    def __init__(self) -> None:
        self.bodies = Bodies()
        rows = Post.objects.values_list("pk", "organisation_id", "title_zh")
        self.posts = {(str(body), title): str(pk) for pk, body, title in rows}
        principal = Post.objects.filter(is_principal=True, active=True)
        self.principal = {str(pk) for pk in principal.values_list("organisation_id", flat=True)}


class PostRows(DirectoryRows):
    """Posts of bodies."""

    title = _("Posts")
    columns = (
        BODY,
        Column(
            "title_zh",
            "岗位名称",
            "Title in Chinese",
            True,
            ("岗位", "职务", "title"),
            "局长",
            "局长",
            "",
            "",
            120,
        ),
        Column(
            "title_en",
            "岗位英文名称",
            "Title in English",
            False,
            (),
            "Director",
            "Director",
            "没有可以留空",
            "May stay empty",
            200,
        ),
        Column(
            "is_principal",
            "主要负责人",
            "Principal",
            False,
            ("是否主要负责人",),
            "是",
            "yes",
            "是或否；每个机构最多一个",
            "yes or no; one per body at most",
            5,
        ),
        Column(
            "is_public",
            "公开姓名",
            "Holder may be named",
            False,
            ("是否公开姓名",),
            "是",
            "yes",
            "是或否；依法公开的负责人才填是",
            "yes only for officials whose names are public by law",
            5,
        ),
    )

    def context(self, batch: ImportBatch) -> Context:
        """Bodies and posts."""
        return Context()

    def validate(self, row: dict[str, str], context: Context) -> Checked:
        """Find the body, check the marks, find the post if it is there."""
        body, problem = context.bodies.find(row["organisation"], "organisation")
        errors = [problem] if problem else []
        principal, wrong = yes_or_no(row, "is_principal")
        public, wrong_too = yes_or_no(row, "is_public")
        errors += wrong + wrong_too
        existing = context.posts.get((body, row["title_zh"]), "")
        if principal and not existing and body:
            if body in context.principal:
                errors.append(
                    Problem(
                        "post_second_principal",
                        _("The body has a principal post already."),
                        "is_principal",
                    )
                )
            context.principal.add(body)
        cleaned = {
            "organisation": body,
            "title_zh": row["title_zh"],
            "title_en": row.get("title_en", ""),
            "is_principal": principal,
            "is_public": public,
        }
        return Checked(cleaned, errors, key=f"{body}|{row['title_zh']}", existing=existing)

    def apply(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> list[str]:
        """Create the posts in file order."""
        ids = {row.cleaned["organisation"] for row in rows}
        bodies = {str(body.pk): body for body in Organisation.objects.filter(pk__in=ids)}
        return [
            str(
                services.create_post(
                    actor=actor,
                    **{**row.cleaned, "organisation": bodies[row.cleaned["organisation"]]},
                ).pk
            )
            for row in rows
        ]

    def undo(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> None:
        """Remove the posts made. Raises Conflict when one is in use."""
        remove(Post.objects.filter(pk__in=[row.result_id for row in rows]))
