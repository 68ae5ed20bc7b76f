"""Rows of appointments.

There is no column for citizen numbers: the rows of a batch are kept in clear. An appointment is
recognised by its own id, or by post, capacity and first day; a person by the portal's id only,
never by name. Whoever bears the name of somebody in the body is told apart by the person id, or
marked as new.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from credit_portal.common.actors import Actor
from credit_portal.directory import selectors, services, usage
from credit_portal.directory.models import Appointment, Person, Post
from credit_portal.directory.row_handlers.columns import APPOINTMENTS
from credit_portal.directory.row_handlers.shared import (
    DirectoryRows,
    choice,
    date_field,
    differing,
    refuse,
    refuse_updates,
    remove,
    require_unchanged,
)
from credit_portal.directory.row_handlers.terms import NEW, Context, as_row, find_term, who
from credit_portal.directory.services.appointments import rewrites_end
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.imports.registry import Checked, Column, Problem

HEADS = _("The last day lies before the first day.")


class AppointmentRows(DirectoryRows):
    """Who held which post from when to when."""

    title = _("Appointments")
    columns: tuple[Column, ...] = APPOINTMENTS

    def context(self, batch: ImportBatch) -> Context:
        """Bodies, posts, appointments, persons."""
        return Context()

    def validate(self, row: dict[str, str], context: Context) -> Checked:
        """Find body and post, read the days, find appointment and person if they are there."""
        cleaned, errors = self._read(row, context)
        term, unfound = find_term(row, cleaned, context) if not errors else ("", [])
        errors += unfound
        if not errors and not term:
            cleaned["person_id"], errors = who(row, cleaned, context)
            errors += context.overlap(cleaned)
        key = term or "|".join(
            str(cleaned[name] or "")
            for name in ("post", "person", "person_id", "kind", "starts_on")
        )
        checked = Checked(cleaned, errors, key=key)
        self._compare(checked, term, row, context)
        return checked

    def _read(self, row: dict[str, str], context: Context) -> tuple[dict[str, Any], list[Problem]]:
        post, errors = self._post(row, context)
        kind, wrong = choice(row.get("kind") or "regular", Appointment.Kind, "kind")
        starts_on, wrong_start = date_field(row, "starts_on")
        ends_on, wrong_end = date_field(row, "ends_on")
        errors += wrong + wrong_start + wrong_end
        if starts_on and ends_on and ends_on < starts_on:
            errors.append(Problem("dates_order", HEADS, "ends_on"))
        return {
            "post": post,
            "person": row["person"],
            "person_id": row.get("person_id", ""),
            "kind": kind,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "basis": row.get("basis", ""),
        }, errors

    @staticmethod
    def _compare(checked: Checked, term: str, row: dict[str, str], context: Context) -> None:
        cleaned = checked.cleaned
        heads = cleaned["post"] in context.heads and cleaned["kind"] == "regular"
        if not term:
            checked.two = heads
            return
        given = {"kind": cleaned["kind"], "starts_on": cleaned["starts_on"] or ""}
        given |= {"ends_on": cleaned["ends_on"] or ""} if "ends_on" in row else {}
        given |= {"basis": row["basis"]} if "basis" in row else {}
        cleaned["of"] = {"id": term}
        checked.changes = differing(context.rows[term], given)
        checked.existing = "" if checked.changes else term
        former = context.rows[term]["kind"] == "regular"
        headed = cleaned["post"] in context.heads
        altered = {one.column for one in checked.changes}
        ended = rewrites_end(_day(context.rows[term]["ends_on"]), _day(cleaned["ends_on"]))
        checked.two = bool(altered) and headed and (former or heads or "ends_on" in altered)
        checked.two = checked.two or ("ends_on" in altered and ended)

    def apply(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> list[str]:
        """Register or change the appointments in file order."""
        return [
            str((self._update if "of" in row.cleaned else self._appoint)(row, actor).pk)
            for row in rows
        ]

    def undo(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> None:
        """Remove the appointments made, and the persons registered for them alone.

        Raises Conflict, a sentence per row, for those on which something rests: an entry in a
        file of integrity, a published promise.
        """
        refuse_updates(rows)
        made = selectors.appointments_of([row.result_id for row in rows])
        kept = [
            _("Line %(line)s: %(why)s") % {"line": row.line_number, "why": why}
            for row in rows
            if row.result_id in made and (why := usage.why_kept(made[row.result_id]))
        ]
        if kept:
            refuse([str(text) for text in kept])
        own = {row.result_id for row in rows if row.cleaned["person_id"] in {"", NEW}}
        persons = [term.person_id for pk, term in made.items() if pk in own]
        remove(made.values())
        remove(Person.objects.filter(pk__in=persons, appointments=None))

    @staticmethod
    def _post(row: dict[str, str], context: Context) -> tuple[str, list[Problem]]:
        body, problem = context.bodies.find(row["organisation"], "organisation")
        if problem:
            return "", [problem]
        found = context.posts.get((body, row["post"]), [])
        if len(found) == 1:
            return found[0], []
        if found and row.get("id", "").strip().lower() in context.rows:
            return context.post_of[row["id"].strip().lower()], []
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
    def _update(row: ImportRow, actor: Actor) -> Appointment:
        term = selectors.appointments_of([row.cleaned["of"]["id"]])[row.cleaned["of"]["id"]]
        require_unchanged(row, as_row(term))
        new = {name: after for name, _before, after in row.cleaned["changes"]}
        given = {**as_row(term), **new}
        return services.correct_appointment(
            actor=actor,
            appointment=term,
            kind=given["kind"],
            starts_on=date.fromisoformat(given["starts_on"]),
            ends_on=_day(given["ends_on"]),
            basis=given["basis"],
        )

    @staticmethod
    def _appoint(row: ImportRow, actor: Actor) -> Appointment:
        cleaned = row.cleaned
        post = Post.objects.select_related("organisation").get(pk=cleaned["post"])
        if cleaned["person_id"] in {"", NEW}:
            person = services.create_person(
                actor=actor, name=cleaned["person"], organisation=post.organisation
            )
        else:
            person = Person.objects.get(pk=cleaned["person_id"])
        return services.appoint(
            actor=actor,
            post=post,
            person=person,
            kind=cleaned["kind"],
            starts_on=date.fromisoformat(cleaned["starts_on"]),
            ends_on=_day(cleaned["ends_on"]),
            basis=cleaned["basis"],
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
