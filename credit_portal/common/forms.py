"""What forms of every app share."""

from typing import Any, cast

from django import forms

from credit_portal.common.errors import DomainError, ReauthenticationNeeded


def show_refusal(form: forms.BaseForm, error: DomainError) -> None:
    """Put a service's refusal beside the field it speaks of, or on top of the form.

    Raises the error on when a fresh sign-in proof would do: that is asked for on a page of its own.
    """
    if isinstance(error, ReauthenticationNeeded):
        raise error
    field = error.field if error.field in form.fields else None
    form.add_error(field, forms.ValidationError(str(error.message), code=error.code))


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """A field of the form that offers choices: what these are is often known with the case only."""
    return cast(forms.ChoiceField, form.fields[name])


def labels(form: forms.BaseForm, name: str) -> dict[str, Any]:
    """What the choices of a field are called, by their values."""
    return dict(cast(Any, form.fields[name]).choices)
