"""Forms about one's own notices. They only parse; the services decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credit_portal.notices.choices import OFFERED
from credit_portal.notices.models import Channel, Mode
from credit_portal.notices.preferences import Wishes
from credit_portal.notices.templates_catalogue import MANDATORY, Group

WEEKDAYS = (
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
)


class ChoicesForm(forms.Form):
    """One field for each group and channel that can be chosen, and when digests come."""

    digest_at = forms.TimeField(
        label=_("Hour of the digest"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=_("On working days. No mail leaves when nothing was held."),
    )
    digest_weekday = forms.TypedChoiceField(
        label=_("Day of the weekly digest"),
        choices=WEEKDAYS,
        coerce=int,
        help_text=_("On a holiday it comes on the next working day."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, wishes: Wishes, **kwargs: Any) -> None:
        reach = wishes.reach
        kwargs["initial"] = {
            "digest_at": reach.digest_at if reach else "08:30",
            "digest_weekday": reach.digest_weekday if reach else 1,
            "version": reach.version if reach else 1,
        }
        super().__init__(*args, **kwargs)
        self.wishes = wishes
        for group in Group:
            for channel, modes in OFFERED.items():
                if not (channel == Channel.EMAIL and group in MANDATORY):
                    self._add(group, channel, modes)

    def _add(self, group: Group, channel: str, modes: tuple[str, ...]) -> None:
        label = _("%(group)s, by %(channel)s") % {
            "group": group.label,
            "channel": Channel(channel).label,
        }
        self.fields[f"{group}.{channel}"] = forms.ChoiceField(
            choices=[(mode, Mode(mode).label) for mode in modes],
            initial=self.wishes.mode(group, channel),
            label=label,
            widget=forms.Select(attrs={"aria-label": label}),
        )

    @property
    def modes(self) -> dict[tuple[str, str], str]:
        """The choices by group and channel."""
        return {
            (name.partition(".")[0], name.partition(".")[2]): value
            for name, value in self.cleaned_data.items()
            if "." in name
        }

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One row for each group: its name, its fields, and why it cannot be switched off."""
        return [
            {
                "label": group.label,
                "email": self[f"{group}.email"] if group not in MANDATORY else None,
                "sms": self[f"{group}.sms"],
                "why": MANDATORY.get(group, ""),
            }
            for group in Group
        ]


class NumberForm(forms.Form):
    """A mobile number."""

    number = forms.CharField(
        label=_("Mobile number"),
        max_length=24,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("Of mainland China. It is kept sealed and shown to nobody, only masked."),
    )


class CodeForm(forms.Form):
    """The code that came to the number."""

    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        help_text=_("Six digits, valid for ten minutes."),
    )
