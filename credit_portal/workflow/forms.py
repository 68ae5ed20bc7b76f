"""The form for a receipt, of every page that asks for one."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReceiptForm(forms.Form):
    """A receipt as typed."""

    code = forms.CharField(
        label=_("Receipt"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("The 17 letters and digits that you were shown after filing."),
    )
