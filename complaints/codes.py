"""Codes of complaints and reports (domain.md 2.8, 4.3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    """How it reached us (来电/信访形式)."""

    PHONE = "phone", pgettext_lazy("channel", "Telephone")
    WEB = "web", pgettext_lazy("channel", "Web")
    ORDER = "order", pgettext_lazy("channel", "12345 work order")


class Purpose(models.TextChoices):
    """What is wanted (目的)."""

    ASK = "ask", pgettext_lazy("purpose", "Question")
    HELP = "help", pgettext_lazy("purpose", "Call for help")
    COMPLAINT = "complaint", pgettext_lazy("purpose", "Complaint")
    REPORT = "report", pgettext_lazy("purpose", "Report of misconduct")
    SUGGESTION = "suggestion", pgettext_lazy("purpose", "Suggestion")


class Regime(models.TextChoices):
    """The law whose time limits apply (domain.md 1.1)."""

    HOTLINE = "hotline", _("government hotline order")
    PETITION = "petition", _("petition (Regulations on Petition Work)")
    ARREARS = "arrears", _("arrears to small and medium firms")
    CHALLENGE = "challenge", _("procurement challenge, to the purchaser")
    PROCUREMENT = "procurement", _("procurement complaint, to the finance department")
    INVESTMENT = "investment", _("complaint about the investment environment")


class Urgency(models.TextChoices):
    """How much haste (紧急程度)."""

    NORMAL = "normal", pgettext_lazy("urgency", "Normal")
    URGENT = "urgent", pgettext_lazy("urgency", "Urgent")
    EMERGENCY = "emergency", pgettext_lazy("urgency", "Emergency")


class CaseState(models.TextChoices):
    """Where a case stands."""

    RECEIVED = "received", pgettext_lazy("complaint", "Received, to be examined")
    REFUSED = "refused", pgettext_lazy("complaint", "Not accepted")
    ACCEPTED = "accepted", pgettext_lazy("complaint", "Accepted, to be passed on")
    DISPATCHED = "dispatched", pgettext_lazy("complaint", "Passed on, to be signed for")
    HANDLING = "handling", pgettext_lazy("complaint", "Being handled")
    PROPOSED = "proposed", pgettext_lazy("complaint", "Reply drafted, to be approved")
    ANSWERED = "answered", pgettext_lazy("complaint", "Answered, to be called back")
    CLOSED = "closed", pgettext_lazy("complaint", "Closed")
    REVIEW = "review", pgettext_lazy("complaint", "Under review")
    WITHDRAWN = "withdrawn", pgettext_lazy("complaint", "Withdrawn")


class RefusalGround(models.TextChoices):
    """Why a case is not accepted; each has a remedy (`rules.REMEDIES`)."""

    COURT = "court", _("it is before a court, an arbitrator or a reconsideration organ")
    INSPECTION = "inspection", _("it is for the discipline inspection or supervision organ")
    PETITION_OVER = "petition_over", _("the petition procedure has ended with a final review")
    OTHER_LAW = "other_law", _("the law provides another way for it")
    NOT_PUBLIC = "not_public", _("it is not about a public body")
    SAME_AGAIN = "same_again", _("the same matter is being handled already")
    NO_FACTS = "no_facts", _("it names neither a body nor facts that can be checked")


class CallOutcome(models.TextChoices):
    """How a call ended."""

    CASE = "case", pgettext_lazy("call", "Case logged")
    ADDED = "added", pgettext_lazy("call", "Added to an earlier case")
    CONSULTED = "consulted", pgettext_lazy("call", "Question answered")
    ELSEWHERE = "elsewhere", pgettext_lazy("call", "For another office, told where")
    ABUSIVE = "abusive", pgettext_lazy("call", "Abusive")
    DROPPED = "dropped", pgettext_lazy("call", "Dropped")
    EMERGENCY = "emergency", pgettext_lazy("call", "Emergency, told to call 110 or 119")
    MISSED = "missed", pgettext_lazy("call", "Rang off while waiting")


class DeskStatus(models.TextChoices):
    """Whether an operator takes calls."""

    READY = "ready", pgettext_lazy("operator", "Takes calls")
    WRITE = "write", pgettext_lazy("operator", "Writes up")
    AWAY = "away", pgettext_lazy("operator", "Away")


class NoteKind(models.TextChoices):
    """Words and files given on the way."""

    FACTS = "facts", pgettext_lazy("complaint note", "What happened")
    MORE = "more", pgettext_lazy("complaint note", "Further facts")
    INTERNAL = "internal", pgettext_lazy("complaint note", "Internal note")
    REASON = "reason", pgettext_lazy("complaint note", "Reason")
    FINDING = "finding", pgettext_lazy("complaint note", "What was found")
    REVIEW = "review", pgettext_lazy("complaint note", "Why a review is asked for")
    RETALIATION = "retaliation", pgettext_lazy("complaint note", "Retaliation reported")


#: What the reporter himself said.
OWN_NOTES = (NoteKind.FACTS, NoteKind.MORE, NoteKind.REVIEW, NoteKind.RETALIATION)


class LinkKind(models.TextChoices):
    """How two cases belong together (重复件/关联件)."""

    MERGED = "merged", pgettext_lazy("case link", "Same matter, answered in one place")
    RELATED = "related", pgettext_lazy("case link", "Related")


class AssignmentState(models.TextChoices):
    """Where the part of one body stands."""

    SENT = "sent", pgettext_lazy("assignment", "To be signed for")
    SIGNED = "signed", pgettext_lazy("assignment", "Being handled")
    RETURNED = "returned", pgettext_lazy("assignment", "Returned as not competent")
    ANSWERED = "answered", pgettext_lazy("assignment", "Answered")
    ENDED = "ended", pgettext_lazy("assignment", "Ended")


class Detail(models.TextChoices):
    """What was filled in beside the words, and may tell a body who reported."""

    POST = "post", pgettext_lazy("complaint detail", "Post that is complained of")
    COMMITMENT = "commitment", pgettext_lazy("complaint detail", "Public commitment")
    DAY = "day", pgettext_lazy("complaint detail", "Day on which it happened")
    AMOUNT = "amount", pgettext_lazy("complaint detail", "Amount in yuan")
    PEOPLE = "people", pgettext_lazy("complaint detail", "People concerned")


class Part(models.TextChoices):
    """Part in joint handling: one body leads (牵头、协办)."""

    LEAD = "lead", pgettext_lazy("assignment", "Leads")
    JOINT = "joint", pgettext_lazy("assignment", "Takes part")


class ReplyState(models.TextChoices):
    """Where a reply stands."""

    DRAFT = "draft", pgettext_lazy("reply", "Draft")
    PROPOSED = "proposed", pgettext_lazy("reply", "To be approved")
    GIVEN = "given", pgettext_lazy("reply", "Given")


class MotionKind(models.TextChoices):
    """What one person asks for and another grants."""

    EXTENSION = "extension", pgettext_lazy("motion", "More time")
    PAUSE = "pause", pgettext_lazy("motion", "Stop the clock")


class MotionState(models.TextChoices):
    """Where it stands."""

    ASKED = "asked", pgettext_lazy("motion", "Asked for")
    GRANTED = "granted", pgettext_lazy("motion", "Granted")
    REFUSED = "refused", pgettext_lazy("motion", "Not granted")
    LAPSED = "lapsed", pgettext_lazy("motion", "Fell away")


class PauseGround(models.TextChoices):
    """The only grounds on which a clock stands still."""

    APPRAISAL = "appraisal", _("inspection, testing or expert appraisal")
    REPORTER = "reporter", _("waiting for the reporter to add what is missing")
    OTHER_PROCEDURE = "other_procedure", _("the matter depends on a procedure that is running")
    FORCE_MAJEURE = "force_majeure", _("force majeure")


class CallBackKind(models.TextChoices):
    """The first call after an answer, the look back after four weeks, and the call that tells who
    has no receipt of a refusal or of what a review decided."""

    SATISFACTION = "satisfaction", pgettext_lazy("call-back", "After the answer")
    LOOK_BACK = "look_back", pgettext_lazy("call-back", "Is it really done?")
    DECISION = "decision", pgettext_lazy("call-back", "Tell what was decided")


class CallBackState(models.TextChoices):
    """Where a call-back stands."""

    OPEN = "open", pgettext_lazy("call-back", "To be made")
    DONE = "done", pgettext_lazy("call-back", "Made")
    LAPSED = "lapsed", pgettext_lazy("call-back", "Not needed")


class Dissatisfaction(models.TextChoices):
    """Why somebody is not satisfied."""

    NOT_DONE = "not_done", _("what was promised was not done")
    PARTLY = "partly", _("only part of it was done")
    NOT_UNDERSTOOD = "unclear", _("the answer cannot be understood")
    WRONG_FACTS = "wrong_facts", _("the answer gets the facts wrong")
    MANNER = "manner", _("the way in which one was treated")
    TOO_LATE = "too_late", _("it took too long")
    LAW = "law", _("the law does not allow what was wished for")


class LetterState(models.TextChoices):
    """Where a supervision letter stands (督办函)."""

    ISSUED = "issued", pgettext_lazy("supervision letter", "Issued")
    ANSWERED = "answered", pgettext_lazy("supervision letter", "Answered")
    ENDED = "ended", pgettext_lazy("supervision letter", "Ended")


class UnsealState(models.TextChoices):
    """Where a request to open an identity stands."""

    ASKED = "asked", pgettext_lazy("unsealing", "Asked for")
    CONFIRMED = "confirmed", pgettext_lazy("unsealing", "Confirmed")
    REFUSED = "refused", pgettext_lazy("unsealing", "Refused")
    ENDED = "ended", pgettext_lazy("unsealing", "Ended")


class AnswerState(models.TextChoices):
    """Where a selected answer stands on its way to the public."""

    PROPOSED = "proposed", pgettext_lazy("public answer", "Proposed")
    PUBLISHED = "published", pgettext_lazy("public answer", "Published")
    REFUSED = "refused", pgettext_lazy("public answer", "Not published")
    WITHDRAWN = "withdrawn", pgettext_lazy("public answer", "Withdrawn")


S = CaseState
#: Nobody has answered yet.
OPEN = (S.RECEIVED, S.ACCEPTED, S.DISPATCHED, S.HANDLING, S.PROPOSED, S.REVIEW)
#: With a body.
WITH_BODY = (S.DISPATCHED, S.HANDLING, S.PROPOSED)
#: Nothing more happens by itself.
ENDED = (S.REFUSED, S.CLOSED, S.WITHDRAWN)
#: A reply was given or a refusal told: a review can be asked for.
REVIEWABLE = (S.REFUSED, S.ANSWERED, S.CLOSED)
ASSIGNED_NOW = (AssignmentState.SENT, AssignmentState.SIGNED)
