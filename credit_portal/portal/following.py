"""What of the public site can be followed: a record, a body, any question to a list.

Everything is read anew for each mail through `public_read`: what has left the display is told by
its reference, day and reason, never by title or name.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from credit_portal.common.errors import DomainError, Invalid, NotFound
from credit_portal.common.i18n import localized
from credit_portal.common.templatetags import _dates
from credit_portal.directory import selectors as directory
from credit_portal.directory.models import Organisation
from credit_portal.ledger import selectors as ledger
from credit_portal.notices.follow_sources import Line, News, Step
from credit_portal.portal import breaches, filters, labels, queries
from credit_portal.publishing import search, selectors
from credit_portal.publishing.models import Disclosure, Displayed
from credit_portal.publishing.models.decision import REMOVING, Act
from credit_portal.publishing.registry import kinds

RECORD, BODY, QUESTION = "record", "body", "list"
#: Changes are counted up to here; a mail shows far fewer.
COUNTED = 1000
#: Characters of a list with its question, as an address spells them.
LONGEST = 1500
#: Lists that take a question, by the word that names them in addresses, and their page.
LISTS = {
    "records": "portal:records",
    "search": "portal:search",
    "commitments": "portal:commitments",
    "breaches": "portal:breaches",
}


def asked(parameters: QueryDict) -> tuple[str, str]:
    """Kind and canonical target of what an address asks to follow: `record`, `body`, else a list
    with its question. Raises NotFound for what is not on display."""
    if ref := parameters.get("record", "").strip().upper():
        if not isinstance(selectors.lookup(ref[:24]), Displayed):
            raise NotFound("not_found", _("This record is not on display."))
        return RECORD, ref
    name = parameters.get("list", "")
    if name not in LISTS and (address := parameters.get("body", "").strip()):
        return BODY, queries.body_at(address[:80]).pk.hex
    return QUESTION, question(name if name in LISTS else "records", parameters)


def question(name: str, parameters: QueryDict) -> str:
    """A list and its question in one spelling; order, page, days that move and codes that this
    site does not know are left out. Raises Invalid for one too long to be kept."""
    read = breaches.read if name == "breaches" else filters.read
    found = read(parameters)
    unknown = {code: "" for code, value in found.single.items() if not _is_known(code, value)}
    target = f"{name}{found.query(sort='', due='', **unknown)}".rstrip("?")
    if len(target) > LONGEST:
        raise Invalid("too_long", _("This question is too long to be followed."), field="q")
    return target


def address(kind: str, target: str) -> str:
    """The parameters of the page that offers to follow a target."""
    if kind == RECORD:
        return f"?record={target}"
    if kind == BODY:
        return f"?body={_body(target).slug}"
    name, _mark, query = target.partition("?")
    return f"?list={name}" + (f"&{query}" if query else "")


def _body(target: str) -> Organisation:
    found = directory.organisations(using=selectors.PUBLIC).filter(pk=UUID(target)).first()
    if found is None:
        raise NotFound("not_found", _("There is no such body."))
    return found


class _Shared:
    """Where the log stands, and steps in words."""

    def head(self) -> int:
        """The newest leaf that a signed checkpoint covers, -1 for none."""
        return ledger.head(using=selectors.PUBLIC).size - 1

    def lines(self, steps: Sequence[Step]) -> list[Line]:
        """Steps in words; what was removed, also meanwhile, only by reference, day and reason."""
        rows = selectors.published().filter(ref__in=[step.ref for step in steps])
        shown = {row.ref: row for row in rows.defer("search_text", "document")}
        return [line(step, shown.get(step.ref)) for step in steps]


def line(step: Step, row: Displayed | None) -> Line:
    """One step in the active language."""
    path = _path("portal:record", step.ref)
    if row is None:
        return Line(removed(step.ref), path)
    is_new = row.version == 1 and step.act == Act.PUBLISH
    parts = {
        "what": _("new") if is_new else changed(step.act),
        "title": row.title,
        "body": row.organisation_name,
        "outcome": f"[{labels.outcome(row.outcome)}] " if row.outcome else "",
        "day": _dates.long_date(row.updated_at, with_weekday=False),
    }
    return Line(_("%(outcome)s%(title)s – %(body)s (%(what)s, %(day)s)") % parts, path)


def changed(act: str) -> str:
    """What was done to a record that was there before."""
    if act == Act.PUBLISH:
        return _("brought up to date")
    return str(Act(act).label) if act in Act.values else act


def removed(ref: str) -> str:
    """A record that has left the display: its reference, since when and why, nothing it said."""
    found = selectors.lookup(ref)
    if found is None or isinstance(found, Displayed):
        return ref
    return _("%(ref)s: no longer on display since %(day)s (%(reason)s)") % {
        "ref": ref,
        "day": _dates.long_date(found.removed_at, with_weekday=False),
        "reason": found.get_reason_display(),
    }


def _path(name: str, *arguments: str) -> str:
    with translation.override("zh-hans"):  # the language is put before it where it is used
        return reverse(name, args=arguments)


class RecordSource(_Shared):
    """One record: its versions, its removal."""

    def bare(self, target: str) -> str:
        """The reference itself: nobody typed more."""
        return target

    def name(self, target: str) -> str:
        """Its title while it is on display, else its reference."""
        found = selectors.lookup(target)
        return f"{found.title} ({target})" if isinstance(found, Displayed) else target

    def path(self, target: str) -> str:
        """Its page, also once it is gone."""
        return _path("portal:record", target)

    def feed(self, target: str) -> str:
        """Its feed."""
        return _path("portal:record-feed", target)

    def news(self, target: str, since: int, told: Sequence[str], most: int) -> News:
        """Its newest version after a leaf."""
        upto = self.head()
        rows = _versions(since, upto).filter(ref=target).order_by("-leaf_index")[:1]
        steps = [Step(row.ref, row.act, row.leaf_index) for row in rows]
        return News(upto, steps[:most], len(steps))


class _ListSource(_Shared):
    """Records that answer a question, newest change first; and removals of what was told."""

    def rows(self, target: str) -> QuerySet[Displayed]:
        """The records on display."""
        raise NotImplementedError

    def news(self, target: str, since: int, told: Sequence[str], most: int) -> News:
        """Records that came or changed after a leaf, then those told before that are gone."""
        upto = self.head()
        if upto <= since:
            return News(since)
        found = self.rows(target).filter(
            disclosure__leaf_index__gt=since, disclosure__leaf_index__lte=upto
        )
        found = found.order_by("-disclosure__leaf_index")
        steps = [
            Step(*row)
            for row in found.values_list("ref", "disclosure__act", "disclosure__leaf_index")[:most]
        ]
        gone = _versions(since, upto).filter(ref__in=list(told), act__in=REMOVING)
        ends = [Step(row.ref, row.act, row.leaf_index) for row in gone.order_by("-leaf_index")]
        total = found[:COUNTED].count() if len(steps) == most else len(steps)
        return News(upto, [*steps, *ends][:most], total + len(ends))


def _versions(since: int, upto: int) -> QuerySet[Disclosure]:
    rows = Disclosure.objects.using(selectors.PUBLIC).only("ref", "act", "leaf_index")
    return rows.filter(leaf_index__gt=since, leaf_index__lte=upto)


class BodySource(_ListSource):
    """All records of one body."""

    def bare(self, target: str) -> str:
        """The body itself: nobody typed more."""
        return target

    def name(self, target: str) -> str:
        """Its name of today."""
        return str(localized(_body(target), "name"))

    def path(self, target: str) -> str:
        """Its page."""
        return _path("portal:organisation", _body(target).slug)

    def feed(self, target: str) -> str:
        """Its feed."""
        return self.path(target) + "?format=atom"

    def rows(self, target: str) -> QuerySet[Displayed]:
        """Its records."""
        return selectors.published(organisation=UUID(target))


class QuestionSource(_ListSource):
    """A list narrowed by a question."""

    def bare(self, target: str) -> str:
        """The list narrowed by codes of this site alone, without words to be found."""
        name, _mark, query = target.partition("?")
        parameters = QueryDict(query, mutable=True)
        parameters.pop("q", None)
        return question(name, parameters)

    def name(self, target: str) -> str:
        """The list, and what narrows it, as the page has it."""
        name, question_asked = _read(target)
        titles = {
            "records": _("All records"), "search": _("Search"),
            "commitments": _("Commitments"), "breaches": _("Breach records"),
        }  # fmt: skip
        chips = [_chip(code, value) for code, value in question_asked.single.items()]
        words = [f"“{question_asked.q}”"] if question_asked.q else []
        outcomes = [labels.outcome(code) for code in question_asked.outcomes]
        years = [str(question_asked.year)] if question_asked.year else []
        if question_asked.quarter:
            years.append(labels.quarter(question_asked.quarter))
        return " · ".join([titles[name], *words, *chips, *outcomes, *years])

    def path(self, target: str) -> str:
        """The list with the question."""
        name, _mark, query = target.partition("?")
        return _path(LISTS[name]) + (f"?{query}" if query else "")

    def feed(self, target: str) -> str:
        """The same as Atom."""
        path = self.path(target)
        return f"{path}{'&' if '?' in path else '?'}format=atom"

    def rows(self, target: str) -> QuerySet[Displayed]:
        """The records that answer."""
        name, question_asked = _read(target)
        if name == "breaches":
            found = breaches.apply(selectors.published(breaches.BREACH), question_asked)
        else:
            kind = queries.COMMITMENT if name == "commitments" else None
            found = filters.apply(selectors.published(kind), question_asked)
        return search.narrowed(found, question_asked.question)


def _read(target: str) -> tuple[str, filters.Filters]:
    name, _mark, query = target.partition("?")
    read = breaches.read if name == "breaches" else filters.read
    return name, read(QueryDict(query))


def _is_known(code: str, value: str) -> bool:
    """Whether this site gives out such a value; any other is what somebody typed."""
    if code == "district":
        return filters.DISTRICT.fullmatch(value) is not None
    own = {"state": breaches.STATES, "kind": {kind.code for kind in kinds()}}
    known: Container[str] | None = own.get(code, labels.CODES.get(code))
    return _chip(code, value) != value if known is None else value in known


def _chip(code: str, value: str) -> str:
    """What one parameter asks for, in words; a value that has no name stands for itself."""
    if code == "body":
        try:
            return str(localized(queries.body_at(value), "name"))
        except DomainError:
            return value
    if code == "district":
        return queries.districts([value]).get(value, value)
    if code == "state":
        return str(breaches.STATES[value][0]) if value in breaches.STATES else value
    named = {
        "kind": labels.kind, "sector": labels.sector, "category": labels.category,
        "severity": labels.severity,
    }  # fmt: skip
    return named[code](value) if code in named else value
