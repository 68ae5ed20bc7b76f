"""A case on somebody's desk: how he reads it, what waits in it, what he may do with it now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from complaints import codes, policies
from complaints.body_field import Bodies
from complaints.case_sight import Sight, View, view_of
from complaints.codes import AssignmentState as A
from complaints.codes import Part, Purpose, ReplyState
from complaints.models import (
    AccusedPost,
    Assignment,
    CallBack,
    Case,
    CaseNote,
    Motion,
    Reply,
    SupervisionLetter,
)
from complaints.services import acceptance, call_backs, caller
from credit_portal.common.i18n import localized
from credit_portal.common.templatetags._dates import long_date
from credit_portal.directory.models import Organisation, Post

LEADS = (A.SENT, A.SIGNED, A.ANSWERED)


def told(code: str, value: Any) -> str:
    """A detail with its label, in words."""
    if code == codes.Detail.POST:
        value = localized(value, "title")
    elif code == codes.Detail.DAY:
        value = long_date(value, with_weekday=False)
    return _("%(label)s: %(text)s") % {"label": codes.Detail(code).label, "text": value}


@dataclass
class Desk:
    """What acts and the page ask of a case; everything is read once."""

    user: Any
    row: Case

    @cached_property
    def view(self) -> View:
        """How he reads it."""
        return view_of(self.user, self.row)

    @cached_property
    def bodies(self) -> Bodies:
        """Bodies that he may name."""
        return Bodies()

    @cached_property
    def parts(self) -> list[Assignment]:
        """Parts of bodies as he may know of them: one that only takes part knows its own opinion
        and who leads."""
        return list(self.row.assignments.select_related("organisation", "handler", "proper_body"))

    @cached_property
    def lead(self) -> Assignment | None:
        """The running part of the body that leads."""
        return next((o for o in self.parts if o.part == Part.LEAD and o.state in LEADS), None)

    @cached_property
    def joint(self) -> Assignment | None:
        """His body's part where another one leads."""
        return next(
            (
                one
                for one in self.parts
                if one.part == Part.JOINT
                and one.state in codes.ASSIGNED_NOW
                and self.user.may(policies.HANDLE, one.organisation)
            ),
            None,
        )

    @cached_property
    def draft(self) -> Reply | None:
        """The answer that is being written."""
        return self._reply(ReplyState.DRAFT)

    @cached_property
    def proposed(self) -> Reply | None:
        """The answer that waits for its approval."""
        return self._reply(ReplyState.PROPOSED)

    def _reply(self, state: str) -> Reply | None:
        return next((one for one in self.row.replies.all() if one.state == state), None)

    @cached_property
    def motions(self) -> list[Motion]:
        """Requests for time, the newest first."""
        return list(
            self.row.motions.select_related("organisation", "asker", "decider").order_by(
                "-asked_on", "id"
            )
        )

    @cached_property
    def asked(self) -> Motion | None:
        """The request that waits for its answer."""
        return next((one for one in self.motions if one.state == codes.MotionState.ASKED), None)

    @property
    def stands_still(self) -> bool:
        """Whether a clock was stopped and not let run again."""
        return any(
            one.kind == codes.MotionKind.PAUSE
            and one.state == codes.MotionState.GRANTED
            and one.resumed_on is None
            for one in self.motions
        )

    @cached_property
    def letters(self) -> list[SupervisionLetter]:
        """Supervision letters, the newest first."""
        return list(self.row.letters.select_related("organisation", "issuer", "answerer"))

    @cached_property
    def letter(self) -> SupervisionLetter | None:
        """The letter that waits for its answer."""
        return next((o for o in self.letters if o.state == codes.LetterState.ISSUED), None)

    @cached_property
    def calls(self) -> list[CallBack]:
        """Calls, the newest first."""
        return list(self.row.call_backs.select_related("taker").order_by("-due_on", "id"))

    @cached_property
    def call(self) -> CallBack | None:
        """The call that is to be made."""
        rows = [o for o in self.calls if o.state == codes.CallBackState.OPEN]
        return min(rows, key=lambda one: one.due_on, default=None)

    @property
    def has_call(self) -> bool:
        """Whether the call that is to be made is his, and there is a number to call."""
        return self.call is not None and self.call.taker_id == self.user.pk and self.has_number

    @cached_property
    def has_number(self) -> bool:
        """Whether the reporter left a number to be called back."""
        return call_backs.callable_by_phone(self.row)

    @property
    def is_to_tell(self) -> bool:
        """Whether the call that is to be made tells of a decision and asks nothing."""
        return self.call is not None and self.call.kind == codes.CallBackKind.DECISION

    @cached_property
    def tells(self) -> bool:
        """Whether the reporter hears from the hotline what others read by receipt."""
        return caller.has_no_receipt(self.row) or self.is_to_tell

    @cached_property
    def is_undone(self) -> bool:
        """Whether the reporter said that it was not really done, and nothing became of that."""
        return call_backs.undone(self.row.call_backs.all()).exists()

    @cached_property
    def added(self) -> list[CaseNote]:
        """What the reporter added, the newest last."""
        return [one for one in self.row.notes.all()
                if one.kind in {codes.NoteKind.FACTS, codes.NoteKind.MORE}]  # fmt: skip

    @property
    def suggested_lead(self) -> Organisation | None:
        """To whom it goes as it seems: the body that a return named, else the one concerned; a
        report to be kept secret goes to the superior of the body that it accuses."""
        back = [one for one in self.parts if one.state == A.RETURNED and one.proper_body]
        found: Organisation | None = back[-1].proper_body if back else self.row.accused
        secret = self.row.purpose == Purpose.REPORT and self.row.is_secret
        if found is not None and secret and found.pk == self.row.accused_id:
            found = found.parent
        return found

    @cached_property
    def details_in_words(self) -> dict[str, str]:
        """What was filled in beside the words, as a body would read it."""
        return {code: told(code, value) for code, value in self.view.details().items()}

    @property
    def details_to_tell(self) -> list[str]:
        """What of it goes along unless the dispatcher says otherwise: what went along before; else
        nothing of whoever wishes to be kept secret or stays anonymous."""
        row = self.row
        if row.told_zh:
            return list(row.told_details)
        return [] if row.is_secret or row.is_anonymous else list(self.details_in_words)

    @cached_property
    def posts(self) -> list[Post]:
        """Posts of the bodies concerned that are not named yet."""
        named = self.row.accused_posts.values("post")
        rows = Post.objects.filter(organisation__in=acceptance.bodies_of(self.row), active=True)
        found = rows.exclude(pk__in=named).select_related("organisation")
        return list(found.order_by("organisation__path", "title_zh")[:200])

    def accused_posts(self) -> list[AccusedPost]:
        """Posts that the case is about; the hotline alone reads them."""
        if not self.view.is_full:
            return []
        return list(self.row.accused_posts.select_related("post__organisation"))

    def shown_parts(self) -> list[Assignment]:
        """Parts of bodies as the page shows them."""
        if self.view.sight in {Sight.FULL, Sight.LEAD, Sight.REVIEW}:
            return self.parts
        return [one for one in self.parts if one == self.lead or self._is_his(one.organisation)]

    def shown_letters(self) -> list[SupervisionLetter]:
        """Supervision letters that he reads: those to his body; the hotline all."""
        full = self.view.sight in {Sight.FULL, Sight.REVIEW}
        return [one for one in self.letters if full or self._is_his(one.organisation)]

    def shown_motions(self) -> list[Motion]:
        """Requests for time that he reads."""
        full = self.view.sight in {Sight.FULL, Sight.REVIEW}
        return [one for one in self.motions if full or self._is_his(one.organisation)]

    def shown_calls(self) -> list[CallBack]:
        """Calls that were made or are to be made; what was said only the hotline reads."""
        made = codes.CallBackState.DONE
        return [one for one in self.calls if self.view.is_full or one.state == made]

    def _is_his(self, body: Organisation) -> bool:
        return any(self.user.may(verb, body) for verb in policies.OF_BODY)

    def is_other(self, *people: Any) -> bool:
        """Whether nobody of these is on his side."""
        return policies.is_other(self.user, self.row, *people)
