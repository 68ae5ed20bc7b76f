"""Forms of reporting: they only parse."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from integrity_files.codes_reporting import Channel

_LINE = re.compile(r"\s*(\d{1,4})[\s,，、]+([A-Za-z0-9_.-]{1,40})(?:[\s,，、:：]+(.*))?", re.ASCII)


class PrepareForm(forms.Form):
    """Of which channel a batch is made."""

    channel = forms.ChoiceField(choices=Channel.choices)


class AnswerForm(forms.Form):
    """Which lines of a released batch the platform refused."""

    refused = forms.CharField(
        label=_("Refused lines"), required=False, max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line: number in the batch, code, reason, as “3 E17 code not"
                    " registered”. All others are entered as accepted; leave it empty when none"
                    " was refused."),
    )  # fmt: skip

    def clean_refused(self) -> dict[int, tuple[str, str]]:
        """{number in the batch: (code, reason)}."""
        found: dict[int, tuple[str, str]] = {}
        for line in self.cleaned_data["refused"].splitlines():
            if not line.strip():
                continue
            match = _LINE.fullmatch(line)
            if match is None:
                raise forms.ValidationError(
                    _("“%(line)s” is not a number, a code and a reason."),
                    params={"line": line[:40]},
                )
            found[int(match[1])] = (match[2], (match[3] or "").strip()[:500])
        return found
