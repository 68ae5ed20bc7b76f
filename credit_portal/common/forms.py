"""What forms of every app share."""

from django import forms

from credit_portal.common.errors import DomainError


def show_refusal(form: forms.BaseForm, error: DomainError) -> None:
    """Put a service's refusal beside the field it speaks of, or on top of the form."""
    field = error.field if error.field in form.fields else None
    form.add_error(field, forms.ValidationError(str(error.message), code=error.code))
