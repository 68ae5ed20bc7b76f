"""Rows of appointments.

There is no column for citizen numbers: the rows of a batch are kept in clear. A person is matched
by the portal's own id only (it stands in the export), never by name; without it each row registers
a person of its own.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from credit_portal.common.actors import Actor
from credit_portal.directory import services
from credit_portal.directory.models import Appointment, Person, Post
from credit_portal.directory.row_handlers.shared import (
    BODY,
    Bodies,
    DirectoryRows,
    choice,
    date_field,
    remove,
)
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.imports.registry import Checked, Column, Problem


class Context:
    """Bodies, posts by (body, title), and appointments that exist."""

    def __init__(self) -> None:
        self.bodies = Bodies()
        self.posts: dict[tuple[str, str], list[str]] = {}
        for pk, body, title in Post.objects.values_list("pk", "organisation_id", "title_zh"):
            self.posts.setdefault((str(body), title), []).append(str(pk))
        self.known = {
            (str(post), name, kind, starts_on.isoformat()): str(pk)
            for pk, post, name, kind, starts_on in Appointment.objects.values_list(
                "pk", "post_id", "person__name", "kind", "starts_on"
            )
        }


class AppointmentRows(DirectoryRows):
    """Who held which post from when to when."""

    title = _("Appointments")
    columns = (
        BODY,
        Column(
            "post",
            "岗位名称",
            "Post",
            True,
            ("岗位", "职务"),
            "局长",
            "局长",
            "岗位须已登记",
            "The post must be registered already",
            120,
        ),
        Column(
            "person",
            "姓名",
            "Name of the person",
            True,
            ("任职人", "name"),
            "张示例",
            "张示例",
            "",
            "",
            120,
        ),
        Column(
            "person_id",
            "人员编号",
            "Person id",
            False,
            (),
            "",
            "",
            "系统内的人员编号；同一人多次任职时填写",
            "The portal's id, for somebody registered already",
            36,
        ),
        Column(
            "kind",
            "任职方式",
            "Kind of appointment",
            False,
            ("方式",),
            "正式任职",
            "Regular",
            "正式任职、代理或受委托；留空为正式任职",
            "Regular, Acting or Delegated; empty means Regular",
            20,
        ),
        Column(
            "starts_on",
            "任职日期",
            "From",
            True,
            ("起始日期", "开始日期"),
            "2024-01-01",
            "2024-01-01",
            "",
            "",
            20,
        ),
        Column(
            "ends_on",
            "离任日期",
            "Until",
            False,
            ("结束日期", "终止日期"),
            "",
            "",
            "仍在任的留空",
            "Empty while in office",
            20,
        ),
        Column(
            "basis",
            "任职依据",
            "Basis",
            False,
            ("依据", "文号"),
            "",
            "",
            "任职文件名称或文号",
            "Title or number of the document",
            200,
        ),
    )

    def context(self, batch: ImportBatch) -> Context:
        """Bodies, posts, appointments."""
        return Context()

    def validate(self, row: dict[str, str], context: Context) -> Checked:
        """Find body and post, read the days, find the appointment if it is there."""
        post, errors = self._post(row, context)
        kind, wrong = choice(row.get("kind") or "regular", Appointment.Kind, "kind")
        starts_on, wrong_start = date_field(row, "starts_on")
        ends_on, wrong_end = date_field(row, "ends_on")
        errors += wrong + wrong_start + wrong_end + self._person(row)
        if starts_on and ends_on and ends_on < starts_on:
            errors.append(
                Problem("dates_order", _("The last day lies before the first day."), "ends_on")
            )
        cleaned = {
            "post": post,
            "person": row["person"],
            "person_id": row.get("person_id", ""),
            "kind": kind,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "basis": row.get("basis", ""),
        }
        key = (post, row["person"], kind, starts_on or "")
        return Checked(cleaned, errors, key="|".join(key), existing=context.known.get(key, ""))

    def apply(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> list[str]:
        """Register the appointments in file order."""
        return [str(self._appoint(row.cleaned, actor).pk) for row in rows]

    def undo(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> None:
        """Remove the appointments made, and the persons registered for them alone."""
        made = Appointment.objects.filter(pk__in=[row.result_id for row in rows])
        own = {row.result_id for row in rows if not row.cleaned["person_id"]}
        persons = [a.person_id for a in made if str(a.pk) in own]
        remove(made)
        remove(Person.objects.filter(pk__in=persons, appointments=None))

    @staticmethod
    def _post(row: dict[str, str], context: Context) -> tuple[str, list[Problem]]:
        body, problem = context.bodies.find(row["organisation"], "organisation")
        if problem:
            return "", [problem]
        found = context.posts.get((body, row["post"]), [])
        if len(found) == 1:
            return found[0], []
        if found:
            return "", [
                Problem("post_ambiguous", _("The body has several posts with this title."), "post")
            ]
        return "", [
            Problem(
                "post_unknown",
                _("The body has no post “%(title)s”. Add the post first."),
                "post",
                {"title": row["post"]},
            )
        ]

    @staticmethod
    def _person(row: dict[str, str]) -> list[Problem]:
        text = row.get("person_id", "")
        if not text:
            return []
        try:
            person = Person.objects.filter(pk=UUID(text)).first()
        except ValueError:
            person = None
        if person is None or person.name != row["person"]:
            return [
                Problem("person_unknown", _("No person of this name has this id."), "person_id")
            ]
        return []

    @staticmethod
    def _appoint(cleaned: dict[str, Any], actor: Actor) -> Appointment:
        post = Post.objects.select_related("organisation").get(pk=cleaned["post"])
        if cleaned["person_id"]:
            person = Person.objects.get(pk=cleaned["person_id"])
        else:
            person = services.create_person(
                actor=actor, name=cleaned["person"], organisation=post.organisation
            )
        ends_on = cleaned["ends_on"]
        return services.appoint(
            actor=actor,
            post=post,
            person=person,
            kind=cleaned["kind"],
            starts_on=date.fromisoformat(cleaned["starts_on"]),
            ends_on=date.fromisoformat(ends_on) if ends_on else None,
            basis=cleaned["basis"],
        )
