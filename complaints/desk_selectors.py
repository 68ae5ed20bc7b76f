"""What the desk reads: live calls, a caller's earlier cases, bodies by name, queues, the team.

No number of any call is read here: the vault compares, and answers which cases fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from complaints import case_listing, case_sight, codes, sealing, selectors, vault_client
from complaints.codes import CallOutcome, CaseState, DeskStatus
from complaints.models import Call, CallBack, CannedText, Case, Contact, OperatorStatus, ShiftNote
from complaints.services import call_backs, calls, steps
from complaints.vault.commands import MOST_CANDIDATES
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.i18n import localized
from credit_portal.directory.models import Organisation
from credit_portal.directory.selectors import posts_of, search_organisations
from credit_portal.publishing.selectors import published

#: How many of a kind the page shows at once.
FEW = 8
QUEUES = ("mine", "today", "received", "call_backs", "reopened", "overdue")


# -- calls ---------------------------------------------------------------------------------------
def call_of(user: User) -> Call | None:
    """The call that somebody has taken and not ended yet, the latest one."""
    since = clock.now() - calls.LONGEST
    rows = Call.objects.filter(operator=user, outcome="", answered_at__gte=since)
    return rows.order_by("-answered_at").first()


def waiting() -> QuerySet[Call]:
    """Calls that nobody has taken yet, the longest waiting first."""
    since = clock.now() - calls.LONGEST
    rows = Call.objects.filter(operator=None, outcome="", ended_at=None, rang_at__gte=since)
    return rows.order_by("rang_at")


def earlier_cases(user: User, call_id: UUID) -> list[Case]:
    """Cases of the caller that the user may see, the newest first: the vault compares the numbers
    of the candidates and tells which are the same. Raises NotAllowed, VaultAway."""
    bucket = vault_client.call_bucket(call_id, user.pk)
    if bucket is None:
        return []
    visible = selectors.visible_to(user).filter(contact__bucket=bucket).values("pk")
    rows = Contact.objects.filter(bucket=bucket, case_id__in=visible).select_related("case")
    contacts = list(rows.order_by("-case__received_on", "case_id")[:MOST_CANDIDATES])
    candidates = [
        (bytes(one.sealed), sealing.aad("complaints_contact", "sealed", one.case_id))
        for one in contacts
    ]
    if not candidates:
        return []
    same = vault_client.same_caller(call_id, user.pk, candidates)
    return [contacts[place].case for place in same[:FEW]]


# -- bodies --------------------------------------------------------------------------------------
def bodies(text: str) -> list[Organisation]:
    """Active bodies whose name contains the text, those that begin with it first."""
    term = text.strip()[:100]
    if not term:
        return []
    found = search_organisations(term).filter(active=True)[: FEW * 4]
    starts = sorted(found, key=lambda one: not one.name_zh.startswith(term))
    return starts[:FEW]


def about(body: Organisation) -> dict[str, Any]:
    """Posts of a body, and what it has promised in public, the newest first."""
    posts = posts_of(body).filter(active=True)[:40]
    promises = published("commitment", body)[:FEW]
    return {
        "id": str(body.pk),
        "name": localized(body, "name"),
        "posts": [{"id": str(one.pk), "title": localized(one, "title")} for one in posts],
        "commitments": [
            {
                "ref": one.ref,
                "title": localized(one, "title"),
                "due": one.due_on.isoformat() if one.due_on else "",
                "outcome": one.outcome,
            }
            for one in promises
        ],
    }


# -- queues --------------------------------------------------------------------------------------
def queue(user: User, name: str) -> QuerySet[Case]:
    """Cases of one queue that the user reads in full, in no order, each with `due_by`: the day of
    its earliest clock, of the queue of calls that of the call (`case_listing.BY_DUE` orders)."""
    rows = case_sight.marked(user, selectors.visible_to(user)).order_by().filter(Q(in_full=True))
    if name == "call_backs":
        return _to_call_back(user, rows)
    return case_listing.with_day(user, rows.filter(_stands_in(user, name)))


def _stands_in(user: User, name: str) -> Q:
    if name == "mine":
        return Q(keeper=user) | Q(keeper=None, operator=user)
    if name == "today":
        return Q(operator=user, received_on=clock.today())
    if name == "received":
        return Q(state=CaseState.RECEIVED, merged_into=None)
    if name == "reopened":
        return Q(reopened__gt=0, state__in=codes.OPEN)
    late = case_listing.running(kind__in=steps.CLOCKS, **case_listing.at("over"))
    return Q(Exists(late), state__in=codes.OPEN)


def _to_call_back(user: User, rows: QuerySet[Case]) -> QuerySet[Case]:
    """Who is to be called from today on, unless a colleague has taken the call."""
    calls = CallBack.objects.filter(Q(taker=None) | Q(taker=user), case=OuterRef("pk"))
    first = call_backs.to_make(calls).order_by("due_on").values("due_on")[:1]
    return rows.annotate(due_by=Subquery(first)).filter(due_by__isnull=False)


def queue_counts(user: User) -> dict[str, int]:
    """How many stand in each queue."""
    return {name: queue(user, name).count() for name in QUEUES}


# -- the team ------------------------------------------------------------------------------------
@dataclass
class Colleague:
    """One of the team, today."""

    user: User
    status: str
    since: datetime | None
    talking: bool = False
    calls: int = 0

    @property
    def status_label(self) -> str:
        """In words."""
        return str(DeskStatus(self.status).label)


def team() -> list[Colleague]:
    """Who said today whether he takes calls, or took one: talks, waits, calls today; no numbers.
    How many became cases is not told: who knows the cases that he may see would know how many are
    about him."""
    begin = datetime.combine(clock.today(), time.min, tzinfo=clock.TZ)
    said = OperatorStatus.objects.filter(since__gte=begin).select_related("operator")
    found = {one.operator_id: Colleague(one.operator, one.status, one.since) for one in said}
    today = Call.objects.filter(answered_at__gte=begin, operator__isnull=False)
    for user in User.objects.filter(pk__in=today.values("operator")).exclude(pk__in=found):
        found[user.pk] = Colleague(user, DeskStatus.READY, None)
    for pk, number in today.values_list("operator").annotate(n=Count("id")).order_by():
        found[pk].calls = number
    talking = today.filter(ended_at=None, outcome="").values_list("operator", flat=True)
    for pk in talking:
        found[pk].talking = True
    return sorted(found.values(), key=lambda one: (not one.talking, one.user.display_name))


#: Outcomes that are told as one, so that no count tells how many cases there are.
TALKED = (CallOutcome.CASE, CallOutcome.ADDED, CallOutcome.CONSULTED, CallOutcome.ELSEWHERE)


def calls_today() -> dict[str, int]:
    """How today's calls ended, by outcome; "" are those that go on, "talked" all of TALKED."""
    begin = datetime.combine(clock.today(), time.min, tzinfo=clock.TZ)
    rows = Call.objects.filter(rang_at__gte=begin).values_list("outcome")
    counted: dict[str, int] = {}
    for outcome, number in rows.annotate(n=Count("id")).order_by():
        name = "talked" if outcome in TALKED else outcome
        counted[name] = counted.get(name, 0) + number
    return counted


# -- texts and shifts ----------------------------------------------------------------------------
def texts(use: str | None = None) -> QuerySet[CannedText]:
    """Canned texts in use, of one use when given, by shortcut."""
    rows = CannedText.objects.filter(active=True).order_by("shortcut")
    return rows.filter(use=use) if use else rows


def all_texts() -> QuerySet[CannedText]:
    """All of them, those out of use last."""
    return CannedText.objects.select_related("author").order_by("-active", "shortcut")


def notes() -> QuerySet[ShiftNote]:
    """What shifts left each other, the latest first."""
    return ShiftNote.objects.select_related("author").order_by("-written_at", "id")


def unread_notes(user: User) -> list[ShiftNote]:
    """The latest notes that he has not confirmed."""
    return [one for one in notes()[:FEW] if str(user.pk) not in one.readers]


def status_of(user: User) -> str:
    """What somebody said last of whether he takes calls, if he said it today."""
    begin = datetime.combine(clock.today(), time.min, tzinfo=clock.TZ)
    row = OperatorStatus.objects.filter(operator=user, since__gte=begin).first()
    return row.status if row is not None else DeskStatus.READY
