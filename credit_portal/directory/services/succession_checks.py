"""What a succession must fulfil, each refusal in a sentence a clerk understands."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import Min, Q
from django.utils.translation import gettext_lazy as _

from credit_portal.common import clock
from credit_portal.common.errors import Conflict, DomainError, Invalid
from credit_portal.directory.models import (
    Appointment,
    Organisation,
    OrganisationName,
    Succession,
    SuccessionLine,
)
from credit_portal.directory.services.shared import require_plausible, require_reached

if TYPE_CHECKING:
    from credit_portal.directory.services.succession import Facts, Line

Kind = Succession.Kind
Bodies = dict[Any, Organisation]
#: Nothing passes from body to body: posts of one body, or people only.
WITHIN = frozenset({Kind.CHANGE_OF_GOVERNMENT, Kind.CHANGE_OF_HOLDER})
FOREIGN = frozenset({Organisation.Kind.FOREIGN_GOVERNMENT, Organisation.Kind.FOREIGN_DEPARTMENT})
#: All bodies that stand behind a body by whole successions, itself included.
BEHIND = """
with recursive behind(id) as (
    select %s::uuid
    union
    select l.from_organisation_id from directory_successionline l
      join behind b on l.to_organisation_id = b.id where l.whole)
select id from behind
"""


def check(facts: Facts, fresh: Bodies) -> None:
    """Raise DomainError unless the succession can be; `fresh` are its bodies, locked."""
    _document(facts)
    _shape(facts)
    for line in facts.lines:
        _line(line, facts, fresh)
    for body in facts.predecessors:
        _predecessor(fresh[body.pk], facts)


def _document(facts: Facts) -> None:
    if facts.kind not in Kind.values:
        raise Invalid("succession_kind", _("This kind of succession is unknown."), field="kind")
    for name in ("document_number", "document_title", "document_organ"):
        if not getattr(facts, name).strip():
            sentence = _("A succession rests on a document: give its number, title and organ.")
            raise Invalid("document_missing", sentence, field=name)
    require_reached(facts.effective_on, "effective_on")
    require_plausible(facts.document_on, "document_on")
    if facts.document_on > clock.today():
        sentence = _("The document bears a day that is still to come.")
        raise Invalid("document_in_future", sentence, field="document_on")


def _shape(facts: Facts) -> None:
    """How many bodies stand on each side."""
    before = {line.from_organisation.pk for line in facts.lines}
    after = {line.to_organisation.pk for line in facts.lines}
    problem: Any = None
    if facts.kind == Kind.CHANGE_OF_GOVERNMENT:
        if facts.lines:
            problem = _("With a change of government the body stays; nothing is passed on.")
    elif not facts.lines:
        problem = _("Say which body takes over from which.")
    elif facts.kind == Kind.MERGE and len(after) != 1:
        problem = _("In a merger one body takes over from all the others.")
    elif facts.kind == Kind.RENAME and (len(before), len(after)) != (1, 1):
        problem = _("A body set up anew takes over from exactly one body.")
    elif facts.kind == Kind.SPLIT and (len(before) != 1 or len(after) < 2):
        problem = _("A split needs one body before and at least two after it.")
    elif facts.kind == Kind.FUNCTION_TRANSFER and len(before) != 1:
        problem = _("Functions are transferred from one body at a time.")
    if problem is not None:
        raise Invalid("succession_shape", problem, field="lines")
    _once(facts)


def _once(facts: Facts) -> None:
    """Nobody is succeeded as a whole by two bodies."""
    wholes = Counter(
        line.from_organisation.pk
        for line in facts.lines
        if line.scope == SuccessionLine.Scope.ALL and line.from_post is None
    )
    if any(count > 1 for count in wholes.values()):
        sentence = _("Two bodies cannot both take over everything: say who takes which.")
        raise Invalid("succeeded_twice", sentence, field="lines")


def _line(line: Line, facts: Facts, fresh: Bodies) -> None:
    before, after = fresh[line.from_organisation.pk], fresh[line.to_organisation.pk]
    if before.pk == after.pk:
        _within(line, facts)
    elif facts.kind in WITHIN:
        sentence = _(
            "Duties pass between posts of one body here; for two bodies choose another kind."
        )
        raise Invalid("succession_shape", sentence, field="kind")
    if not after.active:
        raise _closed(after)
    if before.kind in FOREIGN or after.kind in FOREIGN:
        sentence = _(
            "Bodies of another government are kept as their source tells; they pass nothing on."
        )
        raise Conflict("succession_foreign", sentence, field="lines")
    if line.to_post.organisation_id != after.pk or not line.to_post.active:
        sentence = _("The post that takes over must be a post of the successor, and not abolished.")
        raise Invalid("successor_post", sentence, field="lines")
    if line.from_post is not None and line.from_post.organisation_id != before.pk:
        sentence = _("The post that passes its duties on must be a post of the predecessor.")
        raise Invalid("predecessor_post", sentence, field="lines")
    if facts.closes and after.pk in _behind(before.pk):
        raise Conflict(
            "succession_cycle",
            _("%(after)s once passed everything on to %(before)s and cannot take it over again.")
            % {"after": after, "before": before},
            field="lines",
        )  # fmt: skip
    _after_birth(after, facts.effective_on)


def _within(line: Line, facts: Facts) -> None:
    """A body passes nothing on to itself; between two of its posts duties may pass."""
    if facts.closes or line.from_post is None or line.from_post.pk == line.to_post.pk:
        sentence = _("A body cannot take over from itself: choose another successor.")
        raise Invalid("succession_to_itself", sentence, field="lines")


def _closed(body: Organisation) -> DomainError:
    sentence = _("%(body)s is closed and cannot take anything over: choose a body that is active.")
    return Conflict("successor_closed", sentence % {"body": body}, field="lines")


def _predecessor(body: Organisation, facts: Facts) -> None:
    """Still there, not passed on before, and no day before one that is known."""
    if not body.active:
        raise _gone(body)
    _after_birth(body, facts.effective_on, strictly=facts.closes)
    last = SuccessionLine.objects.filter(to_organisation=body).order_by("-effective_on").first()
    if last is not None and last.effective_on > facts.effective_on:
        raise Invalid(
            "succession_order",
            _("%(body)s itself took over on %(day)s; it cannot have passed that on before.")
            % {"body": body, "day": last.effective_on},
            field="effective_on",
        )
    if facts.closes:
        _not_again(body, facts)
        _no_later_holder(body, facts.effective_on)


def _not_again(body: Organisation, facts: Facts) -> None:
    """A body that was opened again may divide; as a whole it is succeeded once for ever."""
    whole = Q(scope=SuccessionLine.Scope.ALL, from_post=None)
    before = SuccessionLine.objects.filter(whole, from_organisation=body, whole=True).first()
    asked = any(
        line.from_organisation.pk == body.pk
        and line.scope == SuccessionLine.Scope.ALL
        and line.from_post is None
        for line in facts.lines
    )
    if before is not None and asked:
        raise _succeeded(body, before)


def _gone(body: Organisation) -> Conflict:
    line = SuccessionLine.objects.filter(from_organisation=body, whole=True).first()
    if line is None:
        sentence = _("%(body)s is closed already; open it again before it passes anything on.")
        return Conflict("predecessor_closed", sentence % {"body": body}, field="lines")
    return _succeeded(body, line)


def _succeeded(body: Organisation, line: SuccessionLine) -> Conflict:
    told = {"body": body, "successor": line.to_organisation, "day": line.effective_on}
    sentence = _("%(body)s was succeeded already: by %(successor)s on %(day)s. It cannot be again.")
    return Conflict("succeeded_twice", sentence % told, field="lines")


def _after_birth(body: Organisation, day: date, *, strictly: bool = False) -> None:
    names = OrganisationName.objects.filter(organisation=body)
    if names.filter(valid_from__isnull=True).exists():
        return  # since when is not known
    first = names.aggregate(first=Min("valid_from"))["first"]
    if first is not None and (day < first or (strictly and day == first)):
        raise Invalid(
            "before_birth",
            _("%(body)s exists since %(first)s; the succession must take effect after that.")
            % {"body": body, "first": first},
            field="effective_on",
        )


def _no_later_holder(body: Organisation, day: date) -> None:
    later = Appointment.objects.filter(post__organisation=body, starts_on__gte=day)
    row = later.select_related("post").first()
    if row is not None:
        raise Conflict(
            "holder_after_end",
            _(
                "An appointment to %(post)s begins on %(day)s, when the body is no more: correct "
                "it first."
            )
            % {"post": row.post, "day": row.starts_on},
            field="effective_on",
        )


def _behind(body_id: UUID) -> set[UUID]:
    """The body and all it took everything over from, however far back."""
    with connection.cursor() as cursor:
        cursor.execute(BEHIND, [body_id])
        return {row[0] for row in cursor.fetchall()}
