"""Forms of the acts on a case. They only parse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints import rules
from complaints.body_field import Bodies, BodyField
from complaints.codes import (
    Dissatisfaction,
    MotionKind,
    PauseGround,
    Purpose,
    RefusalGround,
    Regime,
    Urgency,
)
from complaints.models import CaseNote, Reply
from credit_portal.common.forms import choice_field
from credit_portal.common.i18n import localized
from credit_portal.directory.models import Post
from integrity_files.codes import BreachCategory

DAY = {"type": "date"}
EMPTY = ("", "—")


def _words(label: Any, *, longest: int = 5000, rows: int = 5, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=longest, widget=widget, **more)


class SureForm(forms.Form):
    """Nothing to fill in: the act asks once more before it is done."""


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = _words(_("Reason"), longest=2000, rows=4)


class GrantForm(forms.Form):
    """Why more time is granted, for the reporter."""

    reason = _words(
        _("Why, as the reporter is told"), longest=2000, rows=3, required=False,
        help_text=_("He reads it where more time is granted; for a petition it must be given. Name"
                    " nobody, and nothing that must stay inside."),
    )  # fmt: skip


class TextForm(forms.Form):
    """Words of any kind."""

    text = _words(pgettext_lazy("complaint", "Text"))


class NoticeForm(forms.Form):
    """A supervision letter, or its answer."""

    text = _words(pgettext_lazy("supervision letter", "Text of the letter"), rows=8)


class RefuseForm(forms.Form):
    """Why it is not accepted; beside each ground what can be done instead."""

    ground = forms.ChoiceField(label=_("Ground"), widget=forms.RadioSelect)
    reason = _words(
        _("Reason, as the reporter will read it"), longest=2000, rows=5,
        help_text=_("Where he can turn is told with it, as it stands beside the ground."),
    )  # fmt: skip
    office = forms.CharField(
        label=_("Office that is competent"), max_length=200, required=False,
        help_text=_("Needed where the law provides another way: name, address, telephone."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "ground").choices = [
            (one.value, f"{one.label} → {rules.REMEDIES[one]}") for one in RefusalGround
        ]


class RegimeForm(forms.Form):
    """Another law."""

    regime = forms.ChoiceField(label=_("Law that applies"), choices=Regime.choices)

    def __init__(self, *args: Any, brought: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regime"].help_text = brought


class CorrectForm(forms.Form):
    """What was chosen when it was filed."""

    wanted = forms.ChoiceField(
        label=pgettext_lazy("complaint", "What is wanted"), choices=Purpose.choices
    )
    category = forms.ChoiceField(label=_("Category"), choices=BreachCategory.choices)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices)


class BodyForm(forms.Form):
    """The body that a case is about."""

    def __init__(self, *args: Any, bodies: Bodies, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation_id"] = BodyField(label=_("Body concerned"), bodies=bodies)


class PostForm(forms.Form):
    """A post that a case is about."""

    post_id = forms.ChoiceField(label=_("Post"))

    def __init__(self, *args: Any, posts: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "post_id").choices = [
            (str(one.pk), f"{localized(one.organisation, 'name')} · {localized(one, 'title')}")
            for one in posts
        ]


class ReturnForm(ReasonForm):
    """Back to the hotline, naming who is competent."""

    def __init__(self, *args: Any, bodies: Bodies, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proper_body_id"] = BodyField(label=_("Competent body"), bodies=bodies)
        self.order_fields(["proper_body_id", "reason"])


class OpinionForm(forms.Form):
    """What a body that takes part found."""

    opinion = _words(_("What your body found"))


class AnswerForm(forms.Form):
    """The answer in plain words."""

    text = _words(
        _("Answer to the reporter"), rows=9,
        help_text=_("In plain words; he reads it as it stands here."),
    )  # fmt: skip
    reply_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)


class DraftForm(AnswerForm):
    """The answer, and what was found."""

    finding = _words(
        _("What was found and done"), required=False, help_text=_("Not told to the reporter."),
    )  # fmt: skip
    verified = forms.TypedChoiceField(
        label=_("What was reported is true"),
        choices=[("", _("not found out yet")), ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda code: {"yes": True, "no": False}[code], empty_value=None, required=False,
    )  # fmt: skip
    promised = forms.CharField(label=_("What is promised"), max_length=500, required=False)
    promised_on = forms.DateField(
        label=_("Promised until"), required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
    )  # fmt: skip

    @staticmethod
    def of(reply: Reply | None) -> dict[str, Any]:
        """What stands there already."""
        if reply is None:
            return {}
        verified = {True: "yes", False: "no", None: ""}[reply.verified]
        return {
            "text": reply.text_zh, "finding": reply.finding_zh, "verified": verified,
            "promised": reply.promised_zh, "promised_on": reply.promised_on,
            "reply_version": reply.version,
        }  # fmt: skip


class ProposeForm(forms.Form):
    """Whether bodies that take part are waited for."""

    without_opinions = forms.BooleanField(
        label=_("Without the opinions that are missing"), required=False,
        help_text=_("Only where a body that takes part is silent and its day has passed."),
    )  # fmt: skip


class MotionForm(ReasonForm):
    """More time, or a clock that stands still on one of the grounds of the law that applies;
    `pauses` are these with where they stand."""

    kind = forms.ChoiceField(label=_("What is asked for"), choices=MotionKind.choices)
    ground = forms.ChoiceField(
        label=_("For"), choices=[EMPTY, *PauseGround.choices], required=False,
        help_text=_("Only for a clock that is to stand still; it runs again by itself when the"
                    " longest time for a pause has passed."),
    )  # fmt: skip
    field_order = ["kind", "ground", "reason"]

    def __init__(self, *args: Any, pauses: Mapping[PauseGround, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if pauses:
            grounds = [(one.value, f"{one.label} · {basis}") for one, basis in pauses.items()]
            fields["ground"].choices = [EMPTY, *grounds]
        else:
            del fields["ground"]
            extension = MotionKind.EXTENSION
            fields["kind"].choices = [(extension.value, extension.label)]
            fields["kind"].help_text = _("The law that applies here stops no clock.")


class CallForm(forms.Form):
    """What the reporter said in the call."""

    satisfied = forms.TypedChoiceField(
        label=_("Is he satisfied?"), choices=[("yes", _("yes")), ("no", _("no"))],
        coerce=lambda code: code == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    done = forms.TypedChoiceField(
        label=_("Was it really done?"),
        choices=[("", _("not asked")), ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda code: code == "yes", empty_value=None, required=False,
    )  # fmt: skip
    reason = forms.ChoiceField(
        label=pgettext_lazy("call-back", "Why not"),
        choices=[EMPTY, *Dissatisfaction.choices],
        required=False,
    )
    words = _words(_("What he said"), longest=2000, rows=3, required=False)
    reopen = forms.BooleanField(label=_("He wishes it to be opened again"), required=False)

    def __init__(self, *args: Any, look_back: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not look_back:
            del self.fields["done"]


class SaidForm(forms.Form):
    """What the caller says, in his words."""

    words = _words(_("What he said"))


class KnownForm(forms.Form):
    """How it is sure that the caller is he who reported."""

    pin = forms.CharField(
        label=_("PIN"), max_length=12, required=False, help_text=_("Ask for it."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    is_known = forms.BooleanField(
        label=_("He has no PIN any more; I am sure in another way"), required=False,
        help_text=_("You called the number that is kept, or he knows what only the reporter knows."
                    " It is on record that you said so."),
    )  # fmt: skip


class KnownSaidForm(SaidForm, KnownForm):
    """Both."""

    field_order = ["words", "pin", "is_known"]


class PassOnForm(forms.Form):
    """Further facts for the bodies, in words that name nobody."""

    note_id = forms.TypedChoiceField(
        label=_("With the file of"), coerce=str, empty_value=None, required=False
    )
    text = _words(
        _("Text for those who handle it"),
        help_text=_("Copied from what was added last, with what names somebody masked. Read it."),
    )

    def __init__(self, *args: Any, notes: Iterable[CaseNote], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "note_id").choices = [
            ("", _("no file")),
            *((str(one.pk), f"{one.on:%Y-%m-%d} {one.file.name}") for one in notes if one.file),
        ]


class DispatchForm(forms.Form):
    """To whom it goes, with a text that names nobody who reported."""

    JOINT = ("joint_1", "joint_2", "joint_3")
    told = _words(
        _("Text for those who handle it"), longest=10_000, rows=16,
        help_text=_("Numbers, addresses and names were masked as far as they were found. Take out"
                    " whatever else would tell who reported."),
    )  # fmt: skip

    details = forms.MultipleChoiceField(
        label=_("What goes along besides"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("An exact sum, a day or a post may tell the body who reported."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, bodies: Bodies, details: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "details").choices = list((details or {}).items())
        if not details:
            del self.fields["details"]
        hint = _("Type a part of the name and choose.")
        self.fields["lead_id"] = BodyField(
            label=_("Body that leads"), bodies=bodies, help_text=hint
        )
        for number, name in enumerate(self.JOINT, start=1):
            label = _("Body that takes part (%(number)s)") % {"number": number}
            self.fields[name] = BodyField(label=label, bodies=bodies, required=False)
        self.order_fields(["lead_id", *self.JOINT, "told", "details"])

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        joint = [data[name] for name in self.JOINT if data[name]]
        return {
            "lead_id": data["lead_id"], "joint_ids": joint, "told": data["told"],
            "details": data.get("details", []),
        }  # fmt: skip
