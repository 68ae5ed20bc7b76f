"""What the portal writes to people: each message's group, channels and the facts it needs.

Texts stand in `templates/notices/<code>.<language>.txt`, the first line being the subject.
Keys of a context (all of them text, JSON):

    title         what it is about: the promise, the import, the role, the change
    reference     public or working reference, "" when there is none yet
    due_on        the day something is due, ISO date
    why           how that day was counted, one sentence; may always be left out
    url           path of the page to open, beginning with one "/", without language prefix
    organisation  name of the body concerned
    actor_post    title of the post that acted
    reason_ref    where the words of a reason stand (`references.ref(row)`), never the words
    outcome       code of an outcome (kept, kept_late, partly_kept, broken …)
    count         a number of rows, dates …
    errors        a number of rows with errors
    kind          what several cases are called
    clock         which time limit of a case it is about
    old_due_on    the day before it moved, ISO date
    cases         several dates or cases, one a line
    at            the moment something happened, ISO date and time

Instead of `title` a context may hold `title_zh` and `title_en` (so for every key): the language
of the recipient picks one, and falls back to the other. Keys not needed may be given or left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Group(models.TextChoices):
    """What people choose by: kinds of messages."""

    DEADLINES = "deadlines", _("Deadlines")
    APPROVALS = "approvals", _("Asked of me")
    RESULTS = "results", _("Results of what I handed in")
    SERVICE = "service", _("Decisions served on my body")
    ADMINISTRATION = "administration", _("Administration")
    SECURITY = "security", _("Security of my account")


#: These cannot be switched off: the law or the account's safety rests on their arriving.
MANDATORY: Mapping[str, object] = {
    Group.SERVICE: _("A decision takes effect with its service; time limits run from it."),
    Group.SECURITY: _("Whoever changes your password or second factor must not do so unseen."),
}


@dataclass(frozen=True)
class Template:
    """A message: its group, the facts it needs, and where it may go.

    `urgent` ones are sent at night and on holidays too. `letters` False: the inbox only.
    `inbox` False: by mail only, its owner has no way in yet.
    `plain_reason`: the reason is a sentence of the portal's own, not somebody's words.
    """

    group: str
    needs: frozenset[str]
    urgent: bool = False
    letters: bool = True
    inbox: bool = True
    plain_reason: bool = False


def _of(group: str, *needs: str, **more: bool) -> Template:
    return Template(group, frozenset(needs) | {"url"}, **more)


TEMPLATES: dict[str, Template] = {
    # to the approver: a promise waits for approval
    "commitment_submitted": _of(Group.APPROVALS, "title", "organisation", "actor_post"),
    # to the filer: returned with reason
    "commitment_returned": _of(Group.RESULTS, "title", "actor_post", "reason"),
    # to the filer: approved, registered and on its way to the public page
    "commitment_registered": _of(Group.RESULTS, "title"),
    # to the filer, then to his superior: the due day comes near
    "due_soon": _of(Group.DEADLINES, "title", "due_on"),
    "due_soon_superior": _of(Group.DEADLINES, "title", "organisation", "due_on"),
    # to those who file for a street or town, and above: the yearly sheet is owed by this day
    "sheet_due": _of(Group.DEADLINES, "title", "organisation", "due_on"),
    # to credit officers and the body: the day passed, somebody must verify
    "verification_opened": _of(Group.APPROVALS, "title", "organisation", "due_on"),
    # to credit officers: the body reported, somebody must verify
    "report_filed": _of(Group.APPROVALS, "title", "organisation"),
    # to the verifier: the reviewer sent his outcome back
    "outcome_returned": _of(Group.RESULTS, "title", "actor_post", "reason"),
    # to the filer: verification ended without an outcome
    "verification_dismissed": _of(Group.RESULTS, "title", "actor_post", "reason"),
    # to the superior body: overdue and not determined
    "overdue_superior": _of(Group.DEADLINES, "title", "organisation", "due_on"),
    # to the reviewer: an outcome waits for confirmation
    "outcome_proposed": _of(Group.APPROVALS, "title", "organisation", "outcome", "actor_post"),
    # to the body: the outcome stands
    "outcome_confirmed": _of(Group.SERVICE, "title", "organisation", "outcome"),
    # to the superior body: a lawful change or withdrawal waits for its decision
    "lawful_change_submitted": _of(Group.APPROVALS, "title", "organisation", "actor_post"),
    # to the filer: what became of it
    "lawful_change_returned": _of(Group.RESULTS, "title", "actor_post", "reason"),
    "lawful_change_refused": _of(Group.RESULTS, "title", "actor_post", "reason"),
    "lawful_change_approved": _of(Group.SERVICE, "title", "outcome", "actor_post"),
    # to the body, at last to the superior: agreed compensation is to be paid
    "compensation_due": _of(Group.DEADLINES, "title", "due_on"),
    "compensation_overdue": _of(Group.DEADLINES, "title", "organisation", "due_on"),
    # to approvers of the superior body: a body asks to move a due date
    "due_change_asked": _of(Group.APPROVALS, "title", "organisation", "actor_post"),
    # to who asked: granted, or refused with reason
    "due_change_approved": _of(Group.RESULTS, "title", "actor_post", "due_on"),
    "due_change_refused": _of(Group.RESULTS, "title", "actor_post", "reason"),
    # to the body: the clock of a promise runs again, with its new day
    "clock_runs_again": _of(Group.DEADLINES, "title", "due_on"),
    # to the filer: the day of a milestone comes near; to him and the superior: it passed
    "milestone_soon": _of(Group.DEADLINES, "title", "milestone", "due_on"),
    "milestone_missed": _of(Group.DEADLINES, "title", "milestone", "organisation", "due_on"),
    # to credit officers: a firm or a citizen filed an old account, it must be checked
    "old_account_filed": _of(Group.APPROVALS, "title", "organisation"),
    # to the second person of the credit office; to the body's second person
    "old_account_to_confirm": _of(Group.APPROVALS, "title", "organisation"),
    "old_account_to_issue": _of(Group.APPROVALS, "title", "organisation"),
    # to the body: an old account must be answered by a day
    "old_account_to_answer": _of(Group.SERVICE, "title", "organisation", "due_on"),
    # to the credit office: the body contests; to the body: what was decided
    "old_account_contested": _of(Group.APPROVALS, "title", "organisation"),
    "old_account_decided": _of(Group.SERVICE, "title", "organisation"),
    # to whoever has to act: the day comes near, has passed; to the superior body: still silent
    "old_account_due_soon": _of(Group.DEADLINES, "title", "organisation", "due_on"),
    "old_account_overdue": _of(Group.DEADLINES, "title", "organisation", "due_on"),
    "old_account_escalated": _of(Group.DEADLINES, "title", "organisation", "due_on"),
    # to the superior body: no weekly report; to credit officers: the look-back comes
    "campaign_week_missed": _of(Group.DEADLINES, "title", "organisation", "due_on"),
    "campaign_look_back": _of(Group.DEADLINES, "title", "organisation", "due_on"),
    # complaints: to the hotline, to the body, to its head, to who reviews
    "complaint_received": _of(Group.APPROVALS, "title", "organisation"),
    "complaint_dispatched": _of(Group.SERVICE, "title", "organisation"),
    "complaint_given_back": _of(Group.APPROVALS, "title", "organisation"),
    "complaint_kept_from_accused": _of(Group.APPROVALS, "title", "organisation"),
    "complaint_reply_to_approve": _of(Group.APPROVALS, "title", "organisation"),
    "complaint_reply_sent_back": _of(Group.RESULTS, "title", "organisation"),
    "complaint_motion": _of(Group.APPROVALS, "title", "organisation"),
    "complaint_motion_decided": _of(Group.RESULTS, "title", "organisation"),
    "complaint_pause_over": _of(Group.RESULTS, "title", "organisation"),
    "complaint_letter": _of(Group.SERVICE, "title", "organisation"),
    "complaint_added": _of(Group.RESULTS, "title", "organisation"),
    "complaint_review": _of(Group.APPROVALS, "title", "organisation"),
    "complaint_retaliation": _of(Group.APPROVALS, "title", "organisation", urgent=True),
    "complaint_not_done": _of(Group.APPROVALS, "title", "organisation"),
    "complaint_due_soon": _of(Group.DEADLINES, "title", "organisation", "due_on", "clock"),
    "complaint_overdue": _of(Group.DEADLINES, "title", "organisation", "due_on", "clock"),
    "complaint_escalated": _of(Group.DEADLINES, "title", "organisation", "due_on", "clock"),
    # complaints: to another unit, to who asked; to the body: its handler keeps out
    "complaint_unseal_asked": _of(Group.APPROVALS, "title", "organisation"),
    "complaint_unseal_decided": _of(Group.RESULTS, "title", "organisation", urgent=True),
    "complaint_to_take_over": _of(Group.APPROVALS, "title", "organisation"),
    # to a colleague: a complaint is his now
    "complaint_handed_over": _of(Group.APPROVALS, "title", "organisation"),
    # to credit officers: a lead is open; to one: it is his to verify
    "lead_opened": _of(Group.APPROVALS, "title", "organisation"),
    "lead_assigned": _of(Group.APPROVALS, "title", "organisation"),
    # to the second person: found untrue; to reviewers: found true
    "lead_to_confirm": _of(Group.APPROVALS, "title", "organisation"),
    "lead_true": _of(Group.APPROVALS, "title", "organisation"),
    # to whoever verifies a lead: the day comes near, has passed
    "lead_due_soon": _of(Group.DEADLINES, "title", "organisation", "due_on"),
    "lead_overdue": _of(Group.DEADLINES, "title", "organisation", "due_on"),
    # to the body: it is to rectify; it may make a statement; what was decided, changed, ended
    "record_ordered": _of(Group.SERVICE, "title", "organisation", "due_on"),
    "record_notice": _of(Group.SERVICE, "title", "organisation", "due_on"),
    "record_decided": _of(Group.SERVICE, "title", "organisation", "repair_on"),
    "record_changed": _of(Group.SERVICE, "title", "organisation"),
    "record_closed": _of(Group.SERVICE, "title", "organisation"),
    "record_report_answered": _of(Group.RESULTS, "title", "organisation"),
    # to the credit office: a statement, a report, a proposal, one sent back
    "record_statement_filed": _of(Group.APPROVALS, "title", "organisation"),
    "record_report_filed": _of(Group.APPROVALS, "title", "organisation"),
    "record_proposed": _of(Group.APPROVALS, "title", "organisation"),
    "record_motion": _of(Group.APPROVALS, "title", "organisation"),
    "record_sent_back": _of(Group.RESULTS, "title", "organisation"),
    # to the credit office: what the lead of a record rested on no longer holds
    "record_ground_gone": _of(Group.APPROVALS, "title", "organisation"),
    # to the second person: a record was hidden; to the first: it is shown again
    "record_hidden": _of(Group.APPROVALS, "title", "organisation", urgent=True),
    "record_shown_again": _of(Group.RESULTS, "title", "organisation"),
    # to the credit office: a record was not taken by the sharing platform; it does not answer; a
    # batch was stopped, since a record in it is gone
    "report_refused": _of(Group.APPROVALS, "title", "organisation"),
    "report_unreachable": _of(Group.APPROVALS, "title", "at"),
    "report_stopped": _of(Group.APPROVALS, "title", urgent=True),
    # to whoever has to act: the day comes near, has passed
    "record_due_soon": _of(Group.DEADLINES, "title", "organisation", "due_on"),
    "record_overdue": _of(Group.DEADLINES, "title", "organisation", "due_on"),
    # to credit officers, once a day and record: an objection or a tip came in; to the second person
    "objection_filed": _of(Group.APPROVALS, "title", "organisation"),
    "objection_to_decide": _of(Group.APPROVALS, "title", "organisation"),
    # to the desk that objected; to the body of the record: what was decided
    "objection_progress": _of(Group.RESULTS, "title", "organisation"),
    "objection_decided": _of(Group.SERVICE, "title", "organisation"),
    # to credit officers, then reviewers too: the day comes near, has passed
    "objection_due_soon": _of(Group.DEADLINES, "title", "organisation", "due_on"),
    "objection_overdue": _of(Group.DEADLINES, "title", "organisation", "due_on"),
    # the same for several objections, tips or repairs of a kind about one body
    "objection_due_soon_several": _of(Group.DEADLINES, "kind", "organisation", "due_on", "count"),
    "objection_overdue_several": _of(Group.DEADLINES, "kind", "organisation", "count"),
    # to the credit office: an application for repair, its proposal, one sent back
    "repair_filed": _of(Group.APPROVALS, "title", "organisation"),
    "repair_proposed": _of(Group.APPROVALS, "title", "organisation"),
    "repair_sent_back": _of(Group.RESULTS, "title", "organisation"),
    # to the body: papers are missing; accepted or not; extended; decided
    "repair_asked": _of(Group.SERVICE, "title", "organisation", "due_on"),
    "repair_answered": _of(Group.RESULTS, "title", "organisation"),
    "repair_extended": _of(Group.SERVICE, "title", "organisation", "due_on"),
    "repair_ended": _of(Group.SERVICE, "title", "organisation"),
    # to the body in whose name a form filed one: to confirm it or to take it back
    "repair_by_form": _of(Group.APPROVALS, "title", "organisation"),
    "repair_decided": _of(Group.SERVICE, "title", "organisation"),
    # to whoever has to act on a repair: the day comes near, has passed
    "repair_due_soon": _of(Group.DEADLINES, "title", "organisation", "due_on"),
    "repair_overdue": _of(Group.DEADLINES, "title", "organisation", "due_on"),
    # to the second person: a consequence to confirm, a proof to accept; to the first: struck out
    "consequence_ordered": _of(Group.APPROVALS, "title", "organisation"),
    "consequence_reported": _of(Group.APPROVALS, "title", "organisation"),
    "consequence_struck": _of(Group.RESULTS, "title", "organisation"),
    # to whoever carries it out: it is his, was answered, was lifted; to the superior: overdue
    "consequence_due": _of(Group.SERVICE, "title", "organisation", "due_on"),
    "consequence_answered": _of(Group.RESULTS, "title", "organisation"),
    "consequence_lifted": _of(Group.SERVICE, "title", "organisation"),
    "consequence_escalated": _of(Group.DEADLINES, "title", "organisation", "due_on"),
    # to the second person: a letter to issue, an answer on paper to check; to the drafter: the end
    "letter_to_issue": _of(Group.APPROVALS, "title", "organisation"),
    "letter_answer_to_check": _of(Group.APPROVALS, "title", "organisation"),
    "letter_ended": _of(Group.RESULTS, "title", "organisation"),
    # to a person: a commitment was filed as his own, he is to agree
    "personal_to_agree": _of(Group.APPROVALS, "title", "organisation"),
    # to the filer: registered, and on which ground it is not public
    "personal_registered": _of(Group.RESULTS, "title"),
    # to credit officers, once a day and promise: somebody says that it was not kept
    "contradiction_filed": _of(Group.APPROVALS, "title", "organisation"),
    # to the body: a contradiction was found plausible; it may comment
    "contradiction_confirmed": _of(Group.SERVICE, "title", "organisation"),
    # to the reviewers who checked none of them: enough to reopen
    "contradictions_enough": _of(Group.APPROVALS, "title", "organisation", "count"),
    # to the body and to credit officers: what was determined is verified again
    "verification_contested": _of(Group.SERVICE, "title", "organisation", "count"),
    # to whoever uploaded the file
    "import_finished": _of(Group.RESULTS, "title", "count", "errors"),
    # to the other security administrators
    "grant_pending": _of(Group.APPROVALS, "title", "organisation", "actor_post"),
    # to the security administrators: a holder asks for a deputy
    "deputy_asked": _of(Group.APPROVALS, "title", "organisation", "actor_post"),
    # to who gets a role, and to whom he stands in for: in effect from, and soon over
    "grant_confirmed": _of(Group.RESULTS, "title", "organisation", "at"),
    "grant_ending": _of(Group.RESULTS, "title", "organisation", "due_on"),
    # to the security administrators who may propose or confirm: a second factor is lost
    "factor_reset_waits": _of(Group.APPROVALS, "title"),
    # to those who may confirm a two-person change; to its proposer, what became of it
    "change_proposed": _of(Group.APPROVALS, "title", "actor_post"),
    "change_confirmed": _of(Group.RESULTS, "title", "actor_post"),
    "change_refused": _of(Group.RESULTS, "title", "actor_post"),
    # to the holder of a post and the body: open cases were taken over; to the superior: in silence
    "hand_over_waiting": _of(Group.APPROVALS, "title", "organisation", "count", "due_on"),
    "hand_over_overdue": _of(Group.DEADLINES, "title", "organisation", "count", "due_on"),
    # to those who follow deadlines: a calendar was loaded, these dates moved or became certain
    "dates_recounted": _of(Group.DEADLINES, "title", "count", "due_on", "cases"),
    # to system administrators: the holidays of a year are not known, so many dates provisional
    "calendar_missing": _of(Group.ADMINISTRATION, "title", "count"),
    # to those whose dates moved when a calendar was loaded
    "calendar_moved": _of(Group.DEADLINES, "title", "due_on", "reason", plain_reason=True),
    # to the owner of an account: the title says what changed (password, second factor, lock …)
    "account_changed": _of(Group.SECURITY, "title", "at", urgent=True),
    # to who gets an account: the link is made when the mail leaves (`invitations`), never stored
    "invitation": _of(Group.SECURITY, "invitation", urgent=True, inbox=False),
    # to system administrators: messages wait longer than they should
    "outbox_late": _of(Group.ADMINISTRATION, "count", "at"),
    # to the owner of an address that a mail server refused for good
    "address_refused": _of(Group.ADMINISTRATION, "title", letters=False),
    # the code that proves a mobile number; by SMS only, made by `addresses`, never by `notify`
    "mobile_code": _of(Group.SECURITY, urgent=True),
    # the daily or weekly collection; made by the outbox, never by `notify`
    "digest": _of(Group.ADMINISTRATION, "count"),
}


class UnknownTemplate(LookupError):
    """A message that nobody wrote."""


def require(code: str, context: Mapping[str, object]) -> Template:
    """The message called `code`. Raises UnknownTemplate, and ValueError for facts that the context
    lacks, a `url` outside of the portal, or the words of a reason (they must stay erasable)."""
    if code not in TEMPLATES:
        raise UnknownTemplate(code)
    template = TEMPLATES[code]
    given = {_bare(key) for key in context}
    if missing := template.needs - given:
        raise ValueError(f"{code} needs {', '.join(sorted(missing))}")
    if {"reason", "reason_zh", "reason_en"} & context.keys() and not template.plain_reason:
        raise ValueError(f"{code}: give reason_ref; the words must stay where they can be erased")
    url = context["url"]
    if not (isinstance(url, str) and url.startswith("/") and not url.startswith(("//", "/\\"))):
        raise ValueError(f"{code}: the url must be a path of this portal")
    return template


def _bare(key: str) -> str:
    return key.removesuffix("_zh").removesuffix("_en").removesuffix("_ref")
