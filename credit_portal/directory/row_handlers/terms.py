"""Recognising appointments and persons of a table: by id, by post and first day, never by name."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from credit_portal.directory.models import Appointment, Person, Post
from credit_portal.directory.row_handlers.shared import Bodies, row_id
from credit_portal.directory.selectors.posts import ALONE
from credit_portal.imports.registry import Problem

#: In the column of person ids: somebody who is not registered yet, though the name is.
NEW = "new"
NEW_WORDS = frozenset({"new", "新", "新增"})
OPEN = "9999-12-31"


def as_row(term: Appointment) -> dict[str, str]:
    """The appointment as the cells of its row, the capacity by its code."""
    return {
        "kind": str(term.kind),
        "starts_on": term.starts_on.isoformat(),
        "ends_on": term.ends_on.isoformat() if term.ends_on else "",
        "basis": term.basis,
    }


class Context:
    """Bodies, posts by (body, title), appointments by id and by post, capacity and first day,
    persons by body and name."""

    def __init__(self) -> None:
        self.bodies = Bodies()
        self.posts: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.body_of: dict[str, str] = {}
        self.heads: set[str] = set()
        for pk, body, title, principal in Post.objects.values_list(
            "pk", "organisation_id", "title_zh", "is_principal"
        ):
            self.posts[str(body), title].append(str(pk))
            self.body_of[str(pk)] = str(body)
            if principal:
                self.heads.add(str(pk))
        self.persons = {str(pk): name for pk, name in Person.objects.values_list("pk", "name")}
        self._load_terms()

    def _load_terms(self) -> None:
        self.rows: dict[str, dict[str, str]] = {}
        self.person_of: dict[str, str] = {}
        self.post_of: dict[str, str] = {}
        self.starting: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        self.namesakes: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.spans: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
        for term in Appointment.objects.all():
            pk, post, row = str(term.pk), str(term.post_id), as_row(term)
            self.rows[pk], self.post_of[pk] = row, post
            self.person_of[pk] = str(term.person_id)
            self.starting[post, row["kind"], row["starts_on"]].append(pk)
            name = self.persons[str(term.person_id)]
            self.namesakes[self.body_of[post], name].add(str(term.person_id))
            self._occupy(post, row["kind"], row["starts_on"], row["ends_on"], name)

    def _occupy(self, post: str, kind: str, first: str, last: str, name: str) -> None:
        self.spans[post].append((kind, first, last or OPEN, name))

    def overlap(self, cleaned: dict[str, Any]) -> list[Problem]:
        """Who stands in the way of a new appointment, in the portal or earlier in the file."""
        kinds = next((group for group in ALONE if cleaned["kind"] in group), set())
        first, last = cleaned["starts_on"] or "", cleaned["ends_on"] or OPEN
        for kind, begun, ended, name in self.spans[cleaned["post"]]:
            if kind in kinds and begun <= last and first <= ended:
                days = {"name": name, "first": begun, "last": "…" if ended == OPEN else ended}
                sentence = _(
                    "%(name)s holds this post from %(first)s to %(last)s. End that appointment "
                    "first, or choose other days."
                )
                return [Problem("post_held", sentence, "starts_on", days)]
        self._occupy(cleaned["post"], cleaned["kind"], first, cleaned["ends_on"], cleaned["person"])
        return []


def find_term(
    row: dict[str, str], cleaned: dict[str, Any], context: Context
) -> tuple[str, list[Problem]]:
    """The appointment that the row is about, "" for a new one."""
    pk, errors = row_id(row.get("id", ""), context.rows)
    if errors:
        return "", errors
    found = [pk] if pk else _starting(row, cleaned, context)
    if len(found) > 1:
        return "", [
            Problem(
                "appointment_ambiguous",
                _("Several appointments to this post begin on this day. Give the portal id."),
                "starts_on",
            )
        ]
    if not found:
        return "", []
    return _same(found[0], row, cleaned, context)


def _starting(row: dict[str, str], cleaned: dict[str, Any], context: Context) -> list[str]:
    """Appointments to the post that begin on that day; a person id tells them apart."""
    found = context.starting[cleaned["post"], cleaned["kind"], cleaned["starts_on"] or ""]
    person = row.get("person_id", "").strip().lower()
    if person in context.persons and len(found) > 1:
        return [pk for pk in found if context.person_of[pk] == person]
    return found


def _same(
    pk: str, row: dict[str, str], cleaned: dict[str, Any], context: Context
) -> tuple[str, list[Problem]]:
    """Refuse a row that gives an existing appointment to another post or person."""
    person = context.person_of[pk]
    given = row.get("person_id", "").strip().lower()
    if context.post_of[pk] != cleaned["post"]:
        return "", [
            Problem(
                "appointment_elsewhere", _("The appointment with this id is to another post."), "id"
            )
        ]
    if context.persons[person] != row["person"] or given not in {"", person}:
        return "", [
            Problem(
                "appointment_of_another",
                _(
                    "Another person stands in this appointment. End it, and enter a row of its own "
                    "for the new person."
                ),
                "person",
            )
        ]
    return pk, []


def who(
    row: dict[str, str], cleaned: dict[str, Any], context: Context
) -> tuple[str, list[Problem]]:
    """The person of a new appointment: an id, NEW, or "" where the name stands for nobody yet."""
    text = row.get("person_id", "").strip().lower()
    if text in NEW_WORDS:
        return NEW, []
    if text:
        if context.persons.get(text) == row["person"]:
            return text, []
        return "", [
            Problem("person_unknown", _("No person of this name has this id."), "person_id")
        ]
    known = sorted(context.namesakes[context.body_of[cleaned["post"]], row["person"]])
    if not known:
        return "", []
    return "", [
        Problem(
            "person_ambiguous",
            _(
                "Somebody of this name stands in this body. Enter the person id %(ids)s for the "
                "same person, or “new” for somebody else."
            ),
            "person_id",
            {"ids": ", ".join(known)},
        )
    ]
